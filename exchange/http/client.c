/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/http/client.h"

#include "exchange/http/start-private.h"

#include "exchange/error.h"
#include "exchange/key-private.h"

#include <curl/curl.h>
#include <string.h>

/* Bytes of a body that is not sent before the server says that it will take it. */
#define ASK_FROM (128 * 1024)
#define CONNECT_MS 10000
#define TOTAL_MS 120000
#define POLL_MS 1000
/* For TLS 1.2; all suites of 1.3 are of this kind. */
#define AEAD_CIPHERS "ECDHE+AESGCM:ECDHE+CHACHA20"

struct _ZbHttpClient {
  char *base_url;
  char *roots;
  char *certificates;            /* (nullable) PEM of certificate and chain */
  char *key;                     /* (nullable) PEM, in locked memory */
  struct curl_slist *connect_to; /* (nullable) */
  guint connect_ms;
  guint total_ms;
  gint64 date, dated; /* what the server said the time was, and the monotonic time then */
  CURL *easy;         /* kept: it holds what is remembered of TLS sessions */
  CURLM *multi;       /* kept: it holds the open connection */
};

/* One request under way. */
typedef struct {
  const ZbHttpRequest *request;
  struct curl_slist *headers;
  GHashTable *answer_headers;
  gsize answer_headers_length;
  GByteArray *answer;
  gboolean too_large;
} Transfer;

void
zb_http_start (void)
{
  static gsize started = 0;
  if (g_once_init_enter (&started)) {
    curl_global_init (CURL_GLOBAL_DEFAULT);
    g_once_init_leave (&started, 1);
  }
}

static char *
check_base_url (const char *base_url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  gboolean sound = uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https") &&
                   g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0' &&
                   g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL &&
                   g_uri_get_fragment (uri) == NULL && strlen (g_uri_get_path (uri)) <= 1;
  if (!sound) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is no address of the form https://host:port", base_url);
    return NULL;
  }
  char *url = g_strdup (base_url);
  if (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return url;
}

ZbHttpClient *
zb_http_client_new (const char *base_url, const char *roots_pem, GError **error)
{
  g_autoptr (GPtrArray) roots = zb_certificate_read_all (roots_pem, strlen (roots_pem), error);
  char *url = roots != NULL ? check_base_url (base_url, error) : NULL;
  if (url == NULL)
    return NULL;

  zb_http_start ();
  ZbHttpClient *client = g_new0 (ZbHttpClient, 1);
  client->base_url = url;
  client->roots = g_strdup (roots_pem);
  client->connect_ms = CONNECT_MS;
  client->total_ms = TOTAL_MS;
  client->easy = curl_easy_init ();
  client->multi = curl_multi_init ();
  return client;
}

void
zb_http_client_free (ZbHttpClient *client)
{
  if (client == NULL)
    return;
  curl_easy_cleanup (client->easy);
  curl_multi_cleanup (client->multi);
  curl_slist_free_all (client->connect_to);
  g_free (client->base_url);
  g_free (client->roots);
  g_free (client->certificates);
  zb_key_free_pem (client->key);
  g_free (client);
}

const char *
zb_http_client_base_url (const ZbHttpClient *client)
{
  return client->base_url;
}

gboolean
zb_http_client_set_identity (ZbHttpClient *client,
                             const ZbKey *key,
                             ZbCertificate *certificate,
                             GPtrArray *chain,
                             GError **error)
{
  if (!zb_key_fits (key, certificate)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
                 "the key is not that of the certificate of \"%s\"",
                 zb_certificate_name (certificate));
    return FALSE;
  }
  g_autofree char *own = zb_certificate_to_pem (certificate);
  GString *all = g_string_new (own);
  for (guint i = 0; chain != NULL && i < chain->len; i++) {
    g_autofree char *pem = zb_certificate_to_pem (g_ptr_array_index (chain, i));
    g_string_append (all, pem);
  }
  g_free (client->certificates);
  client->certificates = g_string_free (all, FALSE);
  zb_key_free_pem (client->key);
  client->key = zb_key_to_pem (key);
  /* The open connection belongs to whoever we were before. */
  curl_multi_cleanup (client->multi);
  client->multi = curl_multi_init ();
  return TRUE;
}

