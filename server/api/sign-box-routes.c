/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "forms/signing-role.h"
#include "server/api/reach.h"
#include "server/api/sign-box-handlers.h"
#include "server/intake/intake.h"
#include "server/store/sign-box.h"

#include <string.h>

/* Where one of an enterprise's people leaves a report that others of them must sign too. */
#define MAX_WAITING 100                      /* of one unit */
#define MAX_WAITING_BYTES (16 * 1024 * 1024) /* of one unit */
#define WAITING_TIME (30 * 24 * 3600 * G_TIME_SPAN_SECOND)
#define MAX_REMARK 500 /* characters */

static void
fail_commit (ZbCall *call, GError *error)
{
  if (g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA)) {
    zb_call_fail (call, "sign-box-full", error->message);
    g_error_free (error);
  } else {
    zb_call_fail_error (call, error);
  }
}

static void
write_boxed (ZbJsonWriter *json, const ZbBoxed *boxed)
{
  g_autofree char *missing = zb_signing_roles_to_text (boxed->missing);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", boxed->message_id);
  zb_json_writer_string (json, "tenant", boxed->tenant);
  zb_json_writer_string (json, "form", boxed->form);
  zb_json_writer_string (json, "period", boxed->period);
  zb_json_writer_string (json, "digest", boxed->digest);
  zb_json_writer_integer (json, "signatures", boxed->signed_by);
  zb_json_writer_string (json, "missing", missing);
  zb_json_writer_string (json, "person", boxed->person);
  zb_call_write_time (json, "deposited", boxed->deposited);
  zb_call_write_time (json, "expires", boxed->expires);
  zb_json_writer_string (json, "remark", boxed->remark);
  zb_json_writer_string (json, "remark_by", boxed->remark_by);
  zb_json_writer_end_object (json);
}

/* Puts what was verified into the box, if somebody is to sign it still. */
static void
put (ZbCall *call, const ZbVerified *verified)
{
  const ZbIntakeDesk *desk = zb_intake_desk (call->service->intake);
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  ZbPackage *package =
      zb_catalogue_find_digest (zb_rulebook_catalogue (desk->rulebook), envelope->package);
  GError *error = NULL;
  ZbActResult result = {0};

  if (!package) {
    zb_call_fail (call, "not-found", envelope->package);
    return;
  }
  ZbBoxed boxed = {
      .unit = verified->sender->unit->id,
      .message_id = envelope->message_id,
      .tenant = zb_package_form (package)->system,
      .form = envelope->form,
      .period = envelope->period,
      .digest = (char *)zb_container_digest (verified->container),
      .container = call->request->body,
      .signed_by = zb_container_n_signatures (verified->container),
      .missing = zb_signatories_missing (verified->signatories, desk, envelope->package),
      .person = (char *)zb_certificate_name (verified->signer),
      .deposited = call->now,
      .expires = MIN (envelope->expires, call->now + WAITING_TIME),
  };
  if (!boxed.missing) {
    zb_call_fail (call, "all-signed", envelope->message_id);
    return;
  }
  const ZbBoxing boxing = {.boxed = &boxed,
                           .sender = envelope->sender,
                           .most = MAX_WAITING,
                           .most_bytes = MAX_WAITING_BYTES};
  const ZbAct act = {
      .kind = ZB_ACT_SIGN_BOX, .what = &boxing, .time = call->now, .who = zb_call_who (call)};
  if (!zb_store_commit_one (call->service->store, &act, &result, &error)) {
    fail_commit (call, error);
    return;
  }
  ZbJsonWriter *json = zb_json_writer_new ();
  write_boxed (json, &boxed);
  zb_call_answer_json (call, result.repeated ? 200 : 201, json);
  zb_act_result_clear (&result);
}

void
zb_handle_sign_box_put (ZbCall *call)
{
  const ZbIntakeDesk *desk = zb_intake_desk (call->service->intake);
  const ZbArrival arrival = {
      .container = call->request->body,
      .carrier = call->identity.unit,
      .carrier_digest = zb_call_who (call),
      .received = call->now,
      .slowly = call->request->slow,
  };
  ZbVerified verified = {0};
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (zb_request_header (call->request, "Content-Type"), ZB_MIME_ASICE) != 0)
    zb_call_fail (call, "wrong-type", ZB_MIME_ASICE);
  else if (zb_arrival_open (desk, &arrival, &verified, &error) &&
           zb_arrival_verify_each (desk, &arrival, NULL, &verified, &error))
    put (call, &verified);
  else if (!zb_call_await_turn (call, error))
    zb_call_fail_error (call, g_steal_pointer (&error));
  zb_verified_clear (&verified);
}

