/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/enrolment.h"

#include "exchange/digest.h"
#include "server/authority/authority-private.h"
#include "server/authority/invitation-code.h"
#include "server/authority/registration.h"
#include "server/register/register.h"
#include "server/store/invitation.h"
#include "server/store/leaf.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
/* The client's clock may be behind ours. */
#define BACKDATED (10 * 60 * G_TIME_SPAN_SECOND)

enum { SIGNING, TLS, N_CERTIFICATES };

/* Where the digest of a certificate stands in the record of its issue, counted in words. */
#define RECORD_DIGEST 4

void
zb_enrolled_clear (ZbEnrolled *enrolled)
{
  g_clear_pointer (&enrolled->who, g_free);
  g_clear_pointer (&enrolled->signing, zb_certificate_unref);
  g_clear_pointer (&enrolled->tls, zb_certificate_unref);
}

static gboolean
fail_spent (GError **error)
{
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_SPENT,
               "the invitation is used, expired or out of tries: ask for another");
  return FALSE;
}

/* Counts a wrong code against the invitation it was meant for. */
static gboolean
count_try (ZbAuthority *authority, const ZbInvitation *invitation, gint64 now, GError **error)
{
  ZbInvitationTry what = {invitation->handle};
  ZbAct act = {.kind = ZB_ACT_INVITATION_TRY, .what = &what, .time = now, .who = "enrolment"};
  ZbActResult result = {0};
  GError *failure = NULL;
  gboolean counted = zb_store_commit_one (authority->options.store, &act, &result, &failure);

  zb_act_result_clear (&result);
  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_EXPIRED)) {
    g_clear_error (&failure);
    return fail_spent (error);
  }
  if (counted)
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_WRONG_CODE,
                 "the code is wrong; tries left: %u", invitation->tries - 1);
  else
    g_propagate_error (error, failure);
  return FALSE;
}

/* The invitation that @text is the code of, spent or not. */
static ZbInvitation *
find_invitation (ZbAuthority *authority, const char *text, gint64 now, GError **error)
{
  ZbInvitationCode code;
  GError *failure = NULL;
  g_autoptr (ZbInvitation) invitation = NULL;

  if (!zb_invitation_code_read (text, &code)) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_WRONG_CODE,
                 "this is no invitation code");
    return NULL;
  }
  g_autofree char *handle = zb_invitation_code_handle (&code);
  g_autofree char *digest = zb_invitation_code_digest (&code);
  invitation = zb_store_read_invitation (authority->options.store, handle, &failure);
  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_WRONG_CODE, "the code is wrong");
  }
  if (!invitation) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (strcmp (invitation->code_digest, digest) == 0)
    return g_steal_pointer (&invitation);
  if (invitation->used || invitation->tries == 0 || invitation->expires < now)
    fail_spent (error);
  else
    count_try (authority, invitation, now, error);
  return NULL;
}

static const char *
name_of (const ZbInvitation *invitation, const ZbEnrolment *enrolment, GError **error)
{
  gboolean given = enrolment->name && *enrolment->name;

  if (enrolment->signing_certificate)
    return zb_certificate_name (enrolment->signing_certificate);
  if (!*invitation->unit) {
    if (!given || strcmp (enrolment->name, invitation->person) == 0)
      return invitation->person;
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "the invitation is for %s, not for %s", invitation->person, enrolment->name);
    return NULL;
  }
  if (!given) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "name: the person's name is missing");
    return NULL;
  }
  for (const char *c = enrolment->name; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c))) {
      g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                   "name: control characters are not taken");
      return NULL;
    }
  return enrolment->name;
}

/* Whether the request is made with the key of the certificate that is there already. */
static gboolean
prove_key (const ZbAuthority *authority,
           const ZbEnrolment *enrolment,
           const ZbIssue *issue,
           GError **error)
{
  g_autoptr (GBytes) public = NULL;

  if (!zb_authority_vet (authority, enrolment->signing_request, error) ||
      !zb_issuer_check (enrolment->signing_request, issue, &public, error))
    return FALSE;
  g_autoptr (ZbKey) key = zb_key_read_public (public, error);
  if (!key)
    return FALSE;
  if (zb_key_fits (key, enrolment->signing_certificate))
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_WRONG_SIGNER,
               "signing_request: it is not made with the key of the certificate of \"%s\"",
               zb_certificate_name (enrolment->signing_certificate));
  return FALSE;
}

