/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signer.h"

/* A key on a token behind a PKCS#11 module (OASIS PKCS #11 2.40), named by a URI of RFC 7512:
 * "pkcs11:token=LABEL;id=%01…?module-path=/usr/lib/…so". It never leaves the token: a P-256 key
 * that is made there, or a P-256 or RSA key that lies there with its certificate. Errors: NO_TOKEN
 * (none is plugged in, or it was pulled out), WRONG_PASSPHRASE (the PIN; LAST_TRY when the next
 * wrong one locks it), TOKEN_LOCKED, NOT_FOUND (the key), MALFORMED (the URI), IO (a module that
 * cannot be loaded or fails). */
#define ZB_TOKEN_URI_START "pkcs11:"

gboolean zb_token_is_uri (const char *text);

/* How one gets at a token. */
typedef struct {
  const char *module; /* path of its PKCS#11 module */
  const char *label;  /* NULL for the only token */
  const char *pin;
} ZbTokenLogin;

/* Makes a pair that can sign and not be read, unless it was made for @purpose before. (transfer
 * full) its URI. */
char *zb_token_make_key (const ZbTokenLogin *login, const char *purpose, GError **error);

/* A certificate on a token whose key lies there too. */
typedef struct {
  char *uri;   /* of the key */
  char *label; /* that the certificate has there; may be "" */
  ZbCertificate *certificate;
  const char *fault; /* (nullable) why its key cannot sign here: "has …", static */
} ZbTokenCertificate;

/* Two arrays (transfer full): ZbTokenCertificate, by label, and in @ret_issuers
 * (nullable) ZbCertificate, those whose keys are elsewhere. */
GPtrArray *
zb_token_list_certificates (const ZbTokenLogin *login, GPtrArray **ret_issuers, GError **error);

/* (transfer full): logs in, and stays so while the signer lives. BAD_SIGNATURE where the key is not
 * the certificate's. */
ZbSigner *zb_token_open_signer (
    const char *uri, const char *pin, ZbCertificate *certificate, GPtrArray *chain, GError **error);
/* (transfer full): a PKCS#10 request in DER, as of zb_key_request(). BAD_SIGNATURE where the token
 * signs by another key than it shows. */
GBytes *zb_token_request (
    const char *uri, const char *pin, const char *name, const char *unit, GError **error);
