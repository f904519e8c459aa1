/* SPDX-License-Identifier: Apache-2.0 */
#include "server/node-private.h"

#include "formats/file.h"
#include "server/code-lists.h"
#include "server/own-keys.h"
#include "server/rotation.h"
#include "server/store/certificate.h"
#include "validators/context-document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

G_DEFINE_QUARK (zb - node - error - quark, zb_node_error)

#define MAX_PARAMETERS (4 * 1024 * 1024)
#define MEGABYTE (G_GUINT64_CONSTANT (1024) * 1024)
#define HOUR (3600 * G_TIME_SPAN_SECOND)

char *
zb_node_path (const char *dir, const char *name)
{
  return g_build_filename (dir, name, NULL);
}

const ZbService *
zb_node_service (const ZbNode *node)
{
  return &node->service;
}

const ZbConfig *
zb_node_config (const ZbNode *node)
{
  return node->config;
}

const ZbKeyring *
zb_node_keyring (const ZbNode *node)
{
  return node->keyring;
}

const char *
zb_node_url (const ZbNode *node)
{
  return node->url;
}

guint
zb_node_port (const ZbNode *node)
{
  return node->listener ? zb_listener_port (node->listener) : 0;
}

int
zb_node_lock (const char *dir, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_LOCK);
  int lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (lock >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_BUSY,
                 "%s: another zhibaod serves this directory", dir);
  else
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", path, g_strerror (errno));
  if (lock >= 0)
    close (lock);
  return -1;
}

static gboolean
take_lock (ZbNode *node, GError **error)
{
  node->lock = zb_node_lock (node->dir, error);
  return node->lock >= 0;
}

void
zb_node_set_url (ZbNode *node, guint port)
{
  const char *host = node->config->host;

  g_free (node->url);
  node->url =
      g_strdup_printf (strchr (host, ':') ? "https://[%s]:%u" : "https://%s:%u", host, port);
}

gboolean
zb_node_renew_keyring (ZbNode *node, guint *ret_renewed, GError **error)
{
  g_autofree char *keys = zb_node_path (node->dir, ZB_NODE_KEYS);
  ZbFounding founding = {
      .node = node->config->node,
      .host = node->config->host,
      .now = zb_clock_now (&node->clock),
      .keychain = node->keychain,
  };

  return zb_keyring_renew (node->keyring, keys, &founding, ret_renewed, error);
}

static gboolean
open_settings (ZbNode *node, GError **error)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_CONFIG);
  g_autofree char *keys = zb_node_path (node->dir, ZB_NODE_KEYS);
  guint renewed = 0;

  node->config = zb_config_read (path, error);
  if (!node->config)
    return FALSE;
  zb_node_set_url (node, (guint)node->config->port);
  if (!node->keychain)
    node->keychain =
        zb_own_keys_open_chain (node->dir, node->config, &node->clock, node->given_clock);
  node->keyring = zb_keyring_open (keys, error);
  return node->keyring && zb_node_renew_keyring (node, &renewed, error) &&
         zb_own_keys_hand_out (node->keyring, node->keychain, NULL, NULL, error);
}

/* What a store of an earlier release holds beside the log is written into it before anything is
 * added. */
static gboolean
log_what_is_pending (ZbNode *node, GError **error)
{
  ZbAct act = {
      .kind = ZB_ACT_RECORD, .time = zb_clock_now (&node->clock), .who = node->config->node};

  return zb_store_commit_one (node->store, &act, NULL, error);
}

static gboolean
open_store (ZbNode *node, GError **error)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_STORE);
  g_autofree char *folder = g_path_get_dirname (path);
  ZbStoreOptions options = {
      .clock = node->clock,
      .max_bytes = (guint64)node->config->max_megabytes * MEGABYTE,
  };

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", folder, g_strerror (errno));
    return FALSE;
  }
  node->origin = zb_vault_log_name (node->config->node);
  node->succession = zb_own_keys_open_succession (node->dir, node->keychain, error);
  if (!node->succession)
    return FALSE;
  node->verifier = zb_succession_write (node->succession, zb_succession_length (node->succession));
  node->log_keys =
      zb_own_keys_open_sealer (node->keychain, node->succession, zb_clock_now (&node->clock));
  node->log = zb_log_new (node->origin, zb_log_keys_sealer (node->log_keys));
  zb_log_set_succession (node->log, node->succession);
  options.journal = zb_log_journal (node->log);
  node->store = zb_store_open (path, &options, error);
  return node->store && zb_store_check_before_use (node->store, error) &&
         log_what_is_pending (node, error) &&
         zb_rotation_record (node->store, node->succession, node->config->node,
                             zb_clock_now (&node->clock), error);
}