static void
write_taken_back (ZbJsonWriter *json, const ZbBoxed *boxed)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", boxed->message_id);
  zb_json_writer_string (json, "by", boxed->remark_by);
  zb_json_writer_end_object (json);
}

/* What the caller may see of @list, as @name: what waits, or what was taken back. */
static gboolean
write_list (ZbCall *call,
            ZbJsonWriter *json,
            const ZbUnit *unit,
            const char *name,
            const GPtrArray *list,
            gboolean taken_back,
            GError **error)
{
  zb_json_writer_begin_array (json, name);
  for (guint i = 0; i < list->len; i++) {
    const ZbBoxed *boxed = list->pdata[i];
    gboolean may = FALSE;

    if (!zb_reach_tenant (call, unit, boxed->tenant, boxed->period, &may, error))
      return FALSE;
    if (may && zb_boxed_is_taken_back (boxed) == taken_back)
      (taken_back ? write_taken_back : write_boxed) (json, boxed);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}

void
zb_handle_sign_box (ZbCall *call)
{
  g_autoptr (ZbUnit) unit = zb_reach_unit (call, NULL, NULL);
  GError *error = NULL;
  g_autoptr (GPtrArray) list =
      unit ? zb_store_list_boxed (call->service->store, unit->id, call->now, &error) : NULL;

  if (!unit)
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  if (list && write_list (call, json, unit, "waiting", list, FALSE, &error) &&
      write_list (call, json, unit, "taken_back", list, TRUE, &error)) {
    zb_json_writer_end_object (json);
    zb_call_answer_json (call, 200, json);
    return;
  }
  zb_json_writer_free (json);
  zb_call_fail_error (call, error);
}

/* What the route names, if the caller may have it; NULL after answering. */
static ZbBoxed *
reach_boxed (ZbCall *call)
{
  g_autoptr (ZbUnit) unit = zb_reach_unit (call, NULL, NULL);
  GError *error = NULL;
  g_autoptr (ZbBoxed) boxed =
      unit ? zb_store_read_boxed (call->service->store, unit->id, call->parts[0], call->now, &error)
           : NULL;
  gboolean may = FALSE;

  if (!unit)
    return NULL;
  if (!boxed || !zb_reach_tenant (call, unit, boxed->tenant, boxed->period, &may, &error))
    zb_call_fail_error (call, error);
  else if (!may)
    zb_call_fail (call, "not-found", call->parts[0]);
  else if (zb_boxed_is_taken_back (boxed))
    zb_call_fail (call, "stale", boxed->remark_by);
  else
    return g_steal_pointer (&boxed);
  return NULL;
}

void
zb_handle_sign_box_get (ZbCall *call)
{
  g_autoptr (ZbBoxed) boxed = reach_boxed (call);

  if (boxed)
    zb_call_answer_bytes (call, 200, ZB_MIME_ASICE, boxed->container);
}

static void
commit_note (ZbCall *call, const ZbBoxing *note)
{
  ZbAct act = {.kind = ZB_ACT_SIGN_BOX, .what = note};
  ZbActResult result;

  if (!zb_call_commit (call, &act, &result))
    return;
  zb_act_result_clear (&result);
  zb_call_answer_empty (call, 204, NULL);
}

void
zb_handle_sign_box_return (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbBoxed) boxed = json ? reach_boxed (call) : NULL;
  const char *remark = json ? zb_json_get_string (json, "remark") : NULL;

  if (!boxed)
    return;
  if (!remark || !*remark || !zb_text_check (remark, MAX_REMARK, NULL)) {
    zb_call_fail (call, "bad-argument", "remark: 1 to 500 characters");
    return;
  }
  const ZbBoxing note = {.unit = boxed->unit,
                         .message_id = boxed->message_id,
                         .remark = remark,
                         .by = call->identity.name};
  commit_note (call, &note);
}

void
zb_handle_sign_box_end (ZbCall *call)
{
  g_autoptr (ZbBoxed) boxed = reach_boxed (call);

  if (!boxed)
    return;
  const ZbBoxing note = {.unit = boxed->unit,
                         .message_id = boxed->message_id,
                         .most = MAX_WAITING,
                         .by = call->identity.name};
  commit_note (call, &note);
}
