/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/authority-private.h"

#include "exchange/evidence.h"
#include "server/store/certificate.h"

#define DEFAULT_DAYS 365
#define DEFAULT_CRL_HOURS 24

ZbAuthority *
zb_authority_new (ZbIssuer *issuer, const ZbAuthorityOptions *options)
{
  ZbAuthority *authority = g_new0 (ZbAuthority, 1);

  authority->options = *options;
  if (authority->options.certificate_days == 0)
    authority->options.certificate_days = DEFAULT_DAYS;
  if (authority->options.crl_hours == 0)
    authority->options.crl_hours = DEFAULT_CRL_HOURS;
  authority->issuer = issuer;
  authority->root = zb_certificate_ref (options->root);
  authority->url = g_strdup (options->url);
  authority->roots_pem = zb_certificate_to_pem (options->root);
  authority->chain_pem = zb_certificate_to_pem (zb_issuer_certificate (issuer));
  g_mutex_init (&authority->lock);
  /* Nothing is known of how the last run ended. */
  authority->list_behind = TRUE;
  return authority;
}

void
zb_authority_free (ZbAuthority *authority)
{
  zb_issuer_free (authority->issuer);
  zb_certificate_unref (authority->root);
  g_free (authority->url);
  g_free (authority->roots_pem);
  g_free (authority->chain_pem);
  g_mutex_clear (&authority->lock);
  g_free (authority);
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

ZbCertificate *
zb_authority_certify (ZbAuthority *authority, GBytes *request, const ZbIssue *issue, GError **error)
{
  ZbIssue bounded = *issue;

  bounded.not_after =
      MIN (bounded.not_after, zb_certificate_not_after (zb_issuer_certificate (authority->issuer)));
  return zb_issuer_certify (authority->issuer, request, &bounded, error);
}

char *
zb_authority_issue_record (const ZbCertificate *certificate, gint64 now)
{
  const char *unit = zb_certificate_unit (certificate);

  return zb_evidence_leaf ("issue", now, unit ? unit : "-", zb_certificate_serial (certificate),
                           zb_certificate_digest (certificate), "-", "-", "issued");
}

ZbStoredCertificate
zb_authority_describe (const ZbAuthority *authority, const ZbCertificate *certificate)
{
  const char *unit = zb_certificate_unit (certificate);

  return (ZbStoredCertificate){
      .digest = (char *)zb_certificate_digest (certificate),
      .issuer = (char *)zb_certificate_digest (zb_issuer_certificate (authority->issuer)),
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
