/* SPDX-License-Identifier: Apache-2.0 */
#include "server/checkup-private.h"

#include "formats/file.h"
#include "forms/parameters.h"
#include "server/authority/keyring.h"
#include "server/authority/others.h"
#include "server/health.h"
#include "server/keys/keychain.h"
#include "server/listener/endpoint.h"
#include "server/node.h"
#include "server/rotation.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MAX_PARAMETERS (4 * 1024 * 1024)
/* Besides connections: the store's files, column files, the log, what comes and goes. */
#define FILES_BESIDE 256
/* The node renews its own certificates 30 days ahead; with less left something keeps it from it. */
#define LEAST_DAYS 25
/* For whom the bundles of both roots must have reached: a certificate's life and its grace. */
#define LEAST_ROOT_DAYS (3 * 365)
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static void
point_free (gpointer data)
{
  ZbCheckupPoint *point = data;

  g_free (point->detail);
  g_free (point);
}

void
zb_checkup_note (GPtrArray *points, ZbCheckupLevel level, const char *name, const char *format, ...)
{
  ZbCheckupPoint *point = g_new (ZbCheckupPoint, 1);
  va_list list;

  va_start (list, format);
  *point = (ZbCheckupPoint){level, name, g_strdup_vprintf (format, list)};
  va_end (list);
  g_ptr_array_add (points, point);
}

static void
look_at_addresses (GPtrArray *points, const ZbConfig *config)
{
  ZbEndpoint listen, status;
  gboolean open_to_others =
      zb_endpoint_read (config->address, 0, &listen, NULL) && zb_endpoint_is_open (&listen);
  gboolean local_name = strcmp (config->host, "localhost") == 0 ||
                        strcmp (config->host, "127.0.0.1") == 0 ||
                        strcmp (config->host, "::1") == 0;

  if (open_to_others == local_name)
    zb_checkup_note (
        points, ZB_CHECKUP_WARNING, "addresses",
        local_name ? "it listens on %s, but clients are told to connect to %s, which is their own "
                     "machine"
                   : "it listens on %s only, so that %s reaches it through a proxy of this machine "
                     "or not at all",
        config->address, config->host);
  if (strcmp (config->status, ZB_CONFIG_OFF) != 0 &&
      zb_endpoint_parse (config->status, &status, NULL) && zb_endpoint_is_open (&status))
    zb_checkup_note (
        points, ZB_CHECKUP_WARNING, "addresses",
        "%s tells everyone who reaches it how the node is doing; 127.0.0.1 tells this machine",
        config->status);
}

static void
look_at_limits (GPtrArray *points, const ZbConfig *config)
{
  struct rlimit files;
  gint64 wanted = config->max_connections + FILES_BESIDE;

  if (config->max_connections_per_address > config->max_connections)
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "limits",
                     "connections-per-address (%" G_GINT64_FORMAT
                     ") is above connections (%" G_GINT64_FORMAT "): one address can take them all",
                     config->max_connections_per_address, config->max_connections);
  if (getrlimit (RLIMIT_NOFILE, &files) == 0 && (gint64)files.rlim_cur < wanted)
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "limits",
                     "%" G_GINT64_FORMAT " connections need about %" G_GINT64_FORMAT
                     " open files; this process may have %" G_GINT64_FORMAT
                     " (ulimit -n, LimitNOFILE=)",
                     config->max_connections, wanted, (gint64)files.rlim_cur);
}

/* NULL after noting what is wrong. */
static ZbConfig *
look_at_settings (GPtrArray *points, const char *dir)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autoptr (GError) error = NULL;
  ZbConfig *config = zb_config_read (path, &error);

  if (config)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "settings", "%s: node %s at %s", path, config->node,
                     config->host);
  else
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "settings", "%s", error->message);
  return config;
}

static void
look_at_parameters (GPtrArray *points, const char *dir)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_PARAMETERS);
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "parameters",
                     "%s is not there: rules that ask for parameters cannot be judged", path);
    return;
  }
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_PARAMETERS, &error);
  const char *text = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  g_autoptr (ZbParameters) parameters =
      bytes ? zb_parameters_read (path, text, length, &error) : NULL;
  if (parameters)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "parameters", "%s", path);
  else
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "parameters", "%s", error->message);
}

static void
look_at_end (GPtrArray *points, const char *name, const ZbCertificate *certificate, gint64 now)
{
  gint64 days = (zb_certificate_not_after (certificate) - now) / DAY;
  ZbCheckupLevel level = days < 0            ? ZB_CHECKUP_ERROR
                         : days < LEAST_DAYS ? ZB_CHECKUP_WARNING
                                             : ZB_CHECKUP_WELL;

  zb_checkup_note (points, level, name, "%s: %" G_GINT64_FORMAT " days until it ends",
                   zb_certificate_name (certificate), days);
}

