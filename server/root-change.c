/* SPDX-License-Identifier: Apache-2.0 */
#include "server/root-change.h"

#include "exchange/crl.h"
#include "exchange/timestamp.h"
#include "exchange/trust.h"
#include "server/authority/error.h"
#include "server/authority/keyring.h"
#include "server/authority/root-line.h"
#include "server/config.h"
#include "server/neighbours.h"
#include "server/node.h"
#include "server/store/trust-bundle.h"
#include "server/trust-renewal.h"

#include <string.h>
#include <unistd.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

void
zb_root_state_clear (ZbRootState *state)
{
  g_clear_pointer (&state->root, zb_certificate_unref);
  g_clear_pointer (&state->next, zb_certificate_unref);
}

static gboolean
refuse (const char *what, const char *why, GError **error)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_KEYS, "%s: %s", what, why);
  return FALSE;
}

static gboolean
names (const ZbTrustBundle *bundle, const ZbCertificate *certificate)
{
  for (guint i = 0; i < bundle->authorities->len; i++) {
    const ZbTrusted *trusted = bundle->authorities->pdata[i];

    for (guint k = 0; trusted->kind != ZB_TRUSTED_OTHER && k < trusted->certificates->len; k++)
      if (strcmp (zb_certificate_digest (trusted->certificates->pdata[k]),
                  zb_certificate_digest (certificate)) == 0)
        return TRUE;
  }
  return FALSE;
}

/* When the node took the first of the bundles that name @next without a break up to @last. */
static gboolean
find_named_since (
    ZbStore *store, guint last, const ZbCertificate *next, gint64 *ret_since, GError **error)
{
  GError *failure = NULL;

  for (guint version = last; version > 0 && !failure; version--) {
    g_autoptr (ZbStoredTrustBundle) stored =
        zb_store_read_trust_bundle_of (store, version, &failure);
    g_autoptr (ZbTrustBundle) bundle =
        stored ? zb_trust_bundle_read ("trust.xml", stored->statement, &failure) : NULL;

    if (!bundle || !names (bundle, next))
      break;
    *ret_since = stored->time;
  }
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* Who was away longer than a certificate lives comes back by an invitation in any case. */
static gboolean
find_ready (const char *dir, const ZbConfig *config, ZbRootState *state, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_STORE);
  g_autoptr (ZbStore) store = zb_store_open (path, NULL, error);
  gint64 since = 0;

  if (!store || !find_named_since (store, state->bundle, state->next, &since, error))
    return FALSE;
  state->ready = since + (config->certificate_days + config->grace_days) * DAY;
  return TRUE;
}

static gboolean
find_former (const char *keys, const ZbTrustBundle *held, gboolean *ret_former, GError **error)
{
  g_autoptr (GPtrArray) former = zb_root_line_read_former (keys, error);

  for (guint i = 0; former && held && i < former->len; i++)
    *ret_former = *ret_former || names (held, former->pdata[i]);
  return former != NULL;
}

static ZbRootStep
find_step (const ZbRootState *state, const GPtrArray *coming, const ZbTrustBundle *held)
{
  if (!state->next)
    return ZB_ROOT_ALONE;
  if (coming->len == 0)
    return ZB_ROOT_PLANNED;
  if (!held || !names (held, state->next))
    return ZB_ROOT_CERTIFIED;
  for (guint i = 0; i < coming->len; i++)
    if (!names (held, coming->pdata[i]))
      return ZB_ROOT_CERTIFIED;
  return ZB_ROOT_PUBLISHED;
}

