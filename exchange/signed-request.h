/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/openssl.h"
#include "exchange/signer.h"

/* Who has the key of a request, and signs with it elsewhere. */
typedef struct {
  const char *what; /* for errors: "the token Accountant" */
  EVP_PKEY *key;    /* borrowed: the public half, of a suite that signs */
  ZbSignFunc sign;
  gpointer data;
} ZbRequestSigner;

/* (transfer full): a PKCS#10 request in DER, as of zb_key_request(). BAD_SIGNATURE if it was signed
 * by another key than the one that is shown, and the errors of signing. */
GBytes *zb_signed_request_make (const ZbRequestSigner *signer,
                                const char *name,
                                const char *unit,
                                GError **error);