static gboolean
vet_cb (ZbForeignKind kind, const void *bytes, gsize length, gpointer data, GError **error)
{
  return zb_vetter_pass (data, kind, bytes, length, error);
}

static gboolean
open_trust (ZbNode *node, GError **error)
{
  ZbAuthorityOptions options = {
      .store = node->store,
      .keychain = node->keychain,
      .url = node->url,
      .root = node->keyring->root,
      .root_crl = node->keyring->root_crl,
      .units_elsewhere = node->config->certify_units == 0,
      .certificate_days = (guint)node->config->certificate_days,
      .crl_hours = (guint)node->config->crl_hours,
      .ocsp_minutes = (guint)node->config->ocsp_minutes,
  };

  g_autofree char *others = zb_node_path (node->dir, ZB_NODE_OTHERS);

  node->trust = zb_trust_new ();
  if (node->readers.vetter)
    zb_trust_set_vet (node->trust, vet_cb, node->readers.vetter);
  zb_own_keys_trust (node->keyring, node->trust);
  node->others = zb_others_open (others, node->trust, error);
  if (!node->others)
    return FALSE;
  zb_trust_require_crl (node->trust, TRUE);
  zb_trust_set_grace (node->trust, node->config->grace_days * 24 * HOUR);
  options.trust = node->trust;
  node->authority = zb_authority_new (node->keyring->branches, &options, error);
  return node->authority &&
         zb_authority_publish_root_crl (node->authority, zb_clock_now (&node->clock), error) &&
         zb_own_keys_load_lists (node->store, node->trust, error) &&
         zb_authority_renew_crl (node->authority, zb_clock_now (&node->clock), error);
}

gboolean
zb_node_take_trust (ZbNode *node, GError **error)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_NEXT_TRUST);
  const ZbTrustTaking taking = {path, node->config->node, node->keyring->root,
                                zb_clock_now (&node->clock)};

  return zb_trust_shelf_take (node->shelf, &taking, error);
}

static gboolean
open_shelf (ZbNode *node, GError **error)
{
  node->shelf = zb_trust_shelf_open (node->store, error);
  return node->shelf && zb_node_take_trust (node, error);
}

static gboolean
open_stamping (ZbNode *node, GError **error)
{
  ZbStampingOptions options = {
      .store = node->store,
      .trust = node->trust,
      .waits = node->given_clock,
      .evidence = node->config->stamp_evidence == 1,
  };

  node->stamping = zb_stamping_new (&options, error);
  return node->stamping && zb_own_keys_hand_out (node->keyring, node->keychain, node->authority,
                                                 node->stamping, error);
}

gboolean
zb_node_keep_own_certificates (ZbNode *node, GError **error)
{
  return zb_own_keys_keep (node->keyring, node->authority, node->config->node,
                           zb_clock_now (&node->clock), error);
}

static gboolean
open_catalogue (ZbNode *node, GError **error)
{
  gboolean changed;

  node->catalogue = zb_catalogue_new ();
  if (!zb_published_load (node->store, node->catalogue, zb_clock_now (&node->clock), &changed,
                          error) ||
      !zb_code_lists_load (node->dir, node->catalogue, error))
    return FALSE;
  node->rulebook = zb_rulebook_new (node->catalogue);
  return TRUE;
}

static void
open_publisher (ZbNode *node)
{
  g_autofree char *scratch = zb_node_path (node->dir, ZB_NODE_SCRATCH);
  g_autofree char *parameters = zb_node_path (node->dir, ZB_NODE_PARAMETERS);
  ZbPublisherOptions options = {
      .node = node->config->node,
      .dir = node->dir,
      .scratch = scratch,
      .parameters = parameters,
      .store = node->store,
      .rulebook = node->rulebook,
      .trust = node->trust,
  };

  node->publisher = zb_publisher_new (&options);
}

/* Missing parameters make rules that ask for them not evaluable; broken ones stop the start. */
static gboolean
read_parameters (ZbNode *node, GError **error)
{
  g_autofree char *path = zb_node_path (node->dir, ZB_NODE_PARAMETERS);
  gsize length = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_PARAMETERS, error);
  if (!bytes)
    return FALSE;
  const char *text = g_bytes_get_data (bytes, &length);
  node->known_parameters = zb_parameters_read (path, text, length, error);
  if (!node->known_parameters)
    return FALSE;
  node->parameters = g_strndup (text, length);
  node->parameters_digest = zb_context_parameters_digest (node->parameters);
  return TRUE;
}

