/* SPDX-License-Identifier: Apache-2.0 */
#include "client/own-certificate.h"

#include "client/error.h"
#include "exchange/protocol.h"
#include "formats/file.h"

void
zb_own_certificate_clear (ZbOwnCertificate *own)
{
  g_clear_pointer (&own->key, zb_key_free);
  g_clear_pointer (&own->certificate, zb_certificate_unref);
  g_clear_pointer (&own->chain, g_ptr_array_unref);
}

/* Takes what is in @own. */
static gboolean
take_signing (ZbOwnCertificate *own, const char *path, ZbOwnCertificate *ret_own, GError **error)
{
  if ((zb_certificate_uses (own->certificate) & ZB_USE_SIGNING) == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                 "%s: the certificate of \"%s\" is not one that signs", path,
                 zb_certificate_name (own->certificate));
    return FALSE;
  }
  *ret_own = *own;
  *own = (ZbOwnCertificate){NULL, NULL, NULL};
  return TRUE;
}

gboolean
zb_own_certificate_open (const char *path,
                         const char *passphrase,
                         ZbOwnCertificate *ret_own,
                         GError **error)
{
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};

  return zb_key_read_file (path, passphrase, &own.key, &own.certificate, &own.chain, error) &&
         take_signing (&own, path, ret_own, error);
}

gboolean
zb_own_certificate_read (const char *path, ZbOwnCertificate *ret_own, GError **error)
{
  g_autoptr (GBytes) bytes = zb_file_read (path, ZB_PROTOCOL_MAX_KEY_FILE, error);
  g_auto (ZbOwnCertificate) own = {NULL, NULL, NULL};
  gsize length = 0;

  if (!bytes)
    return FALSE;
  const char *data = g_bytes_get_data (bytes, &length);
  own.certificate = zb_certificate_read (data, length, error);
  if (!own.certificate)
    return FALSE;
  own.chain = length > 0 && data[0] != 0x30 ? zb_certificate_read_all (data, length, error)
                                            : g_ptr_array_new ();
  return own.chain && take_signing (&own, path, ret_own, error);
}
