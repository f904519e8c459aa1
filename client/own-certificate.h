/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"

/* A signing certificate of a province's or national authority that somebody has already. */
typedef struct {
  ZbKey *key; /* NULL where a signing program has it */
  ZbCertificate *certificate;
  GPtrArray *chain; /* ZbCertificate: what came along of who issued it; may be empty */
} ZbOwnCertificate;

void zb_own_certificate_clear (ZbOwnCertificate *own);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbOwnCertificate, zb_own_certificate_clear)

/* From a PKCS#12 file (.p12, .pfx) under its @passphrase. It must be one that signs, by a key that
 * this program may sign with. Errors as of zb_key_read_file(), and ZB_CLIENT_ERROR_INVITATION. */
gboolean zb_own_certificate_open (const char *path,
                                  const char *passphrase,
                                  ZbOwnCertificate *ret_own,
                                  GError **error);
/* From a file of certificates alone, PEM (the first, then its issuers) or DER. */
gboolean zb_own_certificate_read (const char *path, ZbOwnCertificate *ret_own, GError **error);
