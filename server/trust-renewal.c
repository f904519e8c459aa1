/* SPDX-License-Identifier: Apache-2.0 */
#include "server/trust-renewal.h"

#include "server/authority/keyring.h"
#include "server/authority/next-root.h"
#include "server/authority/others.h"
#include "server/authority/root-line.h"
#include "server/authority/trust-shelf.h"
#include "server/node.h"
#include "server/rotation.h"

#include <string.h>

#define SUITES "p256 rsa3072 sm2"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static void
add_each (ZbTrustBundle *bundle, ZbTrustedKind kind, const GPtrArray *certificates, guint from)
{
  for (guint i = from; i < certificates->len; i++) {
    ZbTrusted *trusted = zb_trust_bundle_add (bundle, kind);
    g_ptr_array_add (trusted->certificates, zb_certificate_ref (certificates->pdata[i]));
  }
}

/* Of the authorities the root comes first. */
static gboolean
add_own (ZbTrustBundle *bundle, const GPtrArray *roots, const char *keys, GError **error)
{
  g_autoptr (GPtrArray) authorities = zb_keyring_read_authorities (keys, error);
  g_autoptr (GPtrArray) coming = authorities ? zb_root_line_read_coming (keys, error) : NULL;

  if (!coming)
    return FALSE;
  add_each (bundle, ZB_TRUSTED_ROOT, roots, 0);
  add_each (bundle, ZB_TRUSTED_NODE, authorities, 1);
  if (roots->len > 1)
    add_each (bundle, ZB_TRUSTED_NODE, coming, 0);
  return TRUE;
}

/* Also those of before, whose receipts are still to be proven. */
static gboolean
add_log (ZbTrustBundle *bundle, const char *dir, GError **error)
{
  g_autoptr (ZbSuccession) keys = zb_rotation_read (dir, error);

  for (guint i = 0; keys && i < zb_succession_length (keys); i++) {
    const ZbLogKey key = zb_succession_get (keys, i);
    zb_trust_bundle_add_log (bundle, key.vkey, key.from, key.until);
  }
  return keys != NULL;
}

static ZbTrustBundle *
describe (const char *dir, const ZbConfig *config, const GPtrArray *roots, GError **error)
{
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autofree char *others = zb_node_path (dir, ZB_NODE_OTHERS);
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_new ();

  bundle->node = g_strdup (config->node);
  bundle->suites = g_strdup (SUITES);
  bundle->grace_days = (guint)config->grace_days;
  return add_own (bundle, roots, keys, error) && zb_others_describe (others, bundle, error) &&
                 add_log (bundle, dir, error)
             ? g_steal_pointer (&bundle)
             : NULL;
}

ZbTrustBundle *
zb_trust_renewal_describe (const char *dir, const ZbConfig *config, GError **error)
{
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autoptr (GPtrArray) roots = zb_keyring_read_roots (keys, error);

  return roots ? describe (dir, config, roots, error) : NULL;
}

/* It was read before it was kept. */
static void
tell_damage (const char *path, const GError *fault, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "%s is damaged: the trust bundle in force, which it keeps, cannot be read, so none "
               "that follows it can be signed. Keep a copy of the directory as it is; \"zhibaod "
               "verify\" names what is affected; a backup made by \"zhibaod backup\" takes its "
               "place (%s)",
               path, fault->message);
}

gboolean
zb_trust_renewal_find_held (const char *dir, ZbSignedTrust **ret_held, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_STORE);
  gboolean old = FALSE;

  *ret_held = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!zb_store_is_old (path, &old, error) || old)
    return old;
  g_autoptr (ZbStore) store = zb_store_open (path, NULL, error);
  g_autoptr (ZbStoredTrustBundle) newest = NULL;
  g_autoptr (GError) fault = NULL;
  GError *failure = NULL;
  if (!store)
    return FALSE;
  newest = zb_store_read_trust_bundle (store, &failure);
  if (newest)
    *ret_held = zb_signed_trust_new ("the trust bundle in force", newest->statement,
                                     newest->signature, &fault);
  if (failure)
    g_propagate_error (error, failure);
  else if (fault)
    tell_damage (path, fault, error);
  return !failure && !fault;
}

