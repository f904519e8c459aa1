/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/token.h"

/* A signing certificate of a province's or national authority that somebody has already. */
typedef struct {
  ZbKey *key; /* NULL where a signing program or a token has it */
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

/* Those on a token that sign here at @now (ZbTokenCertificate), at least one.
 * ZB_CLIENT_ERROR_CERTIFICATE with what is wrong with each that does not, and the errors of
 * exchange/token.h. */
GPtrArray *zb_own_certificate_list (const ZbTokenLogin *login, gint64 now, GError **error);
/* The one of them with this serial number, label on the token or name; NULL: the only one.
 * @ret_uri: of its key. ZB_CLIENT_ERROR_AMBIGUOUS where there are several. */
gboolean zb_own_certificate_pick (const ZbTokenLogin *login,
                                  const char *which,
                                  gint64 now,
                                  char **ret_uri,
                                  ZbOwnCertificate *ret_own,
                                  GError **error);
