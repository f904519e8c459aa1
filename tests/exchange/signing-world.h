/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/openssl.h"
#include "exchange/signature.h"
#include "tests/support/authority.h"

/* What the tests of signatures share: an authority, who trusts it, and a signer. */
#define SIGNING_TEXT "营业收入 1234.56\n"
#define SIGNING_DAY (24 * 3600 * G_GINT64_CONSTANT (1000000))
/* Flags under which OpenSSL by itself makes what we would take. */
#define SIGNING_CADES (CMS_DETACHED | CMS_CADES | CMS_NOSMIMECAP)

typedef struct {
  gint64 now; /* the wall's, as foreign verifiers know no other */
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *identity;
  ZbSigner *signer;
} SigningWorld;

/* @suite is a suite's name, or NULL for p256. */
void signing_world_set_up (SigningWorld *world, gconstpointer suite);
void signing_world_tear_down (SigningWorld *world, gconstpointer suite);

/* Signs SIGNING_TEXT. (transfer full) */
GBytes *signing_world_sign (SigningWorld *world, gboolean with_certificates);
GBytes *signing_world_sign_as (SigningWorld *world, ZbTestIdentity *identity);
GBytes *signing_world_openssl_signs (SigningWorld *world,
                                     const char *text,
                                     const EVP_MD *digest,
                                     guint flags);
GBytes *signing_world_rewrite (CMS_ContentInfo *cms);

gboolean signing_world_verify (SigningWorld *world,
                               GBytes *signature,
                               const char *text,
                               ZbSignatureInfo *info,
                               GError **error);
void signing_world_check_good (SigningWorld *world, GBytes *signature);
/* Refused with @code, and saying @text. */
void signing_world_check_bad (SigningWorld *world,
                              GBytes *signature,
                              ZbExchangeError code,
                              const char *text);
