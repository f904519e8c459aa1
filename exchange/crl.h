/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* One complete CRL, verified and turned into a table: reading it once costs more than asking it a
 * thousand times. Immutable. */
typedef struct _ZbCrl ZbCrl;

/* Reads @der, whose issuer must be one of @issuers (ZbCertificate) and have signed it. TOO_LARGE
 * (over ZB_PROTOCOL_MAX_CRL), MALFORMED (also for partial CRLs), UNTRUSTED, FORBIDDEN_SUITE,
 * BAD_SIGNATURE. */
ZbCrl *zb_crl_read (GBytes *der, GPtrArray *issuers, GError **error);
/* Adds each list of a PEM text to @crls (ZbCrl, owned by the caller, also on failure); other blocks
 * are passed over. */
gboolean zb_crl_read_all (
    const char *pem, gsize length, GPtrArray *issuers, GPtrArray *crls, GError **error);
/* The DER of a list that is in DER or PEM. (transfer full) MALFORMED. */
GBytes *zb_crl_to_der (GBytes *bytes, GError **error);
void zb_crl_free (ZbCrl *crl);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCrl, zb_crl_free)

const char *
zb_crl_issuer (const ZbCrl *crl);         /* zb_crl_issuer_id() of the certificate that signed */
guint64 zb_crl_number (const ZbCrl *crl); /* 0 where the list has none */
gint64 zb_crl_this_update (const ZbCrl *crl); /* microseconds UTC */
gint64 zb_crl_next_update (const ZbCrl *crl);
/* Orders two lists of one authority, the older first; those made in one second are told apart by
 * their numbers (RFC 5280, 5.2.3). */
int zb_crl_compare_age (const ZbCrl *a, const ZbCrl *b);
/* Lets it hold no longer than @age microseconds from its making, whatever it says. */
void zb_crl_limit_age (ZbCrl *crl, gint64 age);
/* Whether the serial number (hex) is revoked, and since when. */
gboolean zb_crl_find (const ZbCrl *crl, const char *serial, gint64 *ret_revoked_at);

/* What names an authority over several certificates of the same key: SHA-256 over subject and
 * public key, hex. (transfer full) */
char *zb_crl_issuer_id (const ZbCertificate *certificate);
