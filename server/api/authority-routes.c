/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/post-document.h"
#include "server/api/reach.h"
#include "server/api/trust-document.h"
#include "server/authority/enrolment.h"
#include "server/authority/error.h"
#include "server/authority/invitation.h"
#include "server/store/certificate.h"

#include <string.h>

#define PAGE 100

/* The bytes of a base64 member; NULL if absent or empty. */
static GBytes *
get_bytes (const ZbJson *json, const char *name)
{
  const char *text = zb_json_get_string (json, name);
  gsize length = 0;
  guchar *data = text ? g_base64_decode (text, &length) : NULL;

  if (length > 0)
    return g_bytes_new_take (data, length);
  g_free (data);
  return NULL;
}

static gboolean
write_enrolled (ZbJsonWriter *json,
                const ZbService *service,
                const ZbEnrolled *enrolled,
                GError **error)
{
  g_autofree char *signing = zb_certificate_to_pem (enrolled->signing);
  g_autofree char *tls = zb_certificate_to_pem (enrolled->tls);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "who", enrolled->who);
  zb_json_writer_string (json, "signing_certificate", signing);
  zb_json_writer_string (json, "tls_certificate", tls);
  zb_json_writer_string (json, "chain", zb_authority_chain (service->authority));
  return zb_trust_document_write (json, "trust", service, error);
}

