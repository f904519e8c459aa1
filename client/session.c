/* SPDX-License-Identifier: Apache-2.0 */
#include "client/session.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"

#include <stdarg.h>
#include <string.h>

#define MAX_ANSWER (64 * 1024 * 1024)
#define CONNECT_MS 10000
#define TOTAL_MS 120000

struct _ZbSession {
  ZbHttpClient *http;
  ZbProblem *problem;
  GCancellable *cancellable; /* (nullable) */
  char *announced;           /* (nullable) */
};

static gboolean
set_identity (ZbSession *session, const ZbAccount *account, GError **error)
{
  g_autoptr (ZbKey) key = zb_key_read_pem (account->tls_key_file, NULL, error);
  g_autoptr (ZbCertificate) certificate =
      key ? zb_certificate_read (account->tls_certificate, strlen (account->tls_certificate), error)
          : NULL;

  return certificate && zb_http_client_set_identity (session->http, key, certificate, NULL, error);
}

ZbSession *
zb_session_new (const ZbAccount *account, GError **error)
{
  g_autoptr (ZbSession) session = g_new0 (ZbSession, 1);

  session->http = zb_http_client_new (account->url, account->roots, error);
  if (!session->http || !set_identity (session, account, error))
    return NULL;
  zb_http_client_set_timeouts (session->http, CONNECT_MS, TOTAL_MS);
  return g_steal_pointer (&session);
}

void
zb_session_free (ZbSession *session)
{
  g_clear_pointer (&session->http, zb_http_client_free);
  g_clear_pointer (&session->problem, zb_problem_free);
  g_clear_object (&session->cancellable);
  g_free (session->announced);
  g_free (session);
}

void
zb_session_set_cancellable (ZbSession *session, GCancellable *cancellable)
{
  g_set_object (&session->cancellable, cancellable);
}

ZbHttpClient *
zb_session_http (ZbSession *session)
{
  return session->http;
}

gint64
zb_session_clock_lead (const ZbSession *session, gint64 now)
{
  gint64 theirs = zb_http_client_server_time (session->http);

  return theirs != 0 && ABS (now - theirs) > ZB_SESSION_CLOCK_TOLERANCE ? now - theirs : 0;
}

const char *
zb_session_announced_trust (const ZbSession *session)
{
  return session->announced;
}

/* What the answer says by the way. */
static void
hear (ZbSession *session, const ZbHttpResponse *response)
{
  const char *announced = zb_http_response_header (response, ZB_HEADER_TRUST);

  g_free (session->announced);
  session->announced = g_strdup (announced);
}

const ZbProblem *
zb_session_problem (const ZbSession *session)
{
  return session->problem;
}

/* Keeps the problem document and says it as an error. */
static void
fail (ZbSession *session, const ZbHttpResponse *response, const char *path, GError **error)
{
  session->problem = zb_problem_read (response->body);
  if (!session->problem) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s: the server answered %u", path,
                 response->status);
    return;
  }
  const char *detail = session->problem->detail;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED, "%s%s%s (%s)",
               session->problem->title, detail ? ": " : "", detail ? detail : "",
               session->problem->code);
}

static GBytes *
send_request (ZbSession *session, const ZbHttpRequest *request, GError **error)
{
  ZbHttpResponse response = {0};
  ZbHttpRequest cancellable = *request;
  GBytes *body = NULL;

  cancellable.cancellable = session->cancellable;
  g_clear_pointer (&session->problem, zb_problem_free);
  if (!zb_http_client_send (session->http, &cancellable, &response, error))
    return NULL;
  hear (session, &response);
  if (response.status >= 200 && response.status < 300)
    body = response.body ? g_bytes_ref (response.body) : g_bytes_new (NULL, 0);
  else
    fail (session, &response, request->path, error);
  zb_http_response_clear (&response);
  return body;
}

static ZbJson *
read_answer (const char *path, GBytes *body, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);

  return length ? zb_json_read (path, text, length, MAX_ANSWER, error) : NULL;
}

GBytes *
zb_session_get_bytes (ZbSession *session, const char *path, GError **error)
{
  return send_request (session, &(ZbHttpRequest){.method = "GET", .path = path}, error);
}

GBytes *
zb_session_get_changed (
    ZbSession *session, const char *path, const char *known, char **ret_tag, GError **error)
{
  const char *headers[] = {known ? "If-None-Match" : NULL, known, NULL};
  ZbHttpRequest request = {
      .method = "GET", .path = path, .headers = headers, .cancellable = session->cancellable};
  g_auto (ZbHttpResponse) response = {0};

  g_clear_pointer (&session->problem, zb_problem_free);
  if (!zb_http_client_send (session->http, &request, &response, error))
    return NULL;
  hear (session, &response);
  if (response.status == 304 && known)
    return NULL;
  if (response.status != 200) {
    fail (session, &response, path, error);
    return NULL;
  }
  *ret_tag = g_strdup (zb_http_response_header (&response, "etag"));
  return response.body ? g_bytes_ref (response.body) : g_bytes_new (NULL, 0);
}

ZbJson *
zb_session_get (ZbSession *session, const char *path, GError **error)
{
  g_autoptr (GBytes) body = zb_session_get_bytes (session, path, error);

  if (!body)
    return NULL;
  if (g_bytes_get_size (body) > 0)
    return read_answer (path, body, error);
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "%s: the server's answer is empty",
               path);
  return NULL;
}

GBytes *
zb_session_post_bytes (ZbSession *session,
                       const char *path,
                       const char *type,
                       GBytes *body,
                       const char *if_match,
                       GError **error)
{
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = {
      "Content-Type", type, "Idempotency-Key", key, if_match ? "If-Match" : NULL, if_match, NULL};
  ZbHttpRequest request = {.method = "POST", .path = path, .headers = headers, .body = body};
  g_autoptr (GError) failure = NULL;
  GBytes *answer = send_request (session, &request, &failure);

  if (g_error_matches (failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK)) {
    g_clear_error (&failure);
    answer = send_request (session, &request, &failure);
  }
  if (!answer)
    g_propagate_error (error, g_steal_pointer (&failure));
  return answer;
}

ZbJson *
zb_session_post (ZbSession *session,
                 const char *path,
                 const char *type,
                 GBytes *body,
                 const char *if_match,
                 GError **error)
{
  g_autoptr (GBytes) answer = zb_session_post_bytes (session, path, type, body, if_match, error);

  return answer ? read_answer (path, answer, error) : NULL;
}

char *
zb_session_path (const char *path, ...)
{
  GString *text = g_string_new (path);
  const char *name;
  gboolean first = TRUE;
  va_list pairs;

  va_start (pairs, path);
  while ((name = va_arg (pairs, const char *))) {
    const char *value = va_arg (pairs, const char *);

    if (!value)
      continue;
    g_string_append_printf (text, "%s%s=", first ? "?" : "&", name);
    g_string_append_uri_escaped (text, value, NULL, FALSE);
    first = FALSE;
  }
  va_end (pairs);
  return g_string_free (text, FALSE);
}
