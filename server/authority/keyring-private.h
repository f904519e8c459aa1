/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/keyring.h"

#define ZB_KEYRING_DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define ZB_KEYRING_TLS_DAYS 365
#define ZB_KEYRING_RECEIPT_DAYS (2 * 365)

/* Writes @bytes durably to @folder/@name, for its owner only. */
gboolean zb_keyring_write (
    const char *folder, const char *name, const void *bytes, gsize length, GError **error);
gboolean zb_keyring_write_certificate (const char *folder,
                                       const char *name,
                                       ZbCertificate *certificate,
                                       GError **error);
/* Certifies @key itself. */
ZbCertificate *
zb_keyring_certify (ZbIssuer *issuer, const ZbKey *key, const ZbIssue *issue, GError **error);
/* What the server and the receipt certificate say; @node gives the names. */
ZbIssue zb_keyring_tls_issue (const ZbFounding *founding);
ZbIssue zb_keyring_receipt_issue (const ZbFounding *founding);
