/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/intake/commitment.h"
#include "server/intake/intake.h"

static void
answer (ZbCall *call, const ZbCommitted *committed)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "message", committed->message_id);
  zb_json_writer_string (json, "sender", committed->sender);
  zb_call_write_time (json, "expires", committed->expires);
  zb_json_writer_bytes (json, "r0", committed->r0);
  zb_call_answer_json (call, committed->repeated ? 200 : 201, json);
}

void
zb_handle_commitment (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (GBytes) statement = json ? zb_call_json_bytes (json, "commitment") : NULL;
  g_autoptr (GBytes) signature = json ? zb_call_json_bytes (json, "signature") : NULL;
  ZbCommitmentArrival arrival = {
      .statement = statement,
      .signature = signature,
      .carrier = call->identity.unit,
      .carrier_digest = zb_call_who (call),
      .received = call->now,
  };
  ZbCommitted committed = {0};
  GError *error = NULL;

  if (!json)
    return;
  if (!statement || !signature)
    zb_call_fail (call, "missing-argument", "commitment and signature are needed");
  else if (zb_commitment_take (zb_intake_desk (call->service->intake), &arrival, &committed,
                               &error))
    answer (call, &committed);
  else if (g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA)) {
    zb_call_fail (call, "commitments-full", error->message);
    g_clear_error (&error);
  } else
    zb_call_fail_error (call, error);
  zb_committed_clear (&committed);
}
