/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "exchange/signed-trust.h"
#include "exchange/signer.h"
#include "exchange/trust.h"

/* A throw-away authority with all that a test of exchange, server or client needs: a root, an
 * issuer below it, the log's key, and whatever certificate it is asked for. Keys are made at run
 * time. Each call fails the test when it cannot do its work. */
typedef struct _ZbTestAuthority ZbTestAuthority;

#define ZB_TEST_UNIT "91350200MA2XK7R35J"
#define ZB_TEST_LOG "log.test.example/1"

/* A key with its certificate and chain (the issuer; not the root). */
typedef struct {
  ZbKey *key;
  ZbCertificate *certificate;
  GPtrArray *chain;
} ZbTestIdentity;

void zb_test_identity_free (ZbTestIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestIdentity, zb_test_identity_free)

/* Certificates are valid from a day before @now (microseconds UTC) to a year after it. */
ZbTestAuthority *zb_test_authority_new (gint64 now);
void zb_test_authority_free (ZbTestAuthority *authority);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTestAuthority, zb_test_authority_free)

ZbCertificate *zb_test_authority_root (ZbTestAuthority *authority);   /* borrowed */
const char *zb_test_authority_roots_pem (ZbTestAuthority *authority); /* borrowed */
ZbIssuer *zb_test_authority_issuer (ZbTestAuthority *authority);      /* borrowed */
ZbTrust *zb_test_authority_trust (ZbTestAuthority *authority); /* (transfer full), root only */
ZbIssuer *zb_test_authority_root_issuer (ZbTestAuthority *authority); /* borrowed */
/* What says whom to believe for @node, for a year from @now's authority on: its root, issuer and
 * log. */
ZbSignedTrust *
zb_test_authority_sign_trust (ZbTestAuthority *authority, const char *node, guint version);
const ZbKey *zb_test_authority_log_key (ZbTestAuthority *authority);     /* borrowed, ed25519 */
const char *zb_test_authority_log_verifier (ZbTestAuthority *authority); /* borrowed */

/* @unit may be NULL; a TLS server is certified for 127.0.0.1. (transfer full) */
ZbTestIdentity *zb_test_authority_identify (
    ZbTestAuthority *authority, const char *suite, const char *name, const char *unit, guint uses);
/* The same with validity of its own. */
ZbTestIdentity *zb_test_authority_identify_between (ZbTestAuthority *authority,
                                                    const char *suite,
                                                    const char *name,
                                                    const char *unit,
                                                    guint uses,
                                                    gint64 not_before,
                                                    gint64 not_after);
/* Signs in memory with the identity, which must outlive the signer. (transfer full) */
ZbSigner *zb_test_identity_signer (ZbTestIdentity *identity);
/* A CRL of the issuer with these certificates, revoked at @now. (transfer full) */
GBytes *zb_test_authority_crl (ZbTestAuthority *authority,
                               ZbCertificate *const *revoked,
                               guint n,
                               guint64 number,
                               gint64 now,
                               gint64 next_update);