/* The certificate that is there already, if another authority that is trusted here gave it to the
 * unit. (transfer full) */
static ZbCertificate *
adopt (ZbAuthority *authority,
       const ZbInvitation *invitation,
       const ZbEnrolment *enrolment,
       const ZbIssue *issue,
       gint64 now,
       GError **error)
{
  ZbCertificate *certificate = enrolment->signing_certificate;
  ZbRegistrant registrant;

  if (!prove_key (authority, enrolment, issue, error) ||
      !zb_authority_read_registrant (authority, certificate, now, &registrant, error))
    return NULL;
  if (registrant.use == ZB_USE_SIGNING && strcmp (registrant.unit, invitation->unit) == 0)
    return zb_certificate_ref (certificate);
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
               "the certificate of \"%s\" is not one to sign for %s, for which the invitation is",
               zb_certificate_name (certificate),
               *invitation->unit ? invitation->unit : invitation->person);
  return NULL;
}

static gboolean
certify (ZbAuthority *authority,
         const ZbInvitation *invitation,
         const ZbEnrolment *enrolment,
         gint64 now,
         ZbEnrolled *enrolled,
         GError **error)
{
  const char *name = name_of (invitation, enrolment, error);
  ZbIssue issue = {
      .name = name,
      .unit = *invitation->unit ? invitation->unit : NULL,
      .uses = ZB_USE_SIGNING,
      .not_before = now - BACKDATED,
      .not_after = now + authority->options.certificate_days * DAY,
  };
  ZbGround ground = {.ground = ZB_GROUND_INVITATION};

  if (!name)
    return FALSE;
  enrolled->signing =
      enrolment->signing_certificate
          ? adopt (authority, invitation, enrolment, &issue, now, error)
          : zb_authority_certify (authority, enrolment->signing_request, &issue, &ground, error);
  if (!enrolled->signing)
    return FALSE;
  issue.uses = ZB_USE_TLS_CLIENT;
  enrolled->tls = zb_authority_certify (authority, enrolment->tls_request, &issue, &ground, error);
  if (!enrolled->tls)
    return FALSE;
  if (!zb_certificate_same_key (enrolled->signing, enrolled->tls))
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
               "tls_request: it is for the key that signs; make another");
  return FALSE;
}

gboolean
zb_authority_fill_mandates (ZbAuthority *authority,
                            const char *unit,
                            const char *person,
                            const char *day,
                            ZbMandate mandates[2],
                            guint *ret_n,
                            GError **error)
{
  static const ZbMandateRole roles[] = {ZB_MANDATE_PREPARER, ZB_MANDATE_LEGAL_SIGNER};

  *ret_n = 0;
  if (!*unit)
    return TRUE;
  g_autoptr (ZbUnit) known = zb_store_read_unit (authority->options.store, unit, day, error);
  if (!known)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    mandates[i] = (ZbMandate){
        .tenant = (char *)"*",
        .unit = known->id,
        .holder = (char *)unit,
        .person = (char *)person,
        .role = roles[i],
        .from_day = (char *)day,
    };
  *ret_n = G_N_ELEMENTS (roles);
  return TRUE;
}

static char *
digest_of_request (const ZbEnrolment *enrolment)
{
  g_autofree char *signing = zb_digest_hex_of_bytes (enrolment->signing_request);
  g_autofree char *tls = zb_digest_hex_of_bytes (enrolment->tls_request);
  g_autofree char *text =
      g_strjoin ("\n", enrolment->code, enrolment->name ? enrolment->name : "", signing, tls, NULL);

  return zb_digest_hex_of (text, strlen (text));
}

/* The certificate whose issue was logged at @leaf. */
static ZbCertificate *
recall (ZbStore *store, guint64 leaf, GError **error)
{
  g_autoptr (ZbLeaf) stored = zb_store_read_leaf (store, leaf, error);
  gsize length = 0;

  if (!stored)
    return NULL;
  g_auto (GStrv) words = g_strsplit (stored->record, " ", -1);
  const char *digest = g_strv_length (words) > RECORD_DIGEST ? words[RECORD_DIGEST] : "";
  g_autoptr (ZbStoredCertificate) certificate = zb_store_read_certificate (store, digest, error);
  if (!certificate)
    return NULL;
  const void *der = g_bytes_get_data (certificate->der, &length);
  return zb_certificate_read (der, length, error);
}

