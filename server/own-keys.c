/* SPDX-License-Identifier: Apache-2.0 */
#include "server/own-keys.h"

#include "server/store/certificate.h"

#include <string.h>

void
zb_own_keys_trust (const ZbKeyring *keyring, ZbTrust *trust)
{
  zb_trust_add_root (trust, keyring->root);
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
  for (guint i = 0; i < crls->len; i++)
    if (!zb_trust_add_crl (trust, ((const ZbStoredCrl *)crls->pdata[i])->der, error))
      return FALSE;
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

ZbSigner *
zb_own_keys_make_signer (const ZbKeyring *keyring, ZbKey *key)
{
  g_autoptr (GPtrArray) chain = zb_keyring_chain_of (keyring, keyring->receipt);

  return zb_signer_new_for_key (key, keyring->receipt, chain);
}

ZbStamping *
zb_own_keys_open_stamping (const ZbConfig *config,
                           ZbStore *store,
                           const ZbClock *clock,
                           gboolean follows_clock,
                           GError **error)
{
  ZbStampingOptions options = {
      .store = store,
      .clock = *clock,
      .follows_clock = follows_clock,
      .asks_kernel = config->stamp_synchronised == 1,
      .policy = config->stamp_policy,
      .accuracy_ms = (guint)config->stamp_accuracy,
      .evidence = config->stamp_evidence == 1,
  };

  return zb_stamping_new (&options, error);
}

void
zb_own_keys_hand_out (const ZbKeyring *keyring, ZbAuthority *authority, ZbStamping *stamping)
{
  g_autoptr (GPtrArray) chain = zb_keyring_chain_of (keyring, keyring->stamp);

  zb_authority_set_responders (authority, keyring->responder_key, keyring->branches);
  zb_stamping_set_key (stamping, keyring->stamp_key, keyring->stamp, chain);
}

gboolean
zb_own_keys_keep (
    const ZbKeyring *keyring, ZbAuthority *authority, const char *node, gint64 now, GError **error)
{
  ZbCertificate *const own[] = {keyring->tls, keyring->receipt, keyring->stamp,
                                keyring->probe_expired, keyring->probe_revoked};

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