/* It is replaced step by step, which takes as long as whoever was away may come back. */
static void
look_at_root (GPtrArray *points, const ZbKeyring *keyring, gint64 now)
{
  g_autofree char *end = zb_time_format (zb_certificate_not_after (keyring->root));
  gint64 days = (zb_certificate_not_after (keyring->root) - now) / DAY;

  if (days >= LEAST_ROOT_DAYS)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "root", "%s: until %s",
                     zb_certificate_name (keyring->root), end);
  else
    zb_checkup_note (points, days < 0 ? ZB_CHECKUP_ERROR : ZB_CHECKUP_WARNING, "root",
                     "%s: %s %s; another one takes years to follow, and \"zhibaod root show\" "
                     "leads through it",
                     zb_certificate_name (keyring->root), days < 0 ? "ended" : "ends", end);
}

static void
look_at_branches (GPtrArray *points, const ZbKeyring *keyring, gint64 now)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++)
    if (keyring->branches[i].certificate)
      look_at_end (points, "authority", keyring->branches[i].certificate, now);
  if (!keyring->branches[ZB_BRANCH_SERVICES].certificate)
    zb_checkup_note (
        points, ZB_CHECKUP_WARNING, "authority",
        "one authority issues for all purposes: \"zhibaod divide\" gives each its own");
}

/* A rotation under way or over leaves keys that are not to stay. */
static void
look_at_log_keys (GPtrArray *points, const char *dir, gint64 now)
{
  g_autofree char *before = zb_vault_role_path (ZB_VAULT_LOG_BEFORE, dir);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSuccession) succession = zb_rotation_read (dir, &error);

  if (!succession) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "log-key", "%s", error->message);
    return;
  }
  gint64 until = zb_rotation_end_of_overlap (succession);
  g_autofree char *end = zb_time_format (until);
  if (until >= now)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "log-key",
                     "the log's key is its %u., and the one before signs beside it until %s",
                     zb_succession_length (succession), end);
  else if (g_file_test (before, G_FILE_TEST_EXISTS))
    zb_checkup_note (
        points, ZB_CHECKUP_WARNING, "log-key",
        "%s signs nothing since %s: destroy it, for whoever finds it could still vouch "
        "for a key of his own",
        before, end);
}

static void
look_at_keys (GPtrArray *points, const char *dir, gint64 now)
{
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autofree char *root = g_build_filename (keys, ZB_KEYRING_ROOT_KEY, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKeyring) keyring = zb_keyring_open (keys, &error);
  struct stat folder;

  if (!keyring) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "keys", "%s", error->message);
    return;
  }
  if (stat (keys, &folder) == 0 && (folder.st_mode & 077) != 0)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "keys",
                     "%s can be entered by others: chmod 700 mends it", keys);
  else
    zb_checkup_note (points, ZB_CHECKUP_WELL, "keys", "%s is its owner's alone", keys);
  if (g_file_test (root, G_FILE_TEST_EXISTS))
    zb_checkup_note (points, ZB_CHECKUP_WARNING, "keys",
                     "%s is not needed while the node serves: keep it elsewhere", root);
  look_at_end (points, "server-certificate", keyring->tls, now);
  look_at_end (points, "receipt-certificate", keyring->receipt, now);
  if (keyring->stamp)
    look_at_end (points, "stamp-certificate", keyring->stamp, now);
  look_at_root (points, keyring, now);
  look_at_branches (points, keyring, now);
  look_at_log_keys (points, dir, now);
}

/* Each holder answers, and this user, which serves the network, can read no key of theirs. */
static void
look_at_holder (GPtrArray *points, const char *dir, ZbKeychain *keychain, ZbVaultRole role)
{
  g_autofree char *path = zb_vault_role_path (role, dir);
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    zb_checkup_note (
        points, ZB_CHECKUP_ERROR, "key-holders",
        "%s lies where the process that the network reaches can read it: \"zhibaod part\" moves "
        "it away",
        path);
  else if (!zb_keychain_get (keychain, role, &error))
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "key-holders", "%s", error->message);
}

/* Whether the key before is still to sign the log. */
static gboolean
log_has_two_keys (const char *dir, gint64 now)
{
  g_autoptr (ZbSuccession) succession = zb_rotation_read (dir, NULL);

  return succession && zb_rotation_end_of_overlap (succession) >= now;
}

