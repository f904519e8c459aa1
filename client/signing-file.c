/* SPDX-License-Identifier: Apache-2.0 */
#include "client/signing-file.h"

#include "exchange/signer-program.h"
#include "exchange/token.h"

gboolean
zb_signing_file_write_key (const ZbSigningFile *file,
                           const ZbKey *key,
                           const char *passphrase,
                           GError **error)
{
  return zb_key_write_file (key, file->certificate, file->chain, passphrase, file->path, error);
}

gboolean
zb_signing_file_write_certificate (const ZbSigningFile *file,
                                   const char *const *words,
                                   GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *own = zb_certificate_to_pem (file->certificate);

  /* A token's signer looks at that itself, each time it is opened. */
  if (!zb_token_is_uri (words[0]) && !zb_signer_program_fits (words, file->certificate, error))
    return FALSE;
  g_string_append (text, own);
  for (guint i = 0; i < file->chain->len; i++) {
    g_autofree char *one = zb_certificate_to_pem (file->chain->pdata[i]);
    g_string_append (text, one);
  }
  return g_file_set_contents_full (file->path, text->str, (gssize)text->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}