static gboolean
open_intake (ZbNode *node, GError **error)
{
  g_autofree char *spool = zb_node_path (node->dir, ZB_NODE_SPOOL);
  ZbIntakeDesk desk = {
      .node = node->config->node,
      .clock = node->clock,
      .store = node->store,
      .rulebook = node->rulebook,
      .trust = node->trust,
      .readers = node->readers.readers,
      .router = node->router,
      .parameters = node->parameters,
      .known_parameters = node->known_parameters,
      .parameters_digest = node->parameters_digest,
      .statutory = node->config->statutory,
      .stamping = node->stamping,
      .stamp_outage = node->config->stamp_outage * G_USEC_PER_SEC,
      .commitment_time = node->config->commitment_hours * HOUR,
      .commitments = (guint)node->config->commitments,
  };

  node->columns = zb_node_path (node->dir, ZB_NODE_COLUMNS);
  node->trials = zb_trial_memory_new ();
  node->spool = zb_spool_open (spool, (guint64)node->config->quota_megabytes * MEGABYTE,
                               node->config->upload_hours * HOUR, error);
  if (node->spool)
    node->intake = zb_intake_new (&desk, error);
  return node->intake != NULL;
}

void
zb_node_show_copying (ZbNode *node)
{
  const ZbKeyring *keyring = node->keyring;
  g_autoptr (GPtrArray) chain = zb_keyring_chain_of (keyring, keyring->peer);

  zb_copying_set_identity (node->copying, keyring->peer_key, keyring->peer, chain);
}

static void
open_copying (ZbNode *node)
{
  g_autofree char *folder = zb_node_path (node->dir, ZB_NODE_COPIES);
  const ZbCopyingOptions options = {
      .folder = folder,
      .nodes = node->config->copied_nodes,
      .router = node->router,
      .metrics = zb_status_metrics (node->status),
      .clock = node->clock,
  };

  node->copying = zb_copying_new (&options);
  zb_node_show_copying (node);
}

static gboolean
open_witness (ZbNode *node, GError **error)
{
  g_autofree char *folder = zb_node_path (node->dir, ZB_NODE_WITNESS);

  open_copying (node);
  node->witness = zb_witness_open (folder, node->config->node, node->keychain, error);
  if (node->witness)
    node->cosigning = zb_cosigning_open (folder, node->store, error);
  if (node->cosigning && zb_succession_length (node->succession) > 1)
    zb_cosigning_set_keys (node->cosigning, node->verifier);
  return node->cosigning != NULL;
}

static gboolean
open_router (ZbNode *node, GError **error)
{
  const ZbPassing passing = {
      .node = node->config->node,
      .neighbours = node->neighbours,
      .store = node->store,
      .trust = node->trust,
      .clock = node->clock,
      .metrics = zb_status_metrics (node->status),
  };

  return zb_passing_open (&passing, &node->router, &node->forwarder, error);
}

static gboolean
open_api (ZbNode *node, GError **error)
{
  open_publisher (node);
  node->slots = zb_slots_new ();
  node->service = (ZbService){
      .node = node->config->node,
      .clock = node->clock,
      .store = node->store,
      .log = node->log,
      .rulebook = node->rulebook,
      .trust = node->trust,
      .shelf = node->shelf,
      .asker = zb_others_asker (node->others),
      .keychain = node->keychain,
      .authority = node->authority,
      .stamping = node->stamping,
      .grace = node->config->grace_days * 24 * HOUR,
      .intake = node->intake,
      .publisher = node->publisher,
      .spool = node->spool,
      .trials = node->trials,
      .columns = node->columns,
      .log_verifier = zb_succession_newest (node->succession).vkey,
      .log_keys = node->verifier,
      .daily = node->daily,
      .neighbours = node->neighbours,
      .witness = node->witness,
      .cosigning = node->cosigning,
      .router = node->router,
      .tell_requests = node->config->tell_requests == 1,
      .slots = node->slots,
      .most_waiting = (guint)node->config->waiting,
      .metrics = zb_status_metrics (node->status),
  };
  node->api = zb_api_new (&node->service, (guint)node->config->workers, error);
  return node->api != NULL;
}

ZbNode *
zb_node_open (const char *dir, const ZbClock *clock, GError **error)
{
  return zb_node_open_with (dir, clock, NULL, (ZbNodeReaders){NULL}, error);
}