gboolean
zb_root_change_look (const ZbRootChange *change, ZbRootState *ret_state, GError **error)
{
  g_autofree char *settings = zb_node_path (change->dir, ZB_NODE_CONFIG);
  g_autofree char *keys = zb_node_path (change->dir, ZB_NODE_KEYS);
  g_autofree char *waiting = zb_node_path (change->dir, ZB_NODE_NEXT_TRUST);
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  g_autoptr (GPtrArray) roots = config ? zb_keyring_read_roots (keys, error) : NULL;
  g_autoptr (GPtrArray) coming = roots ? zb_root_line_read_coming (keys, error) : NULL;
  g_autoptr (ZbSignedTrust) held = NULL;
  g_auto (ZbRootState) state = {.number = zb_root_line_last (keys)};

  if (!coming || !zb_trust_renewal_find_held (change->dir, &held, error))
    return FALSE;
  state.root = zb_certificate_ref (roots->pdata[0]);
  state.next = roots->len > 1 ? zb_certificate_ref (roots->pdata[1]) : NULL;
  state.bundle = held ? held->bundle->version : 0;
  state.waiting = g_file_test (waiting, G_FILE_TEST_EXISTS);
  state.step = find_step (&state, coming, held ? held->bundle : NULL);
  if (!find_former (keys, held ? held->bundle : NULL, &state.former, error))
    return FALSE;
  if (state.step == ZB_ROOT_PUBLISHED && !find_ready (change->dir, config, &state, error))
    return FALSE;
  *ret_state = state;
  state = (ZbRootState){.root = NULL};
  return TRUE;
}

/* The same authority, which @root certified for the same purposes, now. */
static gboolean
check_one (
    ZbTrust *trust, const ZbCertificate *present, ZbCertificate *given, gint64 now, GError **error)
{
  g_autofree char *id = zb_crl_issuer_id (present);
  g_autofree char *given_id = zb_crl_issuer_id (given);

  if (strcmp (id, given_id) != 0)
    return refuse (zb_certificate_name (given), "its name or its key is not that of the authority",
                   error);
  if (zb_certificate_issues (given) != zb_certificate_issues (present))
    return refuse (zb_certificate_name (given),
                   "it may certify for other purposes than the authority does", error);
  return zb_trust_check (trust, given, NULL, ZB_USE_CA, now, error);
}

static gboolean
check_list (GBytes *list, ZbCertificate *root, const GPtrArray *given, GError **error)
{
  g_autoptr (GPtrArray) issuers = g_ptr_array_new ();
  gint64 end = 0;

  g_ptr_array_add (issuers, root);
  g_autoptr (ZbCrl) crl = zb_crl_read (list, issuers, error);
  if (!crl)
    return FALSE;
  for (guint i = 1; i < given->len; i++)
    end = MAX (end, zb_certificate_not_after (given->pdata[i]));
  /* A list tells whole seconds, and a certificate holds to the end of its last one. */
  return zb_crl_next_update (crl) + G_USEC_PER_SEC > end ||
         refuse ("root.crl", "the root's list ends before what the root certified", error);
}

/* @given: the root first, as @present. */
static gboolean
check_answer (const GPtrArray *given,
              const GPtrArray *present,
              ZbCertificate *next,
              GBytes *list,
              gint64 now,
              GError **error)
{
  g_autoptr (ZbTrust) trust = zb_trust_new ();

  if (strcmp (zb_certificate_digest (given->pdata[0]), zb_certificate_digest (next)) != 0)
    return refuse (ZB_ROOT_LINE_ROOT ".pem", "this is not the root that is planned", error);
  if (given->len != present->len)
    return refuse (ZB_ROOT_LINE_ROOT ".pem", "it has not certified each authority of the node",
                   error);
  zb_trust_add_root (trust, next);
  for (guint i = 1; i < given->len; i++)
    if (!check_one (trust, present->pdata[i], given->pdata[i], now, error))
      return FALSE;
  return check_list (list, next, given, error);
}

static gboolean
take (const ZbRootChange *change, const char *answer, ZbCertificate *next, GError **error)
{
  g_autofree char *keys = zb_node_path (change->dir, ZB_NODE_KEYS);
  gint64 now = zb_clock_now (&change->clock);
  g_autoptr (GPtrArray) present = zb_keyring_read_authorities (keys, error);
  g_autoptr (GPtrArray) given = present ? zb_root_line_read (answer, 1, error) : NULL;
  g_autoptr (GBytes) list = given ? zb_root_line_read_list (answer, 1, error) : NULL;

  if (!list)
    return FALSE;
  if (!check_answer (given, present, next, list, now, error)) {
    g_prefix_error (error, "%s: ", answer);
    return FALSE;
  }
  g_ptr_array_remove_index (given, 0);
  return change->dry_run ||
         zb_root_line_write (keys, zb_root_line_last (keys) + 1, given, list, error);
}