/* What was issued when this was asked the first time takes the place of what was certified now. */
static gboolean
recall_both (ZbStore *store, const ZbActResult *result, ZbEnrolled *enrolled, GError **error)
{
  g_clear_pointer (&enrolled->signing, zb_certificate_unref);
  g_clear_pointer (&enrolled->tls, zb_certificate_unref);
  enrolled->signing = recall (store, result->first_leaf + SIGNING, error);
  if (enrolled->signing)
    enrolled->tls = recall (store, result->first_leaf + TLS, error);
  return enrolled->tls != NULL;
}

static gboolean
commit (ZbAuthority *authority, const ZbAct *act, ZbEnrolled *enrolled, GError **error)
{
  ZbActResult result = {0};
  GError *failure = NULL;
  gboolean kept = zb_store_commit_one (authority->options.store, act, &result, &failure);

  if (kept && result.repeated)
    kept = recall_both (authority->options.store, &result, enrolled, &failure);
  zb_act_result_clear (&result);
  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_EXPIRED)) {
    g_clear_error (&failure);
    return fail_spent (error);
  }
  if (failure)
    g_propagate_error (error, failure);
  return kept;
}

/* With the lock: spends @invitation for what was certified. */
static gboolean
spend (ZbAuthority *authority,
       const ZbInvitation *invitation,
       const ZbEnrolment *enrolment,
       gint64 now,
       ZbEnrolled *enrolled,
       GError **error)
{
  g_autofree char *day = zb_register_day_at (now);
  g_autofree char *request = digest_of_request (enrolment);
  g_autofree char *who = g_strconcat ("invitation ", invitation->handle, NULL);
  g_autofree char *record1 = enrolment->signing_certificate
                                 ? zb_registration_record (enrolled->signing, invitation->unit, now)
                                 : zb_authority_issue_record (enrolled->signing, now);
  g_autofree char *record2 = zb_authority_issue_record (enrolled->tls, now);
  const char *const records[] = {[SIGNING] = record1, [TLS] = record2, NULL};
  ZbStoredCertificate certificates[N_CERTIFICATES] = {
      [SIGNING] = enrolment->signing_certificate
                      ? zb_registration_describe (authority, enrolled->signing, invitation->unit)
                      : zb_authority_describe (authority, enrolled->signing),
      [TLS] = zb_authority_describe (authority, enrolled->tls),
  };
  ZbMandate mandates[2];
  ZbActKey key = {who, enrolment->key ? enrolment->key : request, request};
  ZbInvitationUse use = {
      .invitation = invitation->id,
      .certificates = certificates,
      .n_certificates = N_CERTIFICATES,
      .mandates = mandates,
  };
  ZbAct act = {
      .kind = ZB_ACT_INVITATION_USE,
      .what = &use,
      .time = now,
      .who = who,
      .records = records,
      .key = &key,
  };

  return zb_authority_fill_mandates (authority, invitation->unit,
                                     zb_certificate_name (enrolled->signing), day, mandates,
                                     &use.n_mandates, error) &&
         commit (authority, &act, enrolled, error);
}

static char *
describe_who (ZbAuthority *authority, const ZbInvitation *invitation, gint64 now)
{
  g_autofree char *day = zb_register_day_at (now);

  if (!*invitation->unit)
    return g_strdup_printf ("staff %s", invitation->person);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (authority->options.store, invitation->unit, day, NULL);
  const char *name = unit ? zb_unit_attribute (unit, "name") : NULL;
  return g_strdup_printf ("%s %s", invitation->unit, name ? name : "");
}

gboolean
zb_authority_enrol (ZbAuthority *authority,
                    const ZbEnrolment *enrolment,
                    gint64 now,
                    ZbEnrolled *ret_enrolled,
                    GError **error)
{
  ZbEnrolled enrolled = {0};

  g_mutex_lock (&authority->lock);
  g_autoptr (ZbInvitation) invitation = find_invitation (authority, enrolment->code, now, error);
  gboolean done = invitation && certify (authority, invitation, enrolment, now, &enrolled, error) &&
                  spend (authority, invitation, enrolment, now, &enrolled, error);
  g_mutex_unlock (&authority->lock);
  if (!done) {
    zb_enrolled_clear (&enrolled);
    return FALSE;
  }
  enrolled.who = describe_who (authority, invitation, now);
  *ret_enrolled = enrolled;
  return TRUE;
}
