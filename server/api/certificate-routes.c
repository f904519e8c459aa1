/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/certificate-handlers.h"
#include "server/api/mandate-words.h"
#include "server/api/managing.h"
#include "server/api/motion-handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/authority/authority.h"
#include "server/register/register.h"
#include "server/store/certificate.h"
#include "server/store/submission.h"

#include <string.h>

#define PAGE 100
#define DIGEST_LENGTH 64
#define UNIT_LENGTH 18
#define DAY_LENGTH 10

/* Certificates of enterprises by area; those of the bureau are no secret within it. An enterprise
 * sees its own, the bureau's and the node's, and those of whom it is an agent for. */
static gboolean
may_see (ZbCall *call, const ZbStoredCertificate *certificate)
{
  gboolean may = FALSE;

  if (!*certificate->unit)
    return TRUE;
  if (call->identity.kind == ZB_KIND_STAFF)
    return zb_reach_code (call, certificate->unit, &may, NULL) && may;
  if (strcmp (call->identity.unit, certificate->unit) == 0)
    return TRUE;
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, certificate->unit, day, NULL);
  return unit && zb_reach_tenant (call, unit, NULL, NULL, &may, NULL) && may;
}

static const char *
state_of (const ZbStoredCertificate *certificate, gint64 now)
{
  if (certificate->revoked)
    return certificate->reason == ZB_REASON_HOLD ? "suspended" : "revoked";
  return certificate->not_after < now ? "expired" : "valid";
}

static const char *
use_of (const ZbStoredCertificate *certificate)
{
  static const struct {
    guint use;
    const char *name;
  } names[] = {
      {ZB_USE_SIGNING, "signing"},
      {ZB_USE_RECEIPT, "receipts"},
      {ZB_USE_TIMESTAMP, "time-stamps"},
      {ZB_USE_OCSP, "ocsp"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (certificate->uses & names[i].use)
      return names[i].name;
  return "connection";
}

/* What whoever holds it may sign, for the unit that it names. A unit that is in no register today
 * gives no mandates. */
static void
write_mandates (ZbJsonWriter *json, ZbCall *call, const ZbStoredCertificate *one)
{
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit = NULL;

  if (!*one->unit || (one->uses & ZB_USE_SIGNING) == 0)
    return;
  unit = zb_store_read_unit (call->service->store, one->unit, day, NULL);
  if (unit)
    zb_words_mandates (json, call->service->store, unit, one->unit, one->name, NULL);
}

static void
write_certificate (ZbJsonWriter *json, ZbCall *call, const ZbStoredCertificate *one, gboolean whole)
{
  gint64 now = call->now;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "serial", one->serial);
  zb_json_writer_string (json, "digest", one->digest);
  zb_json_writer_string (json, "name", one->name);
  zb_json_writer_string (json, "unit", *one->unit ? one->unit : NULL);
  zb_json_writer_string (json, "use", use_of (one));
  zb_json_writer_string (json, "state", state_of (one, now));
  zb_call_write_time (json, "not_before", one->not_before);
  zb_call_write_time (json, "not_after", one->not_after);
  zb_call_write_time (json, "revoked", one->revoked);
  zb_json_writer_string (json, "reason",
                         one->revoked ? zb_revocation_reason_name (one->reason) : NULL);
  if (whole) {
    zb_json_writer_string (json, "issuer", *one->issuer ? one->issuer : NULL);
    zb_json_writer_bytes (json, "certificate", one->der);
    write_mandates (json, call, one);
  }
  zb_json_writer_end_object (json);
}

/* Those of @certificates that the caller may see, and where the list goes on. */
static void
answer_list (ZbCall *call, GPtrArray *certificates, guint limit, gboolean whole)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "certificates");
  for (guint i = 0; i < certificates->len; i++)
    if (may_see (call, certificates->pdata[i]))
      write_certificate (json, call, certificates->pdata[i], whole);
  zb_json_writer_end_array (json);
  if (certificates->len == limit) {
    const ZbStoredCertificate *last = certificates->pdata[limit - 1];
    zb_json_writer_string (json, "next", last->digest);
  }
  zb_call_answer_json (call, 200, json);
}

