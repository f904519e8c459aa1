/* SPDX-License-Identifier: Apache-2.0 */
#include "server/trust-renewal.h"

#include "server/authority/keyring.h"
#include "server/authority/others.h"
#include "server/authority/trust-shelf.h"
#include "server/node.h"
#include "server/rotation.h"

#include <string.h>

#define SUITES "p256 rsa3072 sm2"
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

/* The root first, as zb_keyring_read_authorities() gives them. */
static gboolean
add_own (ZbTrustBundle *bundle, const char *keys, GError **error)
{
  g_autoptr (GPtrArray) authorities = zb_keyring_read_authorities (keys, error);

  for (guint i = 0; authorities && i < authorities->len; i++) {
    ZbTrusted *trusted = zb_trust_bundle_add (bundle, i == 0 ? ZB_TRUSTED_ROOT : ZB_TRUSTED_NODE);
    g_ptr_array_add (trusted->certificates, zb_certificate_ref (authorities->pdata[i]));
  }
  return authorities != NULL;
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

ZbTrustBundle *
zb_trust_renewal_describe (const char *dir, const ZbConfig *config, GError **error)
{
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autofree char *others = zb_node_path (dir, ZB_NODE_OTHERS);
  g_autoptr (ZbTrustBundle) bundle = zb_trust_bundle_new ();

  bundle->node = g_strdup (config->node);
  bundle->suites = g_strdup (SUITES);
  bundle->grace_days = (guint)config->grace_days;
  return add_own (bundle, keys, error) && zb_others_describe (others, bundle, error) &&
                 add_log (bundle, dir, error)
             ? g_steal_pointer (&bundle)
             : NULL;
}

/* The newest version that the node has taken; 0 before the first, when there is no store yet. */
static gboolean
find_version (const char *dir, guint *ret_version, GError **error)
{
  g_autofree char *path = zb_node_path (dir, ZB_NODE_STORE);
  gboolean old = FALSE;

  *ret_version = 0;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!zb_store_is_old (path, &old, error) || old)
    return old;
  g_autoptr (ZbStore) store = zb_store_open (path, NULL, error);
  g_autoptr (ZbStoredTrustBundle) newest = NULL;
  GError *failure = NULL;
  if (!store)
    return FALSE;
  newest = zb_store_read_trust_bundle (store, &failure);
  *ret_version = newest ? newest->version : 0;
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
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

static ZbIssuer *
open_root (const ZbTrustRenewal *renewal, const ZbTrustBundle *bundle, GError **error)
{
  const ZbTrusted *root = bundle->authorities->pdata[0];
  g_autofree char *keys = zb_node_path (renewal->dir, ZB_NODE_KEYS);
  g_autofree char *usual = g_build_filename (keys, ZB_KEYRING_ROOT_KEY, NULL);

  return zb_keyring_open_root (root->certificates->pdata[0],
                               renewal->root_key ? renewal->root_key : usual, error);
}

gboolean
zb_trust_renewal_make (const ZbTrustRenewal *renewal, guint *ret_version, GError **error)
{
  g_autofree char *settings = zb_node_path (renewal->dir, ZB_NODE_CONFIG);
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  g_autoptr (ZbTrustBundle) bundle =
      config ? zb_trust_renewal_describe (renewal->dir, config, error) : NULL;
  guint before = 0, days = renewal->days ? renewal->days : ZB_TRUST_RENEWAL_DAYS;

  if (!bundle || !find_version (renewal->dir, &before, error))
    return FALSE;
  bundle->version = before + 1;
  bundle->issued = zb_clock_now (&renewal->clock);
  bundle->until = bundle->issued + days * DAY;
  g_autoptr (ZbIssuer) root = open_root (renewal, bundle, error);
  g_autoptr (ZbSignedTrust) trust = root ? zb_signed_trust_make (bundle, root, error) : NULL;
  if (!trust || !put (renewal->dir, trust, error))
    return FALSE;
  *ret_version = bundle->version;
  return TRUE;
}