/* Whose certificate there is; log and responders have no file of the key's own name. */
static gboolean
has_role (const char *dir, ZbVaultRole role, gint64 now)
{
  g_autofree char *file = g_strconcat (zb_vault_role_name (role), ".pem", NULL);
  g_autofree char *path = g_build_filename (dir, ZB_NODE_KEYS, file, NULL);

  if (role == ZB_VAULT_LOG_BEFORE)
    return log_has_two_keys (dir, now);
  return role == ZB_VAULT_LOG || role == ZB_VAULT_RESPONDER ||
         g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
look_at_holders (GPtrArray *points, const char *dir, const ZbConfig *config, gint64 now)
{
  guint before = points->len;

  if (strcmp (config->key_sockets, ZB_CONFIG_OFF) == 0) {
    zb_checkup_note (
        points, ZB_CHECKUP_WELL, "key-holders",
        "zhibaod starts a process for each key; with services of their own it could not read "
        "their files either");
    return;
  }
  g_autoptr (ZbKeychain) keychain = zb_keychain_new_at (config->key_sockets);
  for (guint i = 0; i < ZB_N_VAULTS; i++)
    if (has_role (dir, (ZbVaultRole)i, now))
      look_at_holder (points, dir, keychain, (ZbVaultRole)i);
  if (points->len == before)
    zb_checkup_note (points, ZB_CHECKUP_WELL, "key-holders", "each answers in %s",
                     config->key_sockets);
}

/* It answers, and who answers may. */
static void
tried_cb (const ZbStatusAskerRule *rule, const GError *error, gpointer data)
{
  if (!error)
    zb_checkup_note (data, ZB_CHECKUP_WELL, "others", "%s: its responder at %s answers", rule->name,
                     rule->url);
  else
    zb_checkup_note (data, rule->firm ? ZB_CHECKUP_ERROR : ZB_CHECKUP_WARNING, "others", "%s: %s%s",
                     rule->name, error->message,
                     rule->firm ? "; nothing of it is believed until it answers" : "");
}

/* The authorities of others that are trusted here. */
static void
look_at_others (GPtrArray *points, const char *dir)
{
  g_autofree char *folder = zb_node_path (dir, ZB_NODE_OTHERS);
  g_autoptr (ZbTrust) trust = zb_trust_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbOthers) others = zb_others_open (folder, trust, &error);

  if (!others)
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "others", "%s", error->message);
  else
    zb_status_asker_try (zb_others_asker (others), zb_clock_system, tried_cb, points);
}

static void
look_at_disk (GPtrArray *points, const char *dir)
{
  g_autofree char *store = zb_node_path (dir, ZB_NODE_STORE);
  struct statvfs disk;
  struct stat file;

  if (stat (store, &file) != 0) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "store", "%s: %s", store, g_strerror (errno));
    return;
  }
  if (statvfs (dir, &disk) != 0) {
    zb_checkup_note (points, ZB_CHECKUP_ERROR, "disk", "%s: %s", dir, g_strerror (errno));
    return;
  }
  gint64 free_bytes = (gint64)disk.f_bavail * (gint64)disk.f_frsize;
  /* A backup needs the store's size once more. */
  ZbCheckupLevel level = free_bytes < ZB_HEALTH_LEAST_DISK ? ZB_CHECKUP_ERROR
                         : free_bytes < file.st_size       ? ZB_CHECKUP_WARNING
                                                           : ZB_CHECKUP_WELL;
  zb_checkup_note (points, level, "disk",
                   "%" G_GINT64_FORMAT " MB free beside a store of %" G_GINT64_FORMAT " MB",
                   free_bytes / 1000000, (gint64)file.st_size / 1000000);
}

GPtrArray *
zb_checkup_make (const char *dir, gint64 now)
{
  GPtrArray *points = g_ptr_array_new_with_free_func (point_free);
  g_autoptr (ZbConfig) config = look_at_settings (points, dir);

  if (config) {
    look_at_addresses (points, config);
    look_at_limits (points, config);
    look_at_holders (points, dir, config, now);
  }
  look_at_parameters (points, dir);
  look_at_keys (points, dir, now);
  look_at_others (points, dir);
  look_at_disk (points, dir);
  if (config)
    zb_checkup_look_at_store (points, dir, config, now);
  return points;
}

gboolean
zb_checkup_has_error (const GPtrArray *points)
{
  for (guint i = 0; i < points->len; i++)
    if (((const ZbCheckupPoint *)points->pdata[i])->level == ZB_CHECKUP_ERROR)
      return TRUE;
  return FALSE;
}
