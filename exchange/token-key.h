/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/key.h"
#include "exchange/token-session.h"

/* The pairs on a token, each by its id (CKA_ID); for exchange/token.c. Errors as there. */

gboolean
zb_token_key_exists (ZbTokenSession *token, GBytes *id, gboolean *ret_exists, GError **error);
/* P-256. */
gboolean
zb_token_key_generate (ZbTokenSession *token, GBytes *id, const char *name, GError **error);
/* The public half: as a certificate that lies there tells it, or the key itself. */
ZbKey *zb_token_key_public (ZbTokenSession *token, GBytes *id, GError **error);
/* SHA-256 of @bytes signed: an ECDSA-Sig-Value in DER, or PKCS#1 v1.5. (transfer full) */
GBytes *zb_token_key_sign (
    ZbTokenSession *token, GBytes *id, const void *bytes, gsize length, GError **error);
