/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/succession.h"
#include "exchange/trust.h"

/* trust.xml: whom those who report to a node are to believe. It names the roots and the authorities
 * below them, the authorities of others that reporting units may use, the keys of the log, the
 * suites and the grace of certificates. Each version replaces the one before; a root signs it
 * (exchange/signed-trust.h). */
#define ZB_TRUST_BUNDLE_NS "urn:zhibao:trust:1"
#define ZB_TRUST_BUNDLE_MAX_AUTHORITIES 64
#define ZB_TRUST_BUNDLE_MAX_LOGS 32

typedef enum {
  ZB_TRUSTED_ROOT,
  ZB_TRUSTED_NODE,  /* below the root; which one stamps times its certificate says */
  ZB_TRUSTED_OTHER, /* zb_trust_add_other(): roots and who stands below them */
} ZbTrustedKind;

typedef struct {
  ZbTrustedKind kind;
  char *name;              /* of others only, like the next two: "province" */
  char *unit, *prefix;     /* zb_unit_rule_new(); prefix is nullable */
  GPtrArray *certificates; /* ZbCertificate; one, but for others */
} ZbTrusted;

/* A key of the log. */
typedef struct {
  char *verifier;     /* vkey */
  gint64 from, until; /* between which times it signs; 0: no bound */
} ZbTrustedLog;

typedef struct {
  char *node;
  guint version; /* one above the bundle before */
  gint64 issued, until;
  char *suites;     /* "p256 rsa3072 sm2" */
  guint grace_days; /* so long what was signed before a certificate's end is believed after it */
  GPtrArray *authorities; /* ZbTrusted, by kind, others by name; no certificate twice */
  GPtrArray *logs;        /* ZbTrustedLog, the newest last */
} ZbTrustBundle;

ZbTrustBundle *zb_trust_bundle_new (void);
void zb_trust_bundle_free (ZbTrustBundle *bundle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrustBundle, zb_trust_bundle_free)

/* Adds one behind those that are there; it owns what @trusted is given. */
ZbTrusted *zb_trust_bundle_add (ZbTrustBundle *bundle, ZbTrustedKind kind);
void
zb_trust_bundle_add_log (ZbTrustBundle *bundle, const char *verifier, gint64 from, gint64 until);

/* (transfer full) The same bytes for the same content. */
GBytes *zb_trust_bundle_write (const ZbTrustBundle *bundle);
/* MALFORMED (with line), also for what zb_trust_bundle_write() would write otherwise, or TOO_LARGE
 * (over ZB_PROTOCOL_MAX_STATEMENT). @source names it. */
ZbTrustBundle *zb_trust_bundle_read (const char *source, GBytes *bytes, GError **error);

/* Whether both say the same but for version and times. */
gboolean zb_trust_bundle_agrees (const ZbTrustBundle *bundle, const ZbTrustBundle *other);
/* (transfer full) Whom it says to believe. */
ZbTrust *zb_trust_bundle_to_trust (const ZbTrustBundle *bundle, GError **error);
/* (transfer container) ZbCertificate, borrowed. */
GPtrArray *zb_trust_bundle_list_roots (const ZbTrustBundle *bundle);
/* (transfer full) PEM of the certificates of that @kind. */
char *zb_trust_bundle_to_pem (const ZbTrustBundle *bundle, ZbTrustedKind kind);
/* The verifier of the key that signs the log at @at; NULL if none does. */
const char *zb_trust_bundle_find_log (const ZbTrustBundle *bundle, gint64 at);
/* Whether it names the first key of @succession, which vouches for all others. */
gboolean zb_trust_bundle_names_log (const ZbTrustBundle *bundle, const ZbSuccession *succession);
gboolean zb_trust_bundle_allows (const ZbTrustBundle *bundle, const char *suite);
