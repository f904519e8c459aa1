/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/foreign-der.h"
#include "exchange/status-book.h"
#include "exchange/unit-rule.h"

/* Whom we trust: roots, intermediates, CRLs. Thread-safe; remembers verified certificates by the
 * digest of their DER until the earlier of notAfter and the CRL's nextUpdate. */
typedef struct _ZbTrust ZbTrust;

ZbTrust *zb_trust_new (void);
ZbTrust *zb_trust_ref (ZbTrust *trust);
void zb_trust_unref (ZbTrust *trust);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTrust, zb_trust_unref)

/* A trust bundle: a PEM text of roots (self-issued) and intermediates, and CRLs ("X509 CRL") if
 * any.
 * @source names it in errors. Nothing is added unless all of it can be. */
gboolean zb_trust_add_pem (
    ZbTrust *trust, const char *source, const char *pem, gsize length, GError **error);
/* Authorities of others, roots and those below them as above, who certify for reporting units: what
 * leads to them holds only where it is asked with ZB_USE_BY_OTHERS, to sign and to connect, and for
 * the unit that @rule finds in it. MALFORMED if one of them is trusted already, or none is a root.
 */
gboolean zb_trust_add_other (ZbTrust *trust,
                             const char *source,
                             const char *pem,
                             gsize length,
                             ZbUnitRule *rule,
                             GError **error);
/* Added to a ZbCertificateUse that is checked: other authorities may have certified for it, too. */
#define ZB_USE_BY_OTHERS (1 << 30)
/* Of a certificate that was checked: whether it is another authority's, and (nullable, static) the
 * unit that it speaks for. FALSE if it leads nowhere any more. */
gboolean zb_trust_find_unit (ZbTrust *trust,
                             ZbCertificate *certificate,
                             gboolean *ret_others,
                             const char **ret_unit);
void zb_trust_add_root (ZbTrust *trust, ZbCertificate *root);
void zb_trust_add_intermediate (ZbTrust *trust, ZbCertificate *certificate);
/* Whether @certificate is of one of the authorities, by name and key, whoever certified it. */
gboolean zb_trust_has_authority (ZbTrust *trust, const ZbCertificate *certificate);
/* Replaces an older CRL of the same issuer, a known authority; its signature must verify. A CRL
 * older than the known one is passed over. Only complete CRLs are taken. TOO_LARGE, MALFORMED,
 * UNTRUSTED, FORBIDDEN_SUITE, BAD_SIGNATURE. */
gboolean zb_trust_add_crl (ZbTrust *trust, GBytes *der, GError **error);
/* The same of a list that holds for @age microseconds from its making at most. */
gboolean zb_trust_add_crl_for (ZbTrust *trust, GBytes *der, gint64 age, GError **error);
/* From now on @book (nullable, borrowed as long) is asked about signing certificates, too. */
void zb_trust_set_statuses (ZbTrust *trust, ZbStatusBook *book);
/* What was verified before is verified anew: the book knows more. */
void zb_trust_forget (ZbTrust *trust);
/* With @required, certificates of an issuer (a root too) without a CRL that is fresh at the time
 * asked fail with STALE_CRL. Without, CRLs still revoke, however old. */
void zb_trust_require_crl (ZbTrust *trust, gboolean required);
/* (transfer full): the certificate, DER or PEM, that somebody shows or sends along, whom nothing
 * vouches for yet. An authority's that is known, or one that was verified lately, is not parsed
 * again, which says nothing of its validity now; of others zb_trust_vet() is asked before they are
 * parsed. @named (nullable): the SHA-256 that it should have, by which one that is known is found
 * sooner. MALFORMED. */
ZbCertificate *zb_trust_read_foreign (
    ZbTrust *trust, const guint8 *named, const void *bytes, gsize length, GError **error);
/* Whether strangers' bytes may be parsed here: what @vet says, once there is one. It is set before
 * @trust is used by several threads; @data is borrowed as long. */
void zb_trust_set_vet (ZbTrust *trust, ZbForeignVet vet, gpointer data);
void zb_trust_vet_like (ZbTrust *trust, const ZbTrust *other); /* … as @other does */
gboolean zb_trust_vet (
    const ZbTrust *trust, ZbForeignKind kind, const void *bytes, gsize length, GError **error);
gboolean
zb_trust_vet_bytes (const ZbTrust *trust, ZbForeignKind kind, GBytes *bytes, GError **error);
/* (transfer full) (nullable): the certificate with this SHA-256 of its DER, hex, if it was verified
 * lately. */
ZbCertificate *zb_trust_recall_certificate (ZbTrust *trust, const char *digest);
/* Whether @certificate chains to a root, is valid at @at (microseconds UTC), is not revoked, and
 * may be used as @use.
 * Revoked at T means refused from T on, so that a time before T may still be judged.
 * UNTRUSTED, EXPIRED, NOT_YET_VALID, REVOKED, STALE_CRL, STATUS_PENDING.
 * @extra: (nullable) further intermediates, not trusted by themselves. */
gboolean zb_trust_check (ZbTrust *trust,
                         ZbCertificate *certificate,
                         GPtrArray *extra,
                         ZbCertificateUse use,
                         gint64 at,
                         GError **error);
/* The same, but a certificate that ended at most @grace microseconds before @at is judged as of its
 * end; what was revoked by @at is refused all the same. */
gboolean zb_trust_check_late (ZbTrust *trust,
                              ZbCertificate *certificate,
                              GPtrArray *extra,
                              ZbCertificateUse use,
                              gint64 at,
                              gint64 grace,
                              GError **error);
/* From now on signing certificates are judged with this @grace (0 at first): what was signed before
 * the end still arrives after it. */
void zb_trust_set_grace (ZbTrust *trust, gint64 grace);