/* Whoever reads this has a store that must not be written to. */
static void
advise (const ZbNode *node, GError **error)
{
  if (!error || !g_error_matches (*error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT))
    return;
  g_autofree char *what = g_strdup ((*error)->message);
  g_clear_error (error);
  g_set_error (
      error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
      "the store of %s is damaged, so it is not served: %s. Keep a copy of the directory as "
      "it is; \"zhibaod verify\" names what is affected; a backup made by \"zhibaod backup\" "
      "takes its place, and what came after it can be sent again by those who hold its receipts",
      node->dir, what);
}

ZbNode *
zb_node_open_with (const char *dir,
                   const ZbClock *clock,
                   ZbKeychain *keychain,
                   ZbNodeReaders readers,
                   GError **error)
{
  g_autoptr (ZbNode) node = g_new0 (ZbNode, 1);

  node->dir = g_strdup (dir);
  node->daily = zb_node_path (dir, ZB_NODE_DAILY);
  node->neighbours = zb_node_path (dir, ZB_NODE_NEIGHBOURS);
  node->keychain = keychain;
  node->readers = readers;
  node->clock = clock ? *clock : zb_clock_system;
  node->given_clock = clock != NULL;
  node->status = zb_status_new (&node->service, dir);
  if (take_lock (node, error) && open_settings (node, error) && open_store (node, error) &&
      open_trust (node, error) && open_shelf (node, error) &&
      zb_node_keep_own_certificates (node, error) && open_stamping (node, error) &&
      open_catalogue (node, error) && open_router (node, error) && read_parameters (node, error) &&
      open_intake (node, error) && open_witness (node, error) && open_api (node, error)) {
    zb_passing_show (node->forwarder, node->keyring);
    return g_steal_pointer (&node);
  }
  advise (node, error);
  return NULL;
}

/* In the opposite order of opening: whoever may still call is gone before what he calls. */
void
zb_node_free (ZbNode *node)
{
  zb_node_leave (node);
  if (node->api)
    zb_api_let_go (node->api);
  g_clear_pointer (&node->listener, zb_listener_stop);
  zb_status_silence (node->status);
  g_clear_pointer (&node->api, zb_api_free);
  g_clear_pointer (&node->forwarder, zb_forwarder_free);
  g_clear_pointer (&node->slots, zb_slots_free);
  g_clear_pointer (&node->copying, zb_copying_free);
  g_clear_pointer (&node->cosigning, zb_cosigning_free);
  g_clear_pointer (&node->witness, zb_witness_free);
  g_clear_pointer (&node->trials, zb_trial_memory_free);
  g_clear_pointer (&node->intake, zb_intake_free);
  g_clear_pointer (&node->readers.readers, zb_readers_free);
  g_clear_pointer (&node->publisher, zb_publisher_free);
  g_clear_pointer (&node->stamping, zb_stamping_free);
  g_clear_pointer (&node->authority, zb_authority_free);
  g_clear_pointer (&node->store, zb_store_free);
  g_clear_pointer (&node->router, zb_router_free);
  g_clear_pointer (&node->spool, zb_spool_free);
  g_clear_pointer (&node->columns, g_free);
  g_clear_pointer (&node->log, zb_log_free);
  g_clear_pointer (&node->log_keys, zb_log_keys_free);
  g_clear_pointer (&node->succession, zb_succession_free);
  g_clear_pointer (&node->rulebook, zb_rulebook_free);
  g_clear_pointer (&node->catalogue, zb_catalogue_unref);
  g_clear_pointer (&node->others, zb_others_free);
  g_clear_pointer (&node->shelf, zb_trust_shelf_free);
  g_clear_pointer (&node->client_roots, g_free);
  g_clear_pointer (&node->trust, zb_trust_unref);
  g_clear_pointer (&node->readers.vetter, zb_vetter_free);
  g_clear_pointer (&node->keychain, zb_keychain_free);
  g_clear_pointer (&node->keyring, zb_keyring_free);
  g_clear_pointer (&node->config, zb_config_free);
  zb_status_free (node->status);
  if (node->lock > 0)
    close (node->lock);
  g_free (node->parameters);
  g_free (node->parameters_digest);
  zb_parameters_unref (node->known_parameters);
  g_free (node->origin);
  g_free (node->verifier);
  g_free (node->daily);
  g_free (node->neighbours);
  g_free (node->url);
  g_free (node->dir);
  g_free (node);
}
