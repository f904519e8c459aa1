/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/renewal.h"

#include "exchange/signature.h"
#include "server/authority/authority-private.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define BACKDATED (10 * 60 * G_TIME_SPAN_SECOND)

static gboolean
fail (GError **error, ZbAuthorityError code, const char *text)
{
  g_set_error_literal (error, ZB_AUTHORITY_ERROR, (int)code, text);
  return FALSE;
}

/* Only what this authority issued, and only towards its end. */
static gboolean
check_due (ZbAuthority *authority, const ZbCertificate *old, gint64 now, GError **error)
{
  g_autoptr (ZbStoredCertificate) stored =
      zb_store_read_certificate (authority->options.store, zb_certificate_digest (old), error);

  if (!stored)
    return FALSE;
  if (zb_authority_branch_of (authority, stored->issuer) == ZB_N_BRANCHES)
    return fail (error, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "the certificate was issued elsewhere, and is renewed there");
  if (zb_certificate_not_after (old) - now <= ZB_RENEWAL_AHEAD)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_TOO_EARLY,
               "the certificate holds for %" G_GINT64_FORMAT " more days",
               (zb_certificate_not_after (old) - now) / DAY);
  return FALSE;
}

static ZbCertificate *
parse (const ZbStoredCertificate *stored, GError **error)
{
  gsize length = 0;
  const void *der = g_bytes_get_data (stored->der, &length);

  return zb_certificate_read (der, length, error);
}

/* What was renewed before over the key of @fresh: the answer may have been lost. (transfer full)
 * NULL without an error if there is none. */
static ZbCertificate *
find_renewed (ZbAuthority *authority, const ZbCertificate *fresh, gint64 now, GError **error)
{
  ZbCertificateQuery query = {
      .unit = zb_certificate_unit (fresh) ? zb_certificate_unit (fresh) : "",
      .name = zb_certificate_name (fresh),
      .limit = ZB_STORE_MAX_PAGE,
  };
  g_autoptr (GPtrArray) known =
      zb_store_list_certificates (authority->options.store, &query, error);

  for (guint i = 0; known && i < known->len; i++) {
    const ZbStoredCertificate *stored = known->pdata[i];
    if (stored->revoked || stored->uses != zb_certificate_uses (fresh) ||
        stored->not_after - now <= ZB_RENEWAL_AHEAD)
      continue;
    g_autoptr (ZbCertificate) one = parse (stored, error);
    if (!one)
      return NULL;
    if (zb_certificate_same_key (one, fresh))
      return g_steal_pointer (&one);
  }
  return NULL;
}

/* What another authority certified it renews itself: here would count what this one reads in it. */
static gboolean
check_own (ZbAuthority *authority, const ZbCertificate *old, GError **error)
{
  gboolean others = TRUE;
  const char *unit = NULL;

  if (zb_trust_find_unit (authority->options.trust, (ZbCertificate *)old, &others, &unit) &&
      !others)
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
               "the certificate of \"%s\" is another authority's: have it renewed there",
               zb_certificate_name (old));
  return FALSE;
}

/* Another term for @old over the key of @request. *@ret_known: it was there already. */
static ZbCertificate *
renew (ZbAuthority *authority,
       const ZbCertificate *old,
       GBytes *request,
       gint64 now,
       gboolean *ret_known,
       GError **error)
{
  ZbIssue issue = {
      .name = zb_certificate_name (old),
      .unit = zb_certificate_unit (old),
      .uses = zb_certificate_uses (old),
      .not_before = now - BACKDATED,
      .not_after = now + authority->options.certificate_days * DAY,
  };
  ZbGround ground = {.ground = ZB_GROUND_RENEWAL};
  GError *failure = NULL;

  if (!check_own (authority, old, error))
    return NULL;
  g_autoptr (ZbCertificate) fresh =
      zb_authority_certify (authority, request, &issue, &ground, error);
  g_autoptr (ZbCertificate) known = fresh ? find_renewed (authority, fresh, now, &failure) : NULL;

  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  *ret_known = known != NULL;
  return known ? g_steal_pointer (&known) : g_steal_pointer (&fresh);
}

