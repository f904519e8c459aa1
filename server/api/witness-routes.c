/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/witness-request.h"
#include "server/api/log-handlers.h"
#include "server/witness/cosigning.h"
#include "server/witness/witness.h"

#include <string.h>

#define MIME_NOTE "text/plain; charset=utf-8"

static const char *
problem_of (guint status)
{
  switch (status) {
  case 400:
    return "bad-argument";
  case 403:
    return "forbidden";
  case 404:
    return "not-found";
  case 422:
    return "bad-proof";
  default:
    return "internal";
  }
}

/* The body as a text; NULL after answering that it is none. */
static char *
read_text (ZbCall *call)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (call->request->body, &length);
  g_autofree char *text = g_strndup (data ? data : "", length);

  if (strlen (text) == length)
    return g_steal_pointer (&text);
  zb_call_fail (call, "bad-argument", "body");
  return NULL;
}

/* Another node asks this one to sign that it saw its checkpoint. */
void
zb_handle_add_checkpoint (ZbCall *call)
{
  g_auto (ZbWitnessAnswer) answer = {0};
  g_autofree char *request = read_text (call);

  if (!request)
    return;
  zb_witness_cosign (call->service->witness, request, call->now, &answer);
  if (answer.status == 200)
    zb_call_answer_text (call, 200, MIME_NOTE, answer.text);
  else if (answer.status == 409)
    zb_call_answer_text (call, 409, ZB_MIME_LOG_SIZE, answer.text);
  else
    zb_call_fail (call, problem_of (answer.status), answer.text);
}

/* Another node tells which key its log has now. */
void
zb_handle_add_keys (ZbCall *call)
{
  g_auto (ZbWitnessAnswer) answer = {0};
  g_autofree char *text = read_text (call);

  if (!text)
    return;
  zb_witness_follow (call->service->witness, text, &answer);
  if (answer.status == 200)
    zb_call_answer_text (call, 200, MIME_NOTE, answer.text);
  else
    zb_call_fail (call, problem_of (answer.status), answer.text);
}

/* The newest checkpoint of this node that witnesses signed, with their lines. */
void
zb_handle_cosigned (ZbCall *call)
{
  GError *error = NULL;
  g_autofree char *text = zb_cosigning_published (call->service->cosigning, &error);

  if (text)
    zb_call_answer_text (call, 200, MIME_NOTE, text);
  else if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "not-found", NULL);
}
