/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signer-program.h"
#include "tests/support/authority.h"
#include "tests/support/temp-dir.h"

/* A key that only a program of its own reaches (tests/support/sign-with-key), as on a token. */
typedef struct {
  char *key;   /* file, made by openssl */
  char **argv; /* the program */
  ZbCertificate *certificate;
  ZbSigner *signer;
} ZbTestToken;

/* A new key of @suite with a signing certificate of @authority for ZB_TEST_UNIT. (transfer full) */
ZbTestToken *zb_test_token_new (ZbTempDir *dir, ZbTestAuthority *authority, const char *suite);
void zb_test_token_free (ZbTestToken *token);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestToken, zb_test_token_free)
