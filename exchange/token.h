/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signer.h"

/* A P-256 key on a token behind a PKCS#11 module (OASIS PKCS #11 2.40), named by a URI of RFC 7512:
 * "pkcs11:token=LABEL;id=%01…?module-path=/usr/lib/…so". It is made on the token and never leaves
 * it. Errors: NO_TOKEN (none is plugged in, or it was pulled out), WRONG_PASSPHRASE (the PIN;
 * LAST_TRY when the next wrong one locks it), TOKEN_LOCKED, NOT_FOUND (the key), MALFORMED (the
 * URI), IO (a module that cannot be loaded or fails). */
#define ZB_TOKEN_URI_START "pkcs11:"

gboolean zb_token_is_uri (const char *text);
/* The labels of the tokens there are, (transfer full) array of char*. */
GPtrArray *zb_token_list (const char *module, GError **error);
/* Makes a pair that can sign and not be read, unless it was made for @purpose before. @label: NULL
 * for the only token. (transfer full) its URI. */
char *zb_token_make_key (
    const char *module, const char *label, const char *pin, const char *purpose, GError **error);
/* (transfer full): logs in, and stays so while the signer lives. BAD_SIGNATURE where the key is not
 * the certificate's. */
ZbSigner *zb_token_open_signer (
    const char *uri, const char *pin, ZbCertificate *certificate, GPtrArray *chain, GError **error);
/* (transfer full): a PKCS#10 request in DER, as of zb_key_request(). */
GBytes *zb_token_request (
    const char *uri, const char *pin, const char *name, const char *unit, GError **error);