void
zb_http_client_connect_to (ZbHttpClient *client, const char *address, guint port)
{
  gboolean six = strchr (address, ':') != NULL;
  g_autofree char *entry = six ? g_strdup_printf ("::[%s]:%u", address, port)
                               : g_strdup_printf ("::%s:%u", address, port);
  curl_slist_free_all (client->connect_to);
  client->connect_to = curl_slist_append (NULL, entry);
}

void
zb_http_client_set_timeouts (ZbHttpClient *client, guint connect_ms, guint total_ms)
{
  client->connect_ms = connect_ms;
  client->total_ms = total_ms;
}

void
zb_http_response_clear (ZbHttpResponse *response)
{
  g_clear_pointer (&response->headers, g_hash_table_unref);
  g_clear_pointer (&response->body, g_bytes_unref);
  response->status = 0;
}

const char *
zb_http_response_header (const ZbHttpResponse *response, const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  return response->headers != NULL ? g_hash_table_lookup (response->headers, lower) : NULL;
}

gint64
zb_http_response_retry_after (const ZbHttpResponse *response, gint64 now)
{
  const char *text = zb_http_response_header (response, "Retry-After");
  guint64 seconds = 0;
  if (text == NULL)
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT32, &seconds, NULL))
    return (gint64)seconds * G_USEC_PER_SEC;
  time_t date = curl_getdate (text, NULL);
  return date > 0 ? MAX ((gint64)date * G_USEC_PER_SEC - now, 0) : 0;
}

static size_t
write_cb (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;
  if (transfer->answer->len + size * n > ZB_HTTP_MAX_BODY) {
    transfer->too_large = TRUE;
    return 0;
  }
  g_byte_array_append (transfer->answer, (const guint8 *)data, (guint)(size * n));
  return size * n;
}

static size_t
header_cb (char *data, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;
  gsize length = size * n;
  transfer->answer_headers_length += length;
  if (transfer->answer_headers_length > ZB_HTTP_MAX_HEADERS) {
    transfer->too_large = TRUE;
    return 0;
  }
  g_autofree char *line = g_strndup (data, length);
  char *colon = strchr (line, ':');
  /* A status line begins anew: what came with an interim answer does not count. */
  if (g_str_has_prefix (line, "HTTP/"))
    g_hash_table_remove_all (transfer->answer_headers);
  if (colon == NULL)
    return length;
  *colon = '\0';
  const char *value = g_strstrip (colon + 1);
  char *name = g_ascii_strdown (g_strstrip (line), -1);
  const char *before = g_hash_table_lookup (transfer->answer_headers, name);
  g_hash_table_replace (transfer->answer_headers, name,
                        before != NULL ? g_strconcat (before, ", ", value, NULL)
                                       : g_strdup (value));
  return length;
}

static int
progress_cb (void *user_data,
             curl_off_t down_total,
             curl_off_t down_now,
             curl_off_t up_total,
             curl_off_t up_now)
{
  const ZbHttpRequest *request = ((Transfer *)user_data)->request;
  if (request->progress != NULL && up_total > 0)
    request->progress ((guint64)up_now, (guint64)up_total, request->progress_data);
  return g_cancellable_is_cancelled (request->cancellable) ? 1 : 0;
}

