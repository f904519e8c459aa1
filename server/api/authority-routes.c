/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/post-document.h"
#include "server/api/reach.h"
#include "server/api/managing.h"
#include "server/api/motion-handlers.h"
#include "server/api/trust-document.h"
#include "server/authority/enrolment.h"
#include "server/authority/error.h"
#include "server/authority/invitation.h"

#include <string.h>

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
    if (zb_call_await_responder (call, error)) {
      g_error_free (error);
      return;
    }
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

/* "signing_certificate": one that is there already, or none. FALSE after answering what it is. */
static gboolean
read_own_certificate (ZbCall *call, const ZbJson *json, ZbCertificate **ret_certificate)
{
  g_autoptr (GBytes) bytes = zb_call_json_bytes (json, "signing_certificate");

  *ret_certificate =
      bytes ? zb_call_read_certificate (call, bytes,
                                        "signing_certificate: DER or PEM in base64 is expected")
            : NULL;
  return !bytes || *ret_certificate;
}

void
zb_handle_enrolment (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (GBytes) signing = json ? zb_call_json_bytes (json, "signing_request") : NULL;
  g_autoptr (GBytes) tls = json ? zb_call_json_bytes (json, "tls_request") : NULL;
  g_autoptr (ZbCertificate) own = NULL;
  const ZbActKey *key = NULL;

  if (!json || !read_own_certificate (call, json, &own) || !zb_call_key (call, &key))
    return;
  ZbEnrolment enrolment = {
      .code = zb_json_get_string (json, "code"),
      .name = zb_json_get_string (json, "name"),
      .signing_request = signing,
      .signing_certificate = own,
      .tls_request = tls,
      .key = key ? key->key : NULL,
  };
  if (enrolment.code && signing && tls)
    enrol (call, &enrolment);
  else
    zb_call_fail (call, "missing-argument", "code, signing_request and tls_request are needed");
}

gboolean
zb_may_manage (ZbCall *call, const char *person, gboolean *ret_may, GError **error)
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

/* Whether the caller administers what @post is in; FALSE after answering. */
static gboolean
may_appoint (ZbCall *call, const ZbStaff *post)
{
  GError *error = NULL;
  ZbGrant grant;
  gboolean may = FALSE;

  if (zb_grant_for (&grant, &call->identity, ZB_ROLE_ADMIN, post->tenant) &&
      zb_may_manage (call, post->person, &may, &error) && may)
    return TRUE;
  if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "forbidden", post->tenant);
  return FALSE;
}

static char *
describe_post (const ZbStaff *post)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s %s", post->person, post->role, post->tenant);
  for (guint i = 0; i < post->areas->len; i++)
    g_string_append_printf (text, "%c%s", i == 0 ? ' ' : ',', (char *)post->areas->pdata[i]);
  return g_string_free (text, FALSE);
}

/* TRUE if another person has to approve it, after answering. */
static gboolean
defer_post (ZbCall *call, const ZbStaff *post, guint days)
{
  ZbJsonWriter *details = zb_json_writer_new ();
  g_autofree char *subject = describe_post (post);

  zb_json_writer_begin_object (details, NULL);
  zb_post_write (details, post);
  zb_json_writer_integer (details, "days", days);
  zb_json_writer_end_object (details);
  return zb_motion_defer (
      call,
      &(ZbMotion){.kind = (char *)ZB_MOTION_APPOINT, .tenant = post->tenant, .subject = subject},
      details);
}

static void
invite_staff (ZbCall *call, const ZbJson *json, const ZbInviting *inviting)
{
  g_autoptr (GPtrArray) posts = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_staff_free);
  GError *error = NULL;
  ZbStaff *post = zb_post_read (call->service->store, json, &error);

  if (!post) {
    zb_call_fail_error (call, error);
    return;
  }
  g_ptr_array_add (posts, post);
  if (!inviting->second && (!may_appoint (call, post) || defer_post (call, post, inviting->days)))
    return;
  char *text = zb_authority_invite_staff (call->service->authority, posts, inviting, &error);
  answer_invitation (call, text, error);
}

/* TRUE if another person has to approve it, after answering. */
static gboolean
defer_unit (ZbCall *call, const ZbUnit *unit, guint days)
{
  ZbJsonWriter *details = zb_json_writer_new ();
  const char *name = zb_unit_attribute (unit, "name");
  g_autofree char *subject = g_strjoin (" ", unit->code, name, NULL);

  zb_json_writer_begin_object (details, NULL);
  zb_json_writer_string (details, "unit", unit->code);
  zb_json_writer_integer (details, "days", days);
  zb_json_writer_end_object (details);
  return zb_motion_defer (
      call, &(ZbMotion){.kind = (char *)ZB_MOTION_INVITE, .unit = unit->code, .subject = subject},
      details);
}

static void
invite_unit (ZbCall *call, const char *code, const ZbInviting *inviting)
{
  g_autoptr (ZbUnit) unit = zb_reach_registered (call, code);
  GError *error = NULL;

  if (!unit || (!inviting->second && defer_unit (call, unit, inviting->days)))
    return;
  char *text = zb_authority_invite_unit (call->service->authority, code, inviting, &error);
  answer_invitation (call, text, error);
}

void
zb_invite (ZbCall *call, const ZbJson *json, const ZbSecond *second)
{
  ZbInviting inviting = {.now = call->now, .who = zb_call_who (call), .second = second};
  const char *unit = zb_json_get_string (json, "unit");
  gint64 days = zb_json_integer (zb_json_get (json, "days"), ZB_INVITATION_DEFAULT_DAYS);

  if (!zb_call_key (call, &inviting.key))
    return;
  if (days < 1 || days > ZB_INVITATION_MAX_DAYS) {
    zb_call_fail (call, "bad-argument", "days");
    return;
  }
  inviting.days = (guint)days;
  if (unit)
    invite_unit (call, unit, &inviting);
  else
    invite_staff (call, json, &inviting);
}

void
zb_handle_invitation (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);

  if (json)
    zb_invite (call, json, NULL);
}
