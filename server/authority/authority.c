/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/authority-private.h"

#include "exchange/evidence.h"
#include "server/store/certificate.h"

#include <string.h>

#define DEFAULT_DAYS 365
#define DEFAULT_CRL_HOURS 24
#define DEFAULT_OCSP_MINUTES 60

static char *
join_chain (const ZbAuthority *authority)
{
  GString *chain = g_string_new (NULL);

  for (guint i = 0; i < ZB_N_BRANCHES; i++)
    if (authority->branches[i].certificate) {
      g_autofree char *pem = zb_certificate_to_pem (authority->branches[i].certificate);
      g_string_append (chain, pem);
    }
  return g_string_free (chain, FALSE);
}

static gboolean
take_branches (ZbAuthority *authority, const ZbBranch branches[ZB_N_BRANCHES], GError **error)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    ZbCertificate *certificate = branches[i].certificate;

    if (!certificate)
      continue;
    authority->branches[i].certificate = zb_certificate_ref (certificate);
    authority->branches[i].first = zb_certificate_ref (branches[i].first);
    authority->issuers[i] =
        zb_keychain_get (authority->options.keychain, zb_branch_role ((ZbBranchKind)i), error);
    if (!authority->issuers[i] ||
        !zb_keyholder_set_certificates (authority->issuers[i], certificate, NULL, error))
      return FALSE;
  }
  return TRUE;
}

ZbAuthority *
zb_authority_new (const ZbBranch branches[ZB_N_BRANCHES],
                  const ZbAuthorityOptions *options,
                  GError **error)
{
  g_autoptr (ZbAuthority) authority = g_new0 (ZbAuthority, 1);

  authority->options = *options;
  if (authority->options.certificate_days == 0)
    authority->options.certificate_days = DEFAULT_DAYS;
  if (authority->options.crl_hours == 0)
    authority->options.crl_hours = DEFAULT_CRL_HOURS;
  if (authority->options.ocsp_minutes == 0)
    authority->options.ocsp_minutes = DEFAULT_OCSP_MINUTES;
  authority->root = zb_certificate_ref (options->root);
  authority->url = g_strdup (options->url);
  authority->roots_pem = zb_certificate_to_pem (options->root);
  g_mutex_init (&authority->lock);
  g_mutex_init (&authority->responder_lock);
  /* Nothing is known of how the last run ended. */
  authority->list_behind = TRUE;
  if (!take_branches (authority, branches, error))
    return NULL;
  authority->chain_pem = join_chain (authority);
  return g_steal_pointer (&authority);
}

void
zb_authority_free (ZbAuthority *authority)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    g_clear_pointer (&authority->branches[i].certificate, zb_certificate_unref);
    g_clear_pointer (&authority->branches[i].first, zb_certificate_unref);
    g_clear_pointer (&authority->branches[i].responder, zb_certificate_unref);
  }
  zb_certificate_unref (authority->root);
  g_free (authority->url);
  g_free (authority->roots_pem);
  g_free (authority->chain_pem);
  g_mutex_clear (&authority->lock);
  g_mutex_clear (&authority->responder_lock);
  g_free (authority);
}

void
zb_authority_set_responders (ZbAuthority *authority, const ZbBranch branches[ZB_N_BRANCHES])
{
  g_mutex_lock (&authority->responder_lock);
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    g_clear_pointer (&authority->branches[i].responder, zb_certificate_unref);
    if (branches[i].responder)
      authority->branches[i].responder = zb_certificate_ref (branches[i].responder);
  }
  g_mutex_unlock (&authority->responder_lock);
}

ZbBranchKind
zb_authority_branch_of (const ZbAuthority *authority, const char *digest)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    const ZbBranch *branch = &authority->branches[i];

    if (branch->certificate && (strcmp (zb_branch_digest (branch), digest) == 0 ||
                                strcmp (zb_certificate_digest (branch->certificate), digest) == 0))
      return (ZbBranchKind)i;
  }
  return ZB_N_BRANCHES;
}