/* What is sent as it is must not end a line of its own accord. */
static gboolean
is_plain (const char *text, const char *forbidden)
{
  for (const char *sign = text; *sign != '\0'; sign++) {
    if ((guchar)*sign < 0x20 || (guchar)*sign > 0x7e || strchr (forbidden, *sign) != NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
fail_request (GError **error, const char *what, const char *value)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "the request cannot be sent: %s \"%s\"", what, value);
  return FALSE;
}

static gboolean
add_headers (Transfer *transfer, GError **error)
{
  const char *const *headers = transfer->request->headers;
  gboolean typed = FALSE;
  for (; headers != NULL && headers[0] != NULL; headers += 2) {
    if (headers[0][0] == '\0' || !is_plain (headers[0], " :") || !is_plain (headers[1], ""))
      return fail_request (error, "header", headers[0]);
    typed = typed || g_ascii_strcasecmp (headers[0], "content-type") == 0;
    /* A semicolon is libcurl's way to send a header without a value. */
    g_autofree char *line = headers[1][0] != '\0'
                                ? g_strdup_printf ("%s: %s", headers[0], headers[1])
                                : g_strconcat (headers[0], ";", NULL);
    transfer->headers = curl_slist_append (transfer->headers, line);
  }
  /* A large body is asked for first, or a refusal is lost when its sender is still busy sending.
   * libcurl's own are left out: that question for any, and a form type. */
  GBytes *body = transfer->request->body;
  gboolean asks = body != NULL && g_bytes_get_size (body) >= ASK_FROM;
  transfer->headers =
      curl_slist_append (transfer->headers, asks ? "Expect: 100-continue" : "Expect:");
  if (!typed)
    transfer->headers = curl_slist_append (transfer->headers, "Content-Type:");
  return TRUE;
}

static void
set_trust (const ZbHttpClient *client)
{
  CURL *easy = client->easy;
  struct curl_blob roots = {client->roots, strlen (client->roots), CURL_BLOB_NOCOPY};
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_CIPHER_LIST, AEAD_CIPHERS);
  /* Else the roots of the system would count as well. */
  curl_easy_setopt (easy, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (easy, CURLOPT_CAINFO, NULL);
  curl_easy_setopt (easy, CURLOPT_CAINFO_BLOB, &roots);
  if (client->key == NULL)
    return;
  struct curl_blob certificates = {client->certificates, strlen (client->certificates),
                                   CURL_BLOB_NOCOPY};
  struct curl_blob key = {client->key, strlen (client->key), CURL_BLOB_NOCOPY};
  curl_easy_setopt (easy, CURLOPT_SSLCERT_BLOB, &certificates);
  curl_easy_setopt (easy, CURLOPT_SSLKEY_BLOB, &key);
}

static void
set_request (const ZbHttpClient *client, const char *url, const ZbHttpRequest *request)
{
  CURL *easy = client->easy;
  gsize length = 0;
  const void *body = request->body != NULL ? g_bytes_get_data (request->body, &length) : NULL;
  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_CONNECT_TO, client->connect_to);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "zhibao/" ZB_VERSION);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long)client->connect_ms);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long)client->total_ms);
  if (g_str_equal (request->method, "HEAD")) {
    curl_easy_setopt (easy, CURLOPT_NOBODY, 1L);
    return;
  }
  /* A body of no bytes is one too: it has a Content-Length of 0. */
  if (request->body != NULL || g_str_equal (request->method, "POST") ||
      g_str_equal (request->method, "PATCH")) {
    curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt (easy, CURLOPT_POSTFIELDS, body != NULL ? body : "");
  }
  curl_easy_setopt (easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void
set_transfer (const ZbHttpClient *client, Transfer *transfer)
{
  CURL *easy = client->easy;
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, transfer->headers);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, transfer);
}

/* Runs until the answer is there, the connection has failed or someone cancels. */
static CURLcode
perform (const ZbHttpClient *client, GCancellable *cancellable)
{
  GPollFD poll = {.fd = -1};
  gboolean wakes = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &poll);
  struct curl_waitfd wait = {poll.fd, CURL_WAIT_POLLIN, 0};
  CURLcode result = CURLE_SEND_ERROR;
  int running = 1;

  curl_multi_add_handle (client->multi, client->easy);
  while (running > 0 && !g_cancellable_is_cancelled (cancellable)) {
    if (curl_multi_perform (client->multi, &running) != CURLM_OK)
      break;
    if (running > 0)
      curl_multi_poll (client->multi, &wait, wakes ? 1 : 0, POLL_MS, NULL);
  }
  int left = 0;
  for (CURLMsg *message; (message = curl_multi_info_read (client->multi, &left)) != NULL;) {
    if (message->msg == CURLMSG_DONE)
      result = message->data.result;
  }
  curl_multi_remove_handle (client->multi, client->easy);
  if (wakes)
    g_cancellable_release_fd (cancellable);
  return result;
}