static void
enrol (ZbCall *call, const ZbEnrolment *enrolment)
{
  ZbEnrolled enrolled = {0};
  GError *error = NULL;

  if (!zb_authority_enrol (call->service->authority, enrolment, call->now, &enrolled, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  gboolean written = write_enrolled (json, call->service, &enrolled, &error);
  zb_enrolled_clear (&enrolled);
  if (written) {
    zb_call_answer_json (call, 201, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

void
zb_handle_enrolment (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (GBytes) signing = json ? get_bytes (json, "signing_request") : NULL;
  g_autoptr (GBytes) tls = json ? get_bytes (json, "tls_request") : NULL;
  const ZbActKey *key = NULL;

  if (!json || !zb_call_key (call, &key))
    return;
  ZbEnrolment enrolment = {
      .code = zb_json_get_string (json, "code"),
      .name = zb_json_get_string (json, "name"),
      .signing_request = signing,
      .tls_request = tls,
      .key = key ? key->key : NULL,
  };
  if (enrolment.code && signing && tls)
    enrol (call, &enrolment);
  else
    zb_call_fail (call, "missing-argument", "code, signing_request and tls_request are needed");
}

/* Certificates of enterprises by area; those of the bureau are no secret within it. */
static gboolean
may_see (ZbCall *call, const ZbStoredCertificate *certificate)
{
  gboolean may = FALSE;

  return !*certificate->unit || (zb_reach_code (call, certificate->unit, &may, NULL) && may);
}

void
zb_handle_certificates (ZbCall *call)
{
  ZbCertificateQuery query = {
      .unit = zb_request_query (call->request, "unit"),
      .after = zb_request_query (call->request, "cursor"),
      .limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE),
  };
  GError *error = NULL;
  g_autoptr (GPtrArray) certificates =
      zb_store_list_certificates (call->service->store, &query, &error);

  if (!certificates) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "certificates");
  for (guint i = 0; i < certificates->len; i++) {
    const ZbStoredCertificate *one = certificates->pdata[i];
    if (!may_see (call, one))
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "serial", one->serial);
    zb_json_writer_string (json, "digest", one->digest);
    zb_json_writer_string (json, "name", one->name);
    zb_json_writer_string (json, "unit", *one->unit ? one->unit : NULL);
    zb_json_writer_string (json, "use", (one->uses & ZB_USE_SIGNING) ? "signing" : "connection");
    zb_call_write_time (json, "not_before", one->not_before);
    zb_call_write_time (json, "not_after", one->not_after);
    zb_call_write_time (json, "revoked", one->revoked);
    zb_json_writer_string (json, "reason",
                           one->revoked ? zb_revocation_reason_name (one->reason) : NULL);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  if (certificates->len == query.limit) {
    const ZbStoredCertificate *last = certificates->pdata[certificates->len - 1];
    zb_json_writer_string (json, "next", last->digest);
  }
  zb_call_answer_json (call, 200, json);
}

/* Persons at the bureau are an administrator's affair: of one who administers every system that
 * the person works in. */
static gboolean
may_manage (ZbCall *call, const char *person, gboolean *ret_may, GError **error)
{
  g_autoptr (GPtrArray) posts = zb_store_list_posts (call->service->store, person, error);
  ZbGrant grant;

  if (!posts)
    return FALSE;
  *ret_may = (zb_identity_roles (&call->identity) & ZB_ROLE_ADMIN) != 0;
  for (guint i = 0; i < posts->len; i++)
    *ret_may = *ret_may && zb_grant_for (&grant, &call->identity, ZB_ROLE_ADMIN,
                                         ((const ZbStaff *)posts->pdata[i])->tenant);
  return TRUE;
}

/* Certificates of the node itself are not for the interface to revoke. */
static gboolean
may_revoke (ZbCall *call, const ZbStoredCertificate *certificate, gboolean *ret_may, GError **error)
{
  *ret_may = FALSE;
  if ((certificate->uses & (ZB_USE_SIGNING | ZB_USE_TLS_CLIENT)) == 0)
    return TRUE;
  if (!*certificate->unit)
    return may_manage (call, certificate->name, ret_may, error);
  return zb_reach_code (call, certificate->unit, ret_may, error);
}

void
zb_handle_revocation (ZbCall *call)
{
  const ZbService *service = call->service;
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbStoredCertificate) certificate = NULL;
  const ZbActKey *key;
  gboolean may = FALSE;
  GError *error = NULL;
  int reason;

  if (!json || !zb_call_key (call, &key))
    return;
  const char *name = zb_json_get_string (json, "reason");
  if (!zb_revocation_reason_parse (name ? name : "unspecified", &reason)) {
    zb_call_fail (call, "bad-argument",
                  "reason: unspecified, keyCompromise, affiliationChanged, superseded, "
                  "cessationOfOperation or privilegeWithdrawn");
    return;
  }
  certificate = zb_store_read_certificate_by_serial (service->store, NULL, call->parts[0], &error);
  if (certificate && may_revoke (call, certificate, &may, &error) && !may)
    zb_call_fail (call, "forbidden", certificate->name);
  else if (may && zb_authority_revoke (service->authority, certificate->serial, reason,
                                       zb_call_who (call), key, call->now, &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}

static void
answer_invitation (ZbCall *call, char *text, GError *error)
{
  ZbJsonWriter *json;

  if (!text) {
    zb_call_fail_error (call, error);
    return;
  }
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "invitation", text);
  g_free (text);
  zb_call_answer_json (call, 201, json);
}

/* The post that an invitation of staff gives; NULL after answering. */
static ZbStaff *
read_post (ZbCall *call, const ZbJson *json)
{
  GError *error = NULL;
  ZbStaff *post = zb_post_read (call->service->store, json, &error);
  ZbGrant grant;
  gboolean may = FALSE;

  if (post && zb_grant_for (&grant, &call->identity, ZB_ROLE_ADMIN, post->tenant) &&
      may_manage (call, post->person, &may, &error) && may)
    return post;
  if (!error)
    zb_call_fail (call, "forbidden", post->tenant);
  else
    zb_call_fail_error (call, error);
  g_clear_pointer (&post, zb_staff_free);
  return NULL;
}

static void
invite_staff (ZbCall *call, const ZbJson *json, const ZbInviting *inviting)
{
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);
  ZbStaff *post = read_post (call, json);
  GError *error = NULL;

  if (!post)
    return;
  g_ptr_array_add (posts, post);
  char *text = zb_authority_invite_staff (call->service->authority, posts, inviting, &error);
  answer_invitation (call, text, error);
}

static void
invite_unit (ZbCall *call, const char *unit, const ZbInviting *inviting)
{
  GError *error = NULL;
  gboolean may = FALSE;

  if (!zb_reach_code (call, unit, &may, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  if (!may) {
    zb_call_fail (call, "forbidden", unit);
    return;
  }
  char *text = zb_authority_invite_unit (call->service->authority, unit, inviting, &error);
  answer_invitation (call, text, error);
}

void
zb_handle_invitation (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  ZbInviting inviting = {0};

  if (!json || !zb_call_key (call, &inviting.key))
    return;
  const char *unit = zb_json_get_string (json, "unit");
  gint64 days = zb_json_integer (zb_json_get (json, "days"), ZB_INVITATION_DEFAULT_DAYS);
  if (days < 1 || days > ZB_INVITATION_MAX_DAYS) {
    zb_call_fail (call, "bad-argument", "days");
    return;
  }
  inviting.now = call->now;
  inviting.days = (guint)days;
  inviting.who = zb_call_who (call);
  if (unit)
    invite_unit (call, unit, &inviting);
  else
    invite_staff (call, json, &inviting);
}
