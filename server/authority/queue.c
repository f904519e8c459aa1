/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/queue.h"

#include "exchange/digest.h"
#include "server/authority/authority-private.h"
#include "server/register/register.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define BACKDATED (10 * 60 * G_TIME_SPAN_SECOND)

enum { SIGNING, TLS, N_CERTIFICATES };

gboolean
zb_authority_check_text (const char *name, const char *text, GError **error)
{
  gboolean sound =
      g_utf8_validate (text, -1, NULL) && *text && g_utf8_strlen (text, -1) <= ZB_ASKING_MAX_TEXT;

  for (const char *c = text; sound && *c; c = g_utf8_next_char (c))
    sound = !g_unichar_iscntrl (g_utf8_get_char (c));
  if (!sound)
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
                 "%s: a text of 1 to %d characters is expected", name, ZB_ASKING_MAX_TEXT);
  return sound;
}

static ZbIssue
describe (const ZbAuthority *authority, const ZbAsking *asking, ZbCertificateUse use, gint64 now)
{
  return (ZbIssue){
      .name = asking->person,
      .unit = asking->unit,
      .uses = use,
      .not_before = now - BACKDATED,
      .not_after = now + authority->options.certificate_days * DAY,
  };
}

/* Both certificates, which are nobody's until they are kept. */
static gboolean
certify (ZbAuthority *authority,
         const ZbAsking *asking,
         const ZbGround *ground,
         gint64 now,
         ZbCertificate *ret_certificates[N_CERTIFICATES],
         GError **error)
{
  ZbIssue issue = describe (authority, asking, ZB_USE_SIGNING, now);
  g_autoptr (ZbCertificate) signing =
      zb_authority_certify (authority, asking->signing_request, &issue, ground, error);

  issue.uses = ZB_USE_TLS_CLIENT;
  g_autoptr (ZbCertificate) tls =
      signing ? zb_authority_certify (authority, asking->tls_request, &issue, ground, error) : NULL;
  if (!tls)
    return FALSE;
  ret_certificates[SIGNING] = g_steal_pointer (&signing);
  ret_certificates[TLS] = g_steal_pointer (&tls);
  return TRUE;
}

/* Whether both could be issued, which nobody does before two persons have said so. */
static gboolean
check_requests (const ZbAuthority *authority, const ZbAsking *asking, gint64 now, GError **error)
{
  ZbIssue signing = describe (authority, asking, ZB_USE_SIGNING, now);
  ZbIssue tls = describe (authority, asking, ZB_USE_TLS_CLIENT, now);
  g_autoptr (GBytes) signing_key = NULL;
  g_autoptr (GBytes) tls_key = NULL;

  if (!zb_authority_vet (authority, asking->signing_request, error) ||
      !zb_authority_vet (authority, asking->tls_request, error) ||
      !zb_issuer_check (asking->signing_request, &signing, &signing_key, error) ||
      !zb_issuer_check (asking->tls_request, &tls, &tls_key, error))
    return FALSE;
  if (!g_bytes_equal (signing_key, tls_key))
    return TRUE;
  g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_BAD_NAME,
               "tls_request: it is for the key that signs; make another");
  return FALSE;
}

/* Nobody is to approve what could not be issued. */
static gboolean
check_asking (ZbAuthority *authority, const ZbAsking *asking, gint64 now, GError **error)
{
  g_autofree char *day = zb_register_day_at (now);
  GError *failure = NULL;

  if (!zb_authority_check_units (authority, error))
    return FALSE;
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (authority->options.store, asking->unit, day, &failure);

  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    g_set_error (&failure, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_UNKNOWN_UNIT,
                 "%s is not in the register", asking->unit);
  }
  if (!unit) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return zb_authority_check_text ("name", asking->person, error) &&
         zb_authority_check_text ("contact", asking->contact, error) &&
         check_requests (authority, asking, now, error);
}

