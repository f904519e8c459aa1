/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/fake-request.h"

#include "exchange/problem.h"

#include <string.h>

typedef struct {
  const ZbFakeRequest *asked;
  GMutex lock;
  GCond done;
  ZbFakeAnswer *answer;
} Asking;

void
zb_fake_answer_free (ZbFakeAnswer *answer)
{
  g_hash_table_unref (answer->headers);
  g_free (answer->text);
  g_free (answer);
}

static const char *
find (const char *const *pairs, const char *name)
{
  for (guint i = 0; pairs && pairs[i]; i += 2)
    if (g_ascii_strcasecmp (pairs[i], name) == 0)
      return pairs[i + 1];
  return NULL;
}

static const char *
lookup_cb (gpointer self, ZbRequestPart part, const char *name)
{
  const ZbFakeRequest *asked = ((Asking *)self)->asked;

  return find (part == ZB_REQUEST_HEADER ? asked->headers : asked->query, name);
}

static ZbFakeAnswer *
copy (const ZbResponse *response)
{
  ZbFakeAnswer *answer = g_new0 (ZbFakeAnswer, 1);
  const char *data = response->body ? g_bytes_get_data (response->body, &answer->length) : NULL;

  answer->status = response->status;
  answer->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; response->headers && response->headers[i]; i += 2)
    g_hash_table_insert (answer->headers, g_ascii_strdown (response->headers[i], -1),
                         g_strdup (response->headers[i + 1]));
  answer->text = g_malloc0 (answer->length + 1);
  if (data)
    memcpy (answer->text, data, answer->length);
  return answer;
}

static void
respond_cb (gpointer self, const ZbResponse *response)
{
  Asking *asking = self;

  g_mutex_lock (&asking->lock);
  g_assert_null (asking->answer);
  asking->answer = copy (response);
  g_cond_signal (&asking->done);
  g_mutex_unlock (&asking->lock);
}

static void
admit_cb (gpointer self)
{
  respond_cb (self, &(ZbResponse){.status = 100});
}

/* (transfer full) */
static ZbFakeAnswer *
handle (ZbTestNode *node, ZbRequest *request, Asking *asking)
{
  zb_api_handle (zb_test_node_api (node), request);
  g_mutex_lock (&asking->lock);
  while (!asking->answer)
    g_cond_wait (&asking->done, &asking->lock);
  g_mutex_unlock (&asking->lock);
  return g_steal_pointer (&asking->answer);
}

ZbFakeAnswer *
zb_fake_ask (ZbTestNode *node, const ZbFakeRequest *request)
{
  Asking asking = {.asked = request};
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GBytes *body = request->body ? request->body : empty;
  ZbRequest handed = {
      .method = request->method,
      .path = request->path,
      .body = request->head || request->judged ? NULL : body,
      .peer = request->person ? zb_certificate_der (request->person->tls) : NULL,
      .address = request->address ? request->address : "192.0.2.1",
      .arrived = g_get_monotonic_time (),
      .lookup = lookup_cb,
      .admit = admit_cb,
      .respond = respond_cb,
      .self = &asking,
  };

  g_mutex_init (&asking.lock);
  g_cond_init (&asking.done);
  g_autoptr (ZbFakeAnswer) answer = handle (node, &handed, &asking);
  if (request->judged && answer->status == 100) {
    zb_fake_answer_free (answer);
    handed.body = body;
    answer = handle (node, &handed, &asking);
  }
  if (handed.judged_free)
    handed.judged_free (handed.judged);
  g_mutex_clear (&asking.lock);
  g_cond_clear (&asking.done);
  return g_steal_pointer (&answer);
}

ZbFakeAnswer *
zb_fake_get (ZbTestNode *node,
             const ZbTestPerson *person,
             const char *path,
             const char *const *query)
{
  return zb_fake_ask (
      node, &(ZbFakeRequest){.method = "GET", .path = path, .query = query, .person = person});
}

ZbFakeAnswer *
zb_fake_post (ZbTestNode *node,
              const ZbTestPerson *person,
              const char *path,
              const char *json,
              const char *key)
{
  const char *const headers[] = {key ? "Idempotency-Key" : NULL, key, NULL};
  g_autoptr (GBytes) body = g_bytes_new_static (json, strlen (json));

  return zb_fake_ask (
      node,
      &(ZbFakeRequest){
          .method = "POST", .path = path, .headers = headers, .body = body, .person = person});
}

ZbJson *
zb_fake_answer_json (const ZbFakeAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  ZbJson *json = zb_json_read ("answer", answer->text, answer->length, 1 << 20, &error);

  g_assert_no_error (error);
  return json;
}

const char *
zb_fake_answer_header (const ZbFakeAnswer *answer, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_hash_table_lookup (answer->headers, lower);
}

char *
zb_fake_answer_code (const ZbFakeAnswer *answer)
{
  g_autoptr (GBytes) body = g_bytes_new (answer->text, answer->length);
  g_autoptr (ZbProblem) problem = zb_problem_read (body);

  return g_strdup (problem ? problem->code : "");
}

void
zb_fake_assert_refused (const ZbFakeAnswer *answer, guint status, const char *code)
{
  g_autofree char *told = zb_fake_answer_code (answer);

  g_assert_cmpstr (told, ==, code);
  g_assert_cmpuint (answer->status, ==, status);
}
