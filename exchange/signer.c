/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signer.h"

#include "exchange/key-private.h"

struct _ZbSigner {
  char *suite;
  ZbCertificate *certificate;
  GPtrArray *chain;
  gboolean fits;
  ZbSignFunc sign;
  gpointer data;
  GDestroyNotify destroy;
};

ZbSigner *
zb_signer_new (const char *suite,
               ZbCertificate *certificate,
               GPtrArray *chain,
               ZbSignFunc sign,
               gpointer data,
               GDestroyNotify destroy)
{
  ZbSigner *signer = g_new0 (ZbSigner, 1);
  signer->suite = g_strdup (suite);
  signer->certificate = zb_certificate_ref (certificate);
  signer->chain = chain != NULL ? g_ptr_array_ref (chain) : NULL;
  signer->sign = sign;
  signer->data = data;
  signer->destroy = destroy;
  return signer;
}

void
zb_signer_free (ZbSigner *signer)
{
  if (signer == NULL)
    return;
  if (signer->destroy != NULL)
    signer->destroy (signer->data);
  g_free (signer->suite);
  zb_certificate_unref (signer->certificate);
  g_clear_pointer (&signer->chain, g_ptr_array_unref);
  g_free (signer);
}

static GBytes *
sign_with_key_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  return zb_key_sign (data, tbs, length, error);
}

ZbSigner *
zb_signer_new_for_key (ZbKey *key, ZbCertificate *certificate, GPtrArray *chain)
{
  ZbSigner *signer = zb_signer_new (zb_key_suite (key), certificate, chain, sign_with_key_cb, key,
                                    (GDestroyNotify)zb_key_free);
  signer->fits = zb_key_fits (key, certificate);
  return signer;
}

ZbSigner *
zb_signer_open_file (const char *path, const char *passphrase, GError **error)
{
  g_autoptr (ZbKey) key = NULL;
  g_autoptr (ZbCertificate) certificate = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  if (!zb_key_read_file (path, passphrase, &key, &certificate, &chain, error))
    return NULL;
  return zb_signer_new_for_key (g_steal_pointer (&key), certificate, chain);
}

const char *
zb_signer_suite (const ZbSigner *signer)
{
  return signer->suite;
}

ZbCertificate *
zb_signer_certificate (const ZbSigner *signer)
{
  return signer->certificate;
}

GPtrArray *
zb_signer_chain (const ZbSigner *signer)
{
  return signer->chain;
}

gboolean
zb_signer_fits (const ZbSigner *signer)
{
  return signer->fits;
}

GBytes *
zb_signer_sign (ZbSigner *signer, const void *tbs, gsize length, GError **error)
{
  return signer->sign (signer->data, tbs, length, error);
}
