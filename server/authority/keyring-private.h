/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "server/authority/keyring.h"

#define ZB_KEYRING_DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* A clock that was a little fast must not make a new certificate untrusted. */
#define ZB_KEYRING_BACKDATED (60 * 60 * G_TIME_SPAN_SECOND)

/* Writes @bytes durably to @folder/@name, for its owner only. */
gboolean zb_keyring_write (
    const char *folder, const char *name, const void *bytes, gsize length, GError **error);
gboolean zb_keyring_write_certificate (const char *folder,
                                       const char *name,
                                       ZbCertificate *certificate,
                                       GError **error);
/* A new key in @folder/@name. (transfer full) */
ZbKey *
zb_keyring_make_key (const char *folder, const char *name, const char *suite, GError **error);
/* The key in @folder/@name. (transfer full) */
ZbKey *zb_keyring_read_key (const char *folder, const char *name, GError **error);
/* The certificate in the file of @stem. *@ret_certificate stays NULL where there is none. */
gboolean zb_keyring_read_certificate (const char *folder,
                                      const char *stem,
                                      ZbCertificate **ret_certificate,
                                      GError **error);
gboolean zb_keyring_has (const char *folder, const char *name);
/* Certifies @key itself, not beyond the authority's own end. */
ZbCertificate *
zb_keyring_certify (ZbIssuer *issuer, const ZbKey *key, const ZbIssue *issue, GError **error);
/* The authorities below @root, those that @keyring lacks, and the root's list. */
gboolean zb_keyring_found_branches (ZbKeyring *keyring,
                                    const char *folder,
                                    ZbIssuer *root,
                                    guint64 list_number,
                                    const ZbFounding *founding,
                                    GError **error);
/* "authority-tls.pem" and the like. (transfer full) */
char *zb_keyring_certificate_file (const char *stem);
char *zb_keyring_key_file (const char *stem);
/* An issuer of @branch with its key as it lies in @folder. (transfer full) */
ZbIssuer *zb_keyring_open_issuer (const ZbKeyring *keyring,
                                  const char *folder,
                                  ZbBranchKind branch,
                                  GError **error);
/* Writes @keyring's server certificate and the authority above it into its tls_pem. */
void zb_keyring_join_chain (ZbKeyring *keyring);
