/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* What an account keeps of its signing certificate: a key file, or where a signing program has the
 * key only the certificate. */
typedef struct {
  const char *path;
  ZbCertificate *certificate;
  GPtrArray *chain; /* ZbCertificate: those who issued it */
} ZbSigningFile;

/* PKCS#12 under @passphrase. Errors as of zb_key_write_file(). */
gboolean zb_signing_file_write_key (const ZbSigningFile *file,
                                    const ZbKey *key,
                                    const char *passphrase,
                                    GError **error);
/* PEM: the certificate, then its chain, durably. BAD_SIGNATURE where the program of @words shows
 * another key than the certificate's. */
gboolean zb_signing_file_write_certificate (const ZbSigningFile *file,
                                            const char *const *words,
                                            GError **error);