static gboolean
put (const char *dir, const ZbSignedTrust *trust, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_NEXT_TRUST);
  g_autoptr (GBytes) bytes = zb_signed_trust_pack (trust, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes && g_file_set_contents_full (
                      path, data, (gssize)length,
                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* The root, or the next one where that is named already: whichever's key it is. */
static ZbIssuer *
open_root (const ZbTrustRenewal *renewal, const GPtrArray *roots, const char *keys, GError **error)
{
  g_autofree char *usual = g_build_filename (keys, ZB_KEYRING_ROOT_KEY, NULL);
  const char *path = renewal->root_key ? renewal->root_key : usual;
  ZbIssuer *next = roots->len > 1 ? zb_keyring_open_root (roots->pdata[1], path, NULL) : NULL;

  return next ? next : zb_keyring_open_root (roots->pdata[0], path, error);
}

/* Those of @named that are to be named from now on. (transfer full) */
static GPtrArray *
plan (const ZbTrustRenewal *renewal, GPtrArray *named, const char *keys, GError **error)
{
  gint64 now = zb_clock_now (&renewal->clock);
  g_autoptr (GPtrArray) roots =
      g_ptr_array_copy (named, (GCopyFunc)(gpointer)zb_certificate_ref, NULL);

  if (renewal->no_next_root && !zb_next_root_check_planned (keys, error))
    return NULL;
  if (renewal->no_next_root)
    g_ptr_array_set_size (roots, 1);
  if (renewal->next_root) {
    ZbCertificate *next = zb_next_root_read (keys, renewal->next_root, now, error);
    if (!next)
      return NULL;
    g_ptr_array_add (roots, next);
  }
  return g_steal_pointer (&roots);
}

static ZbSignedTrust *
sign (const ZbTrustRenewal *renewal,
      const ZbConfig *config,
      const GPtrArray *roots,
      ZbIssuer *root,
      const ZbSignedTrust *held,
      GError **error)
{
  guint days = renewal->days ? renewal->days : ZB_TRUST_RENEWAL_DAYS;
  g_autoptr (ZbTrustBundle) bundle = describe (renewal->dir, config, roots, error);

  if (!bundle)
    return NULL;
  bundle->version = held ? held->bundle->version + 1 : 1;
  bundle->issued = zb_clock_now (&renewal->clock);
  bundle->until = bundle->issued + days * DAY;
  g_autoptr (ZbSignedTrust) trust = zb_signed_trust_make (bundle, root, error);
  /* By a root that was planned only now nobody would take it. */
  return trust && (!held || zb_signed_trust_check_next (trust, held, error))
             ? g_steal_pointer (&trust)
             : NULL;
}

/* The plan changes with the bundle that says so, or not at all. */
static gboolean
keep (const ZbTrustRenewal *renewal,
      const ZbSignedTrust *trust,
      const GPtrArray *named,
      const GPtrArray *roots,
      const char *keys,
      GError **error)
{
  if (!zb_next_root_keep (keys, roots->len > 1 ? roots->pdata[1] : NULL, error))
    return FALSE;
  if (put (renewal->dir, trust, error))
    return TRUE;
  zb_next_root_keep (keys, named->len > 1 ? named->pdata[1] : NULL, NULL);
  return FALSE;
}

gboolean
zb_trust_renewal_make (const ZbTrustRenewal *renewal, guint *ret_version, GError **error)
{
  g_autofree char *settings = zb_node_path (renewal->dir, ZB_NODE_CONFIG);
  g_autofree char *keys = zb_node_path (renewal->dir, ZB_NODE_KEYS);
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  g_autoptr (GPtrArray) named = config ? zb_keyring_read_roots (keys, error) : NULL;
  /* By a root that is named already: only then anything changes. */
  g_autoptr (ZbIssuer) root = named ? open_root (renewal, named, keys, error) : NULL;
  g_autoptr (GPtrArray) roots = root ? plan (renewal, named, keys, error) : NULL;
  g_autoptr (ZbSignedTrust) held = NULL;

  if (!roots || !zb_trust_renewal_find_held (renewal->dir, &held, error))
    return FALSE;
  g_autoptr (ZbSignedTrust) trust = sign (renewal, config, roots, root, held, error);
  if (!trust || !keep (renewal, trust, named, roots, keys, error))
    return FALSE;
  *ret_version = trust->bundle->version;
  return TRUE;
}