static gboolean
fail_transfer (const ZbHttpClient *client,
               const Transfer *transfer,
               CURLcode result,
               const char *details,
               GError **error)
{
  if (g_cancellable_set_error_if_cancelled (transfer->request->cancellable, error))
    return FALSE;
  if (transfer->too_large) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "%s answers with more than the protocol allows", client->base_url);
    return FALSE;
  }
  gboolean untrusted = result == CURLE_PEER_FAILED_VERIFICATION ||
                       result == CURLE_SSL_ISSUER_ERROR || result == CURLE_SSL_INVALIDCERTSTATUS;
  g_set_error (error, ZB_EXCHANGE_ERROR,
               untrusted ? ZB_EXCHANGE_ERROR_UNTRUSTED : ZB_EXCHANGE_ERROR_NETWORK, "%s: %s",
               client->base_url, details[0] != '\0' ? details : curl_easy_strerror (result));
  return FALSE;
}

static gboolean
run_transfer (
    ZbHttpClient *client, const char *url, Transfer *transfer, long *ret_status, GError **error)
{
  char details[CURL_ERROR_SIZE] = "";
  curl_easy_reset (client->easy);
  set_trust (client);
  set_request (client, url, transfer->request);
  set_transfer (client, transfer);
  curl_easy_setopt (client->easy, CURLOPT_ERRORBUFFER, details);
  CURLcode result = perform (client, transfer->request->cancellable);
  curl_easy_getinfo (client->easy, CURLINFO_RESPONSE_CODE, ret_status);
  curl_easy_setopt (client->easy, CURLOPT_ERRORBUFFER, NULL);
  return result == CURLE_OK || fail_transfer (client, transfer, result, details, error);
}

static void
note_date (ZbHttpClient *client, const ZbHttpResponse *response)
{
  const char *text = zb_http_response_header (response, "Date");
  time_t date = text != NULL ? curl_getdate (text, NULL) : -1;

  if (date <= 0)
    return;
  client->date = (gint64)date * G_USEC_PER_SEC;
  client->dated = g_get_monotonic_time ();
}

gint64
zb_http_client_server_time (const ZbHttpClient *client)
{
  return client->date != 0 ? client->date + g_get_monotonic_time () - client->dated : 0;
}

gboolean
zb_http_client_send (ZbHttpClient *client,
                     const ZbHttpRequest *request,
                     ZbHttpResponse *ret_response,
                     GError **error)
{
  if (request->path[0] != '/' || !is_plain (request->path, " \"<>\\^`{|}"))
    return fail_request (error, "path", request->path);
  if (!is_plain (request->method, " ") || request->method[0] == '\0')
    return fail_request (error, "method", request->method);

  Transfer transfer = {.request = request};
  if (!add_headers (&transfer, error)) {
    curl_slist_free_all (transfer.headers);
    return FALSE;
  }
  g_autofree char *url = g_strconcat (client->base_url, request->path, NULL);
  transfer.answer_headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  transfer.answer = g_byte_array_new ();
  long status = 0;
  gboolean answered = run_transfer (client, url, &transfer, &status, error);
  curl_slist_free_all (transfer.headers);
  if (!answered) {
    g_hash_table_unref (transfer.answer_headers);
    g_byte_array_unref (transfer.answer);
    return FALSE;
  }
  ret_response->status = (guint)status;
  ret_response->headers = transfer.answer_headers;
  ret_response->body = g_byte_array_free_to_bytes (transfer.answer);
  note_date (client, ret_response);
  return TRUE;
}