/* The certificate whose key signed the request, which is of the person that asks. (transfer full)
 */
static ZbCertificate *
prove_signer (ZbAuthority *authority, const ZbRenewal *renewal, gint64 now, GError **error)
{
  gsize length = 0, size = 0;
  const void *request = g_bytes_get_data (renewal->signing_request, &length);
  const void *signature = renewal->signature ? g_bytes_get_data (renewal->signature, &size) : NULL;
  ZbSignatureInfo info = {0};

  if (!zb_signature_verify (signature, size, request, length, authority->options.trust,
                            ZB_USE_SIGNING, now, NULL, NULL, &info, error))
    return NULL;
  g_autoptr (ZbCertificate) signer = info.signer;
  if (strcmp (zb_certificate_name (signer), zb_certificate_name (renewal->tls)) == 0 &&
      g_strcmp0 (zb_certificate_unit (signer), zb_certificate_unit (renewal->tls)) == 0)
    return g_steal_pointer (&signer);
  fail (error, ZB_AUTHORITY_ERROR_WRONG_SIGNER,
        "the request is signed by somebody else than who asks");
  return NULL;
}

static gboolean
check_keys (const ZbRenewal *renewal,
            const ZbCertificate *old_signing,
            const ZbEnrolled *renewed,
            GError **error)
{
  const ZbCertificate *signing = renewed->signing, *tls = renewed->tls;
  gboolean mixed = (signing && zb_certificate_same_key (signing, renewal->tls)) ||
                   (signing && tls && zb_certificate_same_key (signing, tls)) ||
                   (old_signing && tls && zb_certificate_same_key (old_signing, tls));

  return !mixed || fail (error, ZB_AUTHORITY_ERROR_BAD_NAME,
                         "a key that signs must not also open connections");
}

static gboolean
keep (ZbAuthority *authority,
      ZbCertificate *certificate,
      gboolean known,
      const char *who,
      gint64 now,
      GError **error)
{
  return !certificate || known || zb_authority_keep (authority, certificate, who, now, error);
}

/* With the lock. */
static gboolean
renew_both (ZbAuthority *authority,
            const ZbRenewal *renewal,
            gint64 now,
            ZbEnrolled *renewed,
            GError **error)
{
  const char *who = zb_certificate_digest (renewal->tls);
  g_autoptr (ZbCertificate) signer = NULL;
  gboolean known_signing = FALSE, known_tls = FALSE;

  if (renewal->signing_request) {
    signer = prove_signer (authority, renewal, now, error);
    if (!signer || !check_due (authority, signer, now, error))
      return FALSE;
    renewed->signing =
        renew (authority, signer, renewal->signing_request, now, &known_signing, error);
    if (!renewed->signing)
      return FALSE;
  }
  if (renewal->tls_request) {
    if (!check_due (authority, renewal->tls, now, error))
      return FALSE;
    renewed->tls = renew (authority, renewal->tls, renewal->tls_request, now, &known_tls, error);
    if (!renewed->tls)
      return FALSE;
  }
  return check_keys (renewal, signer, renewed, error) &&
         keep (authority, renewed->signing, known_signing, who, now, error) &&
         keep (authority, renewed->tls, known_tls, who, now, error);
}

gboolean
zb_authority_renew (ZbAuthority *authority,
                    const ZbRenewal *renewal,
                    gint64 now,
                    ZbEnrolled *ret_renewed,
                    GError **error)
{
  ZbEnrolled renewed = {0};

  if (!renewal->signing_request && !renewal->tls_request)
    return fail (error, ZB_AUTHORITY_ERROR_BAD_NAME, "nothing is asked to be renewed");
  g_mutex_lock (&authority->lock);
  gboolean done = renew_both (authority, renewal, now, &renewed, error);
  g_mutex_unlock (&authority->lock);
  if (!done) {
    zb_enrolled_clear (&renewed);
    return FALSE;
  }
  renewed.who = g_strdup (zb_certificate_name (renewal->tls));
  *ret_renewed = renewed;
  return TRUE;
}