static void
list_certificates (ZbCall *call, const char *unit, gboolean whole)
{
  ZbCertificateQuery query = {
      .unit = unit,
      .after = zb_request_query (call->request, "cursor"),
      .limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE),
  };
  GError *error = NULL;
  g_autoptr (GPtrArray) certificates =
      zb_store_list_certificates (call->service->store, &query, &error);

  if (certificates)
    answer_list (call, certificates, query.limit, whole);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_certificates (ZbCall *call)
{
  list_certificates (call, zb_request_query (call->request, "unit"), FALSE);
}

/* By SHA-256, by serial number, or all of a unit by its 统一社会信用代码. */
void
zb_handle_certificate_query (ZbCall *call)
{
  const char *what = call->parts[0];
  ZbStore *store = call->service->store;
  GError *error = NULL;
  g_autoptr (ZbStoredCertificate) one = NULL;

  if (strlen (what) == UNIT_LENGTH) {
    list_certificates (call, what, TRUE);
    return;
  }
  g_autofree char *id = g_ascii_strdown (what, -1);
  one = strlen (id) == DIGEST_LENGTH
            ? zb_store_read_certificate (store, id, &error)
            : zb_store_read_certificate_by_serial (store, NULL, id, &error);
  if (!one) {
    zb_call_fail_error (call, error);
    return;
  }
  if (!may_see (call, one)) {
    zb_call_fail (call, "not-found", what);
    return;
  }
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_add (list, one);
  answer_list (call, list, 0, TRUE);
}

/* since=: a moment, or a day from its beginning; all that ever came where it is not given. FALSE
 * after answering. */
static gboolean
read_since (ZbCall *call, gint64 *ret_since)
{
  const char *text = zb_request_query (call->request, "since");
  g_autofree char *midnight =
      text && strlen (text) == DAY_LENGTH ? g_strconcat (text, "T00:00:00+08:00", NULL) : NULL;

  *ret_since = 0;
  if (!text || zb_time_parse (midnight ? midnight : text, ret_since, NULL))
    return TRUE;
  zb_call_fail (call, "bad-argument", "since: 2024-07-05 or 2024-07-05T12:00:00+08:00");
  return FALSE;
}

static void
write_message (ZbJsonWriter *json,
               ZbCall *call,
               const ZbStoredCertificate *certificate,
               const ZbMessage *message)
{
  gboolean carried = strcmp (message->carrier, certificate->digest) == 0;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "sender", message->sender);
  zb_json_writer_string (json, "message", message->message_id);
  zb_json_writer_string (json, "part", carried ? "carried" : "signed");
  zb_json_writer_string (json, "tenant", message->tenant);
  zb_json_writer_string (json, "form", message->form);
  zb_json_writer_string (json, "period", message->period);
  zb_call_write_time (json, "received", message->received);
  zb_json_writer_string (json, "refusal", message->refusal);
  if (message->version != 0)
    zb_json_writer_integer (json, "report", message->version);
  zb_json_writer_string (json, "digest", message->digest);
  zb_json_writer_end_object (json);
}

/* An agent's key has signed for others: only the unit that it names is told of all of it. */
static gboolean
may_ask_for_messages (ZbCall *call, const ZbStoredCertificate *certificate)
{
  if (call->identity.kind == ZB_KIND_STAFF)
    return may_see (call, certificate);
  return g_strcmp0 (call->identity.unit, certificate->unit) == 0;
}

/* What may have come of a key that somebody else has had. */
void
zb_handle_certificate_messages (ZbCall *call)
{
  ZbStore *store = call->service->store;
  guint limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE);
  g_autofree char *serial = g_ascii_strdown (call->parts[0], -1);
  GError *error = NULL;
  gint64 since, after;

  if (!read_since (call, &since) || !zb_call_after (call, "cursor", &after))
    return;
  g_autoptr (ZbStoredCertificate) one =
      zb_store_read_certificate_by_serial (store, NULL, serial, &error);
  if (one && !may_ask_for_messages (call, one)) {
    zb_call_fail (call, "not-found", serial);
    return;
  }
  g_autoptr (GPtrArray) messages =
      one ? zb_store_list_messages_of (store, one->digest, since, after, limit, &error) : NULL;
  if (!messages) {
    zb_call_fail_error (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "messages");
  for (guint i = 0; i < messages->len; i++)
    write_message (json, call, one, messages->pdata[i]);
  zb_json_writer_end_array (json);
  if (messages->len > 0)
    zb_words_next (json, messages->len, limit,
                   ((const ZbMessage *)messages->pdata[messages->len - 1])->id);
  zb_call_answer_json (call, 200, json);
}