gboolean
zb_root_change_take (const ZbRootChange *change, const char *answer, GError **error)
{
  g_auto (ZbRootState) state = {0};

  if (!zb_root_change_look (change, &state, error))
    return FALSE;
  if (state.step == ZB_ROOT_ALONE)
    return refuse (change->dir,
                   "no next root is planned: \"zhibaod trust --next-root\" names one first", error);
  if (state.step != ZB_ROOT_PLANNED)
    return refuse (change->dir, "the next root has certified the authorities already", error);
  return take (change, answer, state.next, error);
}

static gboolean
check_step (const ZbRootChange *change, const ZbRootState *state, GError **error)
{
  static const char *const missing[] = {
      [ZB_ROOT_ALONE] = "there is no next root, which would have to take over: \"zhibaod trust "
                        "--next-root\" names one first",
      [ZB_ROOT_PLANNED] = "the next root has not certified the authorities yet: \"zhibaod root "
                          "ask\", \"root certify\" and \"root take\" come first",
      [ZB_ROOT_CERTIFIED] = "the trust bundle in force does not name all that the next root "
                            "certified: sign one by \"zhibaod trust\", and have the node take it",
  };

  return state->step == ZB_ROOT_PUBLISHED || refuse (change->dir, missing[state->step], error);
}

static gboolean
check_heard (const ZbRootChange *change, const ZbRootState *state, GError **error)
{
  g_autofree char *ready = zb_timestamp_format (state->ready);

  if (change->early || zb_clock_now (&change->clock) >= state->ready)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_TOO_EARLY,
               "%s: until %s there may be clients that were away and have not heard of the next "
               "root: they would be shut out; \"--early\" retires the old one all the same",
               change->dir, ready);
  return FALSE;
}

/* Nothing of this node would be believed there any more. */
static gboolean
check_neighbours (const ZbRootChange *change, const ZbRootState *state, GError **error)
{
  g_autoptr (GPtrArray) all =
      change->anyway ? g_ptr_array_new () : zb_neighbours_list (change->dir, state->next, error);

  for (guint i = 0; all && i < all->len; i++) {
    const ZbNeighbour *one = all->pdata[i];

    if (one->knows)
      continue;
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_TOO_EARLY,
                 "%s: node %s %s: its table of routes has to name both roots first, by what "
                 "\"zhibao route peer\" prints here; \"--anyway\" retires the old one all the same",
                 change->dir, one->node,
                 one->time == 0 ? "has not said whether it goes by the next root"
                                : "does not go by the next root");
    return FALSE;
  }
  return all != NULL;
}

/* What was signed before would have to follow a bundle of the root that goes. */
static gboolean
check_nothing_waits (const ZbRootChange *change, const ZbRootState *state, GError **error)
{
  g_autofree char *waiting = zb_node_path (change->dir, ZB_NODE_NEXT_TRUST);

  return !state->waiting ||
         refuse (waiting, "the node has not taken this bundle yet: start it once, or remove it",
                 error);
}

gboolean
zb_root_change_retire (const ZbRootChange *change, GError **error)
{
  g_autofree char *keys = zb_node_path (change->dir, ZB_NODE_KEYS);
  g_auto (ZbRootState) state = {0};
  int lock = zb_node_lock (change->dir, error);

  if (lock < 0)
    return FALSE;
  gboolean done = zb_root_change_look (change, &state, error) &&
                  check_step (change, &state, error) && check_heard (change, &state, error) &&
                  check_neighbours (change, &state, error) &&
                  check_nothing_waits (change, &state, error) &&
                  (change->dry_run || zb_root_line_advance (keys, error));
  close (lock);
  return done;
}
