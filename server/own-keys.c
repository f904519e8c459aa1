/* SPDX-License-Identifier: Apache-2.0 */
#include "server/own-keys.h"

#include "server/node.h"
#include "server/operations/event.h"
#include "server/rotation.h"
#include "server/store/certificate.h"

#include <string.h>

void
zb_own_keys_trust (const ZbKeyring *keyring, ZbTrust *trust)
{
  zb_trust_add_root (trust, keyring->root);
  /* Nothing leads to these any more, but the store has their lists. */
  for (guint i = 0; i < keyring->former->len; i++)
    zb_trust_add_intermediate (trust, keyring->former->pdata[i]);
  for (guint i = 0; i < ZB_N_BRANCHES; i++)
    if (keyring->branches[i].certificate)
      zb_trust_add_intermediate (trust, keyring->branches[i].certificate);
}

gboolean
zb_own_keys_load_lists (ZbStore *store, ZbTrust *trust, GError **error)
{
  g_autoptr (GPtrArray) crls = zb_store_list_crls (store, NULL, error);

  if (!crls)
    return FALSE;
  for (guint i = 0; i < crls->len; i++) {
    g_autoptr (GError) fault = NULL;

    if (zb_trust_add_crl (trust, ((const ZbStoredCrl *)crls->pdata[i])->der, &fault))
      continue;
    /* It was made here. */
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "a revocation list of the store is damaged: %s", fault->message);
    return FALSE;
  }
  return TRUE;
}

gboolean
zb_own_keys_write_chain (const ZbKeyring *keyring, const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, ZB_OWN_KEYS_CHAIN, NULL);
  g_autofree char *there = NULL;

  /* Whoever watches the file is told of changes only. */
  if (g_file_get_contents (path, &there, NULL, NULL) && strcmp (there, keyring->tls_pem) == 0)
    return TRUE;
  return g_file_set_contents_full (path, keyring->tls_pem, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

ZbKeychain *
zb_own_keys_open_chain (const char *dir,
                        const ZbConfig *config,
                        const ZbClock *clock,
                        gboolean follows_clock)
{
  g_autofree char *published_at = zb_config_published_at (config);
  ZbVaultOptions options = {
      .node = config->node,
      .published_at = published_at,
      .clock = *clock,
      .follows_clock = follows_clock,
      .asks_kernel = config->stamp_synchronised == 1,
      .stamp_policy = config->stamp_policy,
      .accuracy_ms = (guint)config->stamp_accuracy,
  };

  return zb_keychain_new_local (dir, &options);
}

ZbKeychain *
zb_own_keys_find (const char *dir, GError **error)
{
  g_autofree char *settings = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autofree char *program = zb_keychain_program ();
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);

  if (!config)
    return NULL;
  return strcmp (config->key_sockets, ZB_CONFIG_OFF) == 0
             ? zb_keychain_new_spawning (program, dir)
             : zb_keychain_new_at (config->key_sockets);
}

ZbSuccession *
zb_own_keys_open_succession (const char *dir, ZbKeychain *keychain, GError **error)
{
  ZbKeyholder *holder = zb_keychain_get (keychain, ZB_VAULT_LOG, error);
  g_autoptr (ZbKey) public = holder ? zb_keyholder_read_public (holder, error) : NULL;
  g_autoptr (ZbSuccession) succession = public ? zb_rotation_read (dir, error) : NULL;

  if (!succession || zb_succession_ends_with (succession, public))
    return g_steal_pointer (&succession);
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA,
               "the log's key is not the newest in keys/" ZB_KEYRING_LOG_VERIFIER
               ", %s: its rotation was not finished; \"zhibaod rotate\" finishes it",
               zb_succession_newest (succession).vkey);
  return NULL;
}

ZbLogKeys *
zb_own_keys_open_sealer (ZbKeychain *keychain, const ZbSuccession *succession, gint64 now)
{
  ZbLogKeys *sealer = zb_log_keys_new (zb_keychain_get (keychain, ZB_VAULT_LOG, NULL),
                                       zb_keychain_get (keychain, ZB_VAULT_RECEIPT, NULL));
  gint64 until = zb_rotation_end_of_overlap (succession);
  g_autoptr (GError) failure = NULL;

  if (now > until)
    return sealer;
  ZbKeyholder *before = zb_keychain_get (keychain, ZB_VAULT_LOG_BEFORE, &failure);
  if (before)
    zb_log_keys_set_before (sealer, before, until);
  else
    zb_event_tell (G_LOG_LEVEL_WARNING, "log-key-before-away", "reason", failure->message, NULL);
  return sealer;
}

static gboolean
tell_certificate (const ZbKeyring *keyring,
                  ZbKeyholder *holder,
                  const ZbCertificate *certificate,
                  GError **error)
{
  g_autoptr (GPtrArray) chain = zb_keyring_chain_of (keyring, certificate);

  return zb_keyholder_set_certificates (holder, certificate, chain, error);
}

/* Receipts are given while nobody stamps: who is away is asked for again when the node is tended.
 */
static void
hand_out_stamps (const ZbKeyring *keyring, ZbKeychain *keychain, ZbStamping *stamping)
{
  g_autoptr (GError) failure = NULL;
  ZbKeyholder *stamp = zb_keychain_get (keychain, ZB_VAULT_STAMP, &failure);

  if (stamp && tell_certificate (keyring, stamp, keyring->stamp, &failure))
    zb_stamping_set_holder (stamping, stamp);
  else
    zb_event_tell (G_LOG_LEVEL_WARNING, "time-stamp-key-away", "reason", failure->message, NULL);
}

gboolean
zb_own_keys_hand_out (const ZbKeyring *keyring,
                      ZbKeychain *keychain,
                      ZbAuthority *authority,
                      ZbStamping *stamping,
                      GError **error)
{
  ZbKeyholder *receipt = zb_keychain_get (keychain, ZB_VAULT_RECEIPT, error);

  if (!receipt || !tell_certificate (keyring, receipt, keyring->receipt, error))
    return FALSE;
  if (authority && !zb_keychain_get (keychain, ZB_VAULT_RESPONDER, error))
    return FALSE;
  if (authority)
    zb_authority_set_responders (authority, keyring->branches);
  if (stamping)
    hand_out_stamps (keyring, keychain, stamping);
  return TRUE;
}

gboolean
zb_own_keys_keep (
    const ZbKeyring *keyring, ZbAuthority *authority, const char *node, gint64 now, GError **error)
{
  ZbCertificate *const own[] = {keyring->tls,  keyring->receipt,       keyring->stamp,
                                keyring->peer, keyring->probe_expired, keyring->probe_revoked};

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (!zb_authority_keep (authority, own[i], node, now, error))
      return FALSE;
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    ZbCertificate *responder = keyring->branches[i].responder;

    if (responder && !zb_authority_keep (authority, responder, node, now, error))
      return FALSE;
  }
  return TRUE;
}