char *
zb_authority_ask (ZbAuthority *authority, const ZbAsking *asking, gint64 now, GError **error)
{
  g_autofree char *signing = zb_digest_hex_of_bytes (asking->signing_request);
  g_autofree char *tls = zb_digest_hex_of_bytes (asking->tls_request);
  g_autofree char *both = g_strjoin ("\n", asking->unit, asking->person, signing, tls, NULL);
  g_autofree char *handle = zb_digest_hex_of (both, strlen (both));
  ZbStoredRequest request = {
      .handle = handle,
      .unit = (char *)asking->unit,
      .person = (char *)asking->person,
      .contact = (char *)asking->contact,
      .signing = asking->signing_request,
      .tls = asking->tls_request,
  };
  ZbAct act = {.kind = ZB_ACT_REQUEST, .what = &request, .time = now, .who = "public"};
  GError *failure = NULL;

  if (!check_asking (authority, asking, now, error))
    return NULL;
  if (zb_store_commit_one (authority->options.store, &act, NULL, &failure))
    return g_steal_pointer (&handle);
  if (g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA)) {
    g_set_error_literal (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_QUEUE_FULL,
                         failure->message);
    g_error_free (failure);
  } else {
    g_propagate_error (error, failure);
  }
  return NULL;
}

static gboolean
commit (ZbAuthority *authority,
        ZbActKind kind,
        gconstpointer what,
        const char *const *records,
        const ZbDecider *decider,
        GError **error)
{
  ZbAct act = {
      .kind = kind,
      .what = what,
      .time = decider->now,
      .who = decider->who,
      .records = records,
      .key = decider->key,
  };

  return zb_store_commit_one (authority->options.store, &act, NULL, error);
}

/* The second approval: what it issues goes into the same act. */
static gboolean
issue (ZbAuthority *authority,
       const ZbStoredRequest *request,
       const ZbDecider *decider,
       ZbCertificate *const certificates[N_CERTIFICATES],
       GError **error)
{
  g_autofree char *day = zb_register_day_at (decider->now);
  g_autofree char *record1 = zb_authority_issue_record (certificates[SIGNING], decider->now);
  g_autofree char *record2 = zb_authority_issue_record (certificates[TLS], decider->now);
  const char *const records[] = {record1, record2, NULL};
  const ZbStoredCertificate stored[N_CERTIFICATES] = {
      zb_authority_describe (authority, certificates[SIGNING]),
      zb_authority_describe (authority, certificates[TLS]),
  };
  ZbMandate mandates[2];
  ZbRequestApproval approval = {
      .request = request->id,
      .person = decider->person,
      .certificates = stored,
      .n_certificates = N_CERTIFICATES,
      .mandates = mandates,
  };

  return zb_authority_fill_mandates (authority, request->unit, request->person, day, mandates,
                                     &approval.n_mandates, error) &&
         commit (authority, ZB_ACT_REQUEST_APPROVAL, &approval, records, decider, error);
}

static gboolean
approve_second (ZbAuthority *authority,
                const ZbStoredRequest *request,
                const ZbDecider *decider,
                GError **error)
{
  ZbAsking asking = {request->unit, request->person, request->contact, request->signing,
                     request->tls};
  ZbGround ground = {ZB_GROUND_APPROVAL, {request->first, decider->person}};
  ZbCertificate *certificates[N_CERTIFICATES] = {0};

  if (strcmp (request->first, decider->person) == 0) {
    g_set_error (error, ZB_AUTHORITY_ERROR, ZB_AUTHORITY_ERROR_SAME_PERSON,
                 "%s approved it before: another person is needed", decider->person);
    return FALSE;
  }
  if (!certify (authority, &asking, &ground, decider->now, certificates, error))
    return FALSE;
  gboolean issued = issue (authority, request, decider, certificates, error);
  for (guint i = 0; i < N_CERTIFICATES; i++)
    zb_certificate_unref (certificates[i]);
  return issued;
}

gboolean
zb_authority_approve (ZbAuthority *authority,
                      const ZbStoredRequest *request,
                      const ZbDecider *decider,
                      GError **error)
{
  ZbRequestApproval first = {.request = request->id, .person = decider->person};

  if (zb_stored_request_has_expired (request, decider->now)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "request %" G_GINT64_FORMAT " has expired", request->id);
    return FALSE;
  }
  if (request->first)
    return approve_second (authority, request, decider, error);
  return commit (authority, ZB_ACT_REQUEST_APPROVAL, &first, NULL, decider, error);
}

gboolean
zb_authority_reject (ZbAuthority *authority,
                     const ZbStoredRequest *request,
                     const char *reason,
                     const ZbDecider *decider,
                     GError **error)
{
  ZbRequestRejection rejection = {request->id, decider->person, reason};

  return zb_authority_check_text ("reason", reason, error) &&
         commit (authority, ZB_ACT_REQUEST_REJECTION, &rejection, NULL, decider, error);
}