const char *
zb_authority_find_lists (const ZbAuthority *authority, const char *digest)
{
  ZbBranchKind branch = zb_authority_branch_of (authority, digest);

  return branch == ZB_N_BRANCHES ? digest : zb_branch_digest (&authority->branches[branch]);
}

gboolean
zb_authority_has_list (const ZbAuthority *authority, const ZbStoredCrl *list)
{
  return zb_authority_branch_of (authority, list->issuer) != ZB_N_BRANCHES ||
         strcmp (zb_certificate_digest (authority->root), list->issuer) == 0;
}

const char *
zb_authority_roots (const ZbAuthority *authority)
{
  return authority->roots_pem;
}

const char *
zb_authority_chain (const ZbAuthority *authority)
{
  return authority->chain_pem;
}

void
zb_authority_set_url (ZbAuthority *authority, const char *url)
{
  g_free (authority->url);
  authority->url = g_strdup (url);
}

gboolean
zb_authority_check_units (const ZbAuthority *authority, GError **error)
{
  if (!authority->options.units_elsewhere)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_ELSEWHERE,
               "this node certifies no unit's signatures: who has a certificate of a province's or "
               "national authority enrols with that one, by an invitation");
  return FALSE;
}

gboolean
zb_authority_vet (const ZbAuthority *authority, GBytes *request, GError **error)
{
  return zb_trust_vet_bytes (authority->options.trust, ZB_FOREIGN_REQUEST, request, error);
}

ZbCertificate *
zb_authority_certify (ZbAuthority *authority,
                      GBytes *request,
                      const ZbIssue *issue,
                      const ZbGround *ground,
                      GError **error)
{
  ZbBranchKind branch = zb_branch_for (authority->branches, issue->uses);

  /* Who connects is only the carrier. */
  if (issue->unit && (issue->uses & ZB_USE_SIGNING) != 0 &&
      !zb_authority_check_units (authority, error))
    return NULL;
  if (!zb_authority_vet (authority, request, error))
    return NULL;
  return zb_issuing_certify (authority->issuers[branch], request, issue, ground, error);
}

char *
zb_authority_issue_record (const ZbCertificate *certificate, gint64 now)
{
  const char *unit = zb_certificate_unit (certificate);

  return zb_evidence_leaf ("issue", now, unit ? unit : "-", zb_certificate_serial (certificate),
                           zb_certificate_digest (certificate), "-", "-", "issued");
}

static const char *
digest_of_issuer (const ZbAuthority *authority, const ZbCertificate *certificate)
{
  for (guint i = 0; i < ZB_N_BRANCHES; i++) {
    const ZbCertificate *one = authority->branches[i].certificate;

    if (one && zb_certificate_issued_by (certificate, one))
      return zb_branch_digest (&authority->branches[i]);
  }
  return "";
}

ZbStoredCertificate
zb_authority_describe (const ZbAuthority *authority, const ZbCertificate *certificate)
{
  const char *unit = zb_certificate_unit (certificate);

  return (ZbStoredCertificate){
      .digest = (char *)zb_certificate_digest (certificate),
      .issuer = (char *)digest_of_issuer (authority, certificate),
      .serial = (char *)zb_certificate_serial (certificate),
      .name = (char *)zb_certificate_name (certificate),
      .unit = (char *)(unit ? unit : ""),
      .uses = zb_certificate_uses (certificate),
      .not_before = zb_certificate_not_before (certificate),
      .not_after = zb_certificate_not_after (certificate),
      .der = zb_certificate_der (certificate),
  };
}

gboolean
zb_authority_keep (
    ZbAuthority *authority, ZbCertificate *certificate, const char *who, gint64 now, GError **error)
{
  ZbStoredCertificate stored = zb_authority_describe (authority, certificate);
  g_autofree char *record = zb_authority_issue_record (certificate, now);
  const char *const records[] = {record, NULL};
  ZbActResult result = {0};
  ZbAct act = {
      .kind = ZB_ACT_CERTIFICATE,
      .what = &stored,
      .time = now,
      .who = who,
      .records = records,
  };
  gboolean kept = zb_store_commit_one (authority->options.store, &act, &result, error);

  zb_act_result_clear (&result);
  return kept;
}
