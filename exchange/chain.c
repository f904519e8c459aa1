/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/chain.h"

#include "exchange/certificate-private.h"

#include <openssl/err.h>
#include <string.h>

#define MAX_DEPTH 5
#define SECURITY_LEVEL                                                                             \
  2 /* 112 bits: RSA from 2048 bits, no SHA-1 in any certificate of the chain */

/* Of who signs; authorities and connections are judged by lists. */
static ZbStatusVerdict
ask_responder (const ZbAnchors *anchors,
               ZbCertificate *certificate,
               ZbCertificate *issuer,
               gint64 at,
               ZbChain *chain,
               GError **error)
{
  if (anchors->statuses == NULL || (zb_certificate_uses (certificate) & ZB_USE_SIGNING) == 0)
    return ZB_STATUS_VERDICT_LIST;
  return zb_status_book_judge (anchors->statuses, certificate, issuer, at, &chain->until, error);
}

/* Narrows @chain to the time for which the CRLs or a responder vouch. */
static gboolean
check_revocation (const ZbAnchors *anchors,
                  ZbCertificate *certificate,
                  ZbCertificate *issuer,
                  gint64 at,
                  ZbChain *chain,
                  GError **error)
{
  g_autofree char *id = zb_crl_issuer_id (issuer);
  const ZbCrl *crl = g_hash_table_lookup (anchors->crls, id);
  gint64 revoked_at = 0;
  if (crl != NULL && zb_crl_find (crl, zb_certificate_serial (certificate), &revoked_at)) {
    if (revoked_at <= at)
      return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_REVOKED, certificate, "was revoked");
    chain->until = MIN (chain->until, revoked_at - 1);
  }
  ZbStatusVerdict verdict = ask_responder (anchors, certificate, issuer, at, chain, error);
  if (verdict != ZB_STATUS_VERDICT_LIST)
    return verdict == ZB_STATUS_VERDICT_GOOD;
  if (!anchors->require_crl)
    return TRUE;
  if (crl == NULL)
    return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_STALE_CRL, certificate,
                                "may have been revoked: its issuer's CRL is not here");
  if (zb_crl_next_update (crl) < at)
    return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_STALE_CRL, certificate,
                                "may have been revoked: its issuer's CRL is out of date");
  chain->until = MIN (chain->until, zb_crl_next_update (crl));
  return TRUE;
}

/* What another authority's root stands for. */
static gboolean
check_other (const ZbAnchors *anchors, const ZbCertificate *root, ZbChain *chain, GError **error)
{
  const ZbUnitRule *rule = g_hash_table_lookup (anchors->others, zb_certificate_digest (root));
  g_autofree char *unit = NULL;

  if (rule == NULL)
    return TRUE;
  chain->others = TRUE;
  chain->uses &= ZB_USE_SIGNING | ZB_USE_TLS_CLIENT | ZB_USE_CA;
  if ((zb_certificate_uses (chain->certificate) & ZB_USE_CA) != 0)
    return TRUE;
  unit = zb_unit_rule_apply (rule, chain->certificate, error);
  /* As many as there are units. */
  chain->unit = unit != NULL ? g_intern_string (unit) : NULL;
  return unit != NULL;
}

/* Every certificate of the chain OpenSSL found, from the end to the root. */
static gboolean
check_links (const ZbAnchors *anchors,
             const ZbChainQuestion *question,
             STACK_OF (X509) * links,
             ZbChain *chain,
             GError **error)
{
  g_autoptr (ZbCertificate) certificate = zb_certificate_ref (chain->certificate);
  for (int i = 0; i < sk_X509_num (links); i++) {
    chain->from = MAX (chain->from, zb_certificate_not_before (certificate));
    chain->until = MIN (chain->until, zb_certificate_not_after (certificate));
    if (i + 1 == sk_X509_num (links))
      return check_other (anchors, certificate, chain, error);
    X509 *next = sk_X509_value (links, i + 1);
    X509_up_ref (next);
    g_autoptr (ZbCertificate) issuer = zb_certificate_take (next, error);
    if (issuer == NULL || (!question->anyhow && !check_revocation (anchors, certificate, issuer,
                                                                   question->at, chain, error)))
      return FALSE;
    chain->uses &= zb_certificate_issues (issuer);
    ZbCertificate *done = certificate;
    certificate = g_steal_pointer (&issuer);
    zb_certificate_unref (done);
  }
  return TRUE;
}

static gboolean
fail_chain (X509_STORE_CTX *context, const ZbCertificate *certificate, GError **error)
{
  int reason = X509_STORE_CTX_get_error (context);
  ERR_clear_error ();
  if (reason == X509_V_ERR_CERT_HAS_EXPIRED || reason == X509_V_ERR_CERT_NOT_YET_VALID) {
    gboolean own = X509_STORE_CTX_get_error_depth (context) == 0;
    gboolean expired = reason == X509_V_ERR_CERT_HAS_EXPIRED;
    return zb_certificate_fail (
        error, expired ? ZB_EXCHANGE_ERROR_EXPIRED : ZB_EXCHANGE_ERROR_NOT_YET_VALID, certificate,
        own ? (expired ? "has expired" : "is not yet valid")
            : (expired ? "has an issuer that has expired" : "has an issuer that is not yet valid"));
  }
  g_autofree char *what =
      g_strdup_printf ("leads to no trusted root: %s", X509_verify_cert_error_string (reason));
  return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate, what);
}

