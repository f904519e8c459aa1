/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "server/authority/branch.h"
#include "server/authority/issuing.h"
#include "server/keys/keychain.h"
#include "server/store/certificate.h"
#include "server/store/store.h"

/* The node's own certificate authority: a root that only certifies, and below it one authority each
 * for signatures, connections and services, which can give no other purpose. What they issue and
 * revoke is kept in the store with a record in the log. Thread-safe. */
typedef struct _ZbAuthority ZbAuthority;

typedef struct {
  ZbStore *store;           /* borrowed */
  ZbKeychain *keychain;     /* borrowed: who holds the authorities' keys */
  ZbTrust *trust;           /* borrowed: learns each new revocation list at once */
  const char *url;          /* of this node, for invitations */
  ZbCertificate *root;      /* borrowed */
  GBytes *root_crl;         /* borrowed, DER */
  gboolean units_elsewhere; /* another authority certifies the units' signatures, this one none */
  guint certificate_days;   /* life of what is issued to persons; 0: 365 */
  guint crl_hours;          /* from one list to its next update; 0: 24 */
  guint ocsp_minutes;       /* that an answer about one certificate holds; 0: 60 */
} ZbAuthorityOptions;

/* NULL with an error where the key of a branch cannot be had. */
ZbAuthority *zb_authority_new (const ZbBranch branches[ZB_N_BRANCHES],
                               const ZbAuthorityOptions *options,
                               GError **error);
void zb_authority_free (ZbAuthority *authority);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAuthority, zb_authority_free)

const char *zb_authority_roots (const ZbAuthority *authority); /* PEM */
/* PEM: the certificates of the authorities below the root, whose holders pick their own's. */
const char *zb_authority_chain (const ZbAuthority *authority);
/* By which digest the store keeps the lists of whose certificate has @digest, which may be one of
 * several that an authority has had. */
const char *zb_authority_find_lists (const ZbAuthority *authority, const char *digest);
/* Whether it is of one of these authorities: a list of a root that went is of no use to anybody. */
gboolean zb_authority_has_list (const ZbAuthority *authority, const ZbStoredCrl *list);
/* Who answers for the branches from now on: their responders in @branches. */
void zb_authority_set_responders (ZbAuthority *authority, const ZbBranch branches[ZB_N_BRANCHES]);
/* Before requests are served, once the port is known. */
void zb_authority_set_url (ZbAuthority *authority, const char *url);

/* ELSEWHERE if it is not this authority that certifies the signatures of units. */
gboolean zb_authority_check_units (const ZbAuthority *authority, GError **error);
/* Signs the certificate that @issue asks for over the key of @request. It is nobody's before it is
 * kept: by zb_authority_keep(), or with the act that spends an invitation. */
ZbCertificate *zb_authority_certify (ZbAuthority *authority,
                                     GBytes *request,
                                     const ZbIssue *issue,
                                     const ZbGround *ground,
                                     GError **error);
/* The log record of an issue. (transfer full) */
char *zb_authority_issue_record (const ZbCertificate *certificate, gint64 now);
/* Keeps @certificate in the store, with its record. */
gboolean zb_authority_keep (ZbAuthority *authority,
                            ZbCertificate *certificate,
                            const char *who,
                            gint64 now,
                            GError **error);

/* Revokes a certificate of this authority and publishes a list that names it, in one. @reason: RFC
 * 5280 CRLReason. NOT_FOUND for an unknown serial. @key is nullable. */
gboolean zb_authority_revoke (ZbAuthority *authority,
                              const char *serial,
                              int reason,
                              const char *who,
                              const ZbActKey *key,
                              gint64 now,
                              GError **error);
/* Suspends a certificate until it is reinstated or revoked; the lists say certificateHold. As
 * zb_authority_revoke(). */
gboolean zb_authority_suspend (ZbAuthority *authority,
                               const char *serial,
                               const char *who,
                               const ZbActKey *key,
                               gint64 now,
                               GError **error);
/* Publishes the root's own list, unless it or a later one is known. */
gboolean zb_authority_publish_root_crl (ZbAuthority *authority, gint64 now, GError **error);
/* Publishes a new list of each authority that has none, or whose newest has passed half its life.
 */
gboolean zb_authority_renew_crl (ZbAuthority *authority, gint64 now, GError **error);

/* The names of RFC 5280's CRLReason, as OpenSSL writes them: "keyCompromise" … */
const char *zb_revocation_reason_name (int reason);
/* FALSE for NULL or an unknown name, and for
 * certificateHold and removeFromCRL: a revocation here is for good. */
gboolean zb_revocation_reason_parse (const char *name, int *ret_reason);