/* Certificates of the node itself are not for the interface to revoke. */
static gboolean
may_revoke (ZbCall *call, const ZbStoredCertificate *certificate, gboolean *ret_may, GError **error)
{
  *ret_may = FALSE;
  if ((certificate->uses & (ZB_USE_SIGNING | ZB_USE_TLS_CLIENT)) == 0)
    return TRUE;
  if (!*certificate->unit)
    return zb_may_manage (call, certificate->name, ret_may, error);
  return zb_reach_code (call, certificate->unit, ret_may, error);
}

/* The certificate of the route, if the caller may change what it is worth; NULL after answering. */
static ZbStoredCertificate *
find_changeable (ZbCall *call)
{
  GError *error = NULL;
  gboolean may = FALSE;
  g_autoptr (ZbStoredCertificate) certificate =
      zb_store_read_certificate_by_serial (call->service->store, NULL, call->parts[0], &error);

  if (!certificate || !may_revoke (call, certificate, &may, &error))
    zb_call_fail_error (call, error);
  else if (!may)
    zb_call_fail (call, "forbidden", certificate->name);
  else
    return g_steal_pointer (&certificate);
  return NULL;
}

static void
answer_change (ZbCall *call, gboolean done, GError *error)
{
  if (done)
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_revocation (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbStoredCertificate) certificate = NULL;
  const ZbActKey *key;
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
  certificate = find_changeable (call);
  if (!certificate)
    return;
  gboolean done = zb_authority_revoke (call->service->authority, certificate->serial, reason,
                                       zb_call_who (call), key, call->now, &error);
  answer_change (call, done, error);
}

void
zb_handle_suspension (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbStoredCertificate) certificate = NULL;
  const ZbActKey *key;
  GError *error = NULL;

  if (!json || !zb_call_key (call, &key))
    return;
  certificate = find_changeable (call);
  if (!certificate)
    return;
  gboolean done = zb_authority_suspend (call->service->authority, certificate->serial,
                                        zb_call_who (call), key, call->now, &error);
  answer_change (call, done, error);
}

static void
reinstate (ZbCall *call, const char *serial, const ZbSecond *second)
{
  const ZbActKey *key;
  GError *error = NULL;

  if (!zb_call_key (call, &key))
    return;
  gboolean done = zb_authority_reinstate (call->service->authority, serial, second,
                                          zb_call_who (call), key, call->now, &error);
  answer_change (call, done, error);
}

void
zb_reinstate (ZbCall *call, const ZbJson *json, const ZbSecond *second)
{
  reinstate (call, zb_json_get_string (json, "serial"), second);
}

/* TRUE if another person has to approve it, after answering. What is not suspended needs nobody,
 * for nothing comes of it. */
static gboolean
defer (ZbCall *call, const ZbStoredCertificate *certificate)
{
  g_autofree char *subject = NULL;
  ZbJsonWriter *details;

  if (certificate->revoked == 0 || certificate->reason != ZB_REASON_HOLD)
    return FALSE;
  subject = g_strdup_printf ("%s%s%s %s", certificate->unit, *certificate->unit ? " " : "",
                             certificate->name, certificate->serial);
  details = zb_json_writer_new ();
  zb_json_writer_begin_object (details, NULL);
  zb_json_writer_string (details, "serial", certificate->serial);
  zb_json_writer_end_object (details);
  return zb_motion_defer (call,
                          &(ZbMotion){.kind = (char *)ZB_MOTION_REINSTATE,
                                      .unit = certificate->unit,
                                      .subject = subject},
                          details);
}

void
zb_handle_reinstatement (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbStoredCertificate) certificate = json ? find_changeable (call) : NULL;

  if (certificate && !defer (call, certificate))
    reinstate (call, certificate->serial, NULL);
}