static void
push_all (STACK_OF (X509) * stack, GPtrArray *certificates)
{
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    sk_X509_push (stack, zb_certificate_x509 (g_ptr_array_index (certificates, i)));
}

static gboolean
holds_at (const ZbCertificate *certificate, gint64 at)
{
  return zb_certificate_not_before (certificate) <= at &&
         at <= zb_certificate_not_after (certificate);
}

/* Whether a certificate of @issuer that comes along, by whichever root, held at that time. */
static gboolean
was_there (const ZbChainQuestion *question, const ZbCertificate *issuer)
{
  g_autofree char *id = zb_crl_issuer_id (issuer);
  gboolean found = FALSE;

  for (guint i = 0; !found && question->extra != NULL && i < question->extra->len; i++) {
    const ZbCertificate *one = g_ptr_array_index (question->extra, i);
    g_autofree char *other = zb_crl_issuer_id (one);

    found = strcmp (id, other) == 0 && holds_at (one, question->chain_at);
  }
  return found;
}

/* Whether the chain holds but for a root that came later, and certified anew an authority that was
 * there: what was signed before stands as long as the authority does. */
static gboolean
is_of_successor (const ZbChainQuestion *question, STACK_OF (X509) * links)
{
  int n = sk_X509_num (links);
  gboolean holds = holds_at (question->certificate, question->chain_at), anew = FALSE;

  for (int i = 1; holds && i < n; i++) {
    X509 *link = sk_X509_value (links, i);
    X509_up_ref (link);
    g_autoptr (ZbCertificate) issuer = zb_certificate_take (link, NULL);

    holds = issuer != NULL && question->chain_at <= zb_certificate_not_after (issuer);
    if (!holds || i == n - 1 || holds_at (issuer, question->chain_at))
      continue;
    holds = anew = was_there (question, issuer);
  }
  return holds && anew;
}

static gboolean
verify (X509_STORE_CTX *context, const ZbChainQuestion *question, gboolean any_time)
{
  X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param (context);

  if (any_time)
    X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_NO_CHECK_TIME);
  else
    X509_VERIFY_PARAM_set_time (parameters, (time_t)(question->chain_at / G_USEC_PER_SEC));
  X509_VERIFY_PARAM_set_depth (parameters, MAX_DEPTH);
  X509_VERIFY_PARAM_set_auth_level (parameters, SECURITY_LEVEL);
  return X509_verify_cert (context) == 1;
}

/* The same question once more, whatever the time. FALSE unless it is a successor's, and only what
 * comes along can tell; else *@ret_good says whether it holds, with an error where it does not. */
static gboolean
follow_successor (const ZbAnchors *anchors,
                  const ZbChainQuestion *question,
                  STACK_OF (X509) * untrusted,
                  ZbChain *chain,
                  gboolean *ret_good,
                  GError **error)
{
  if (question->extra == NULL || question->extra->len == 0)
    return FALSE;
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  X509 *x509 = zb_certificate_x509 (question->certificate);
  gboolean found = X509_STORE_CTX_init (context, anchors->store, x509, untrusted) == 1 &&
                   verify (context, question, TRUE) &&
                   is_of_successor (question, X509_STORE_CTX_get0_chain (context));
  if (found)
    *ret_good = check_links (anchors, question, X509_STORE_CTX_get0_chain (context), chain, error);
  X509_STORE_CTX_cleanup (context);
  ERR_clear_error ();
  return found;
}

gboolean
zb_chain_follow (const ZbAnchors *anchors,
                 const ZbChainQuestion *question,
                 ZbChain *ret_chain,
                 GError **error)
{
  ZbChain chain = {
      .certificate = question->certificate, .from = G_MININT64, .until = G_MAXINT64, .uses = ~0U};
  STACK_OF (X509) *untrusted = sk_X509_new_null ();
  push_all (untrusted, anchors->intermediates);
  push_all (untrusted, question->extra);
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  X509 *x509 = zb_certificate_x509 (question->certificate);
  gboolean good = FALSE;
  if (X509_STORE_CTX_init (context, anchors->store, x509, untrusted) != 1) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, "the chain cannot be verified");
  } else if (verify (context, question, FALSE)) {
    good = check_links (anchors, question, X509_STORE_CTX_get0_chain (context), &chain, error);
  } else if (!follow_successor (anchors, question, untrusted, &chain, &good, error)) {
    good = fail_chain (context, question->certificate, error);
  }
  X509_STORE_CTX_cleanup (context);
  sk_X509_free (untrusted);
  if (good)
    *ret_chain = chain;
  return good;
}
