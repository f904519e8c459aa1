/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/http/client.h"

#include "exchange/error.h"
#include "exchange/key-private.h"

#include <curl/curl.h>
#include <string.h>

/* No answer of ours is larger; one that is breaks off the transfer. */
#define MAX_ANSWER (64 * 1024 * 1024)

struct _ZbHttpClient {
  CURL *curl;
  char *base_url;
  struct curl_slist *connect_to;
};

static void
init_curl (void)
{
  static gsize done;

  if (g_once_init_enter (&done)) {
    curl_global_init (CURL_GLOBAL_DEFAULT);
    g_once_init_leave (&done, 1);
  }
}

static struct curl_blob
blob_of (const void *data, gsize length)
{
  return (struct curl_blob){(void *)data, length, CURL_BLOB_COPY};
}

/* Only what every request of ours wants; verification is libcurl's default and never touched. */
static void
set_defaults (CURL *curl, const char *roots_pem)
{
  struct curl_blob roots = blob_of (roots_pem, strlen (roots_pem));

  curl_easy_setopt (curl, CURLOPT_CAINFO_BLOB, &roots);
  curl_easy_setopt (curl, CURLOPT_CAINFO, NULL);
  curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
}

ZbHttpClient *
zb_http_client_new (const char *base_url, const char *roots_pem, GError **error)
{
  ZbHttpClient *client;

  if (!g_str_has_prefix (base_url, "https://")) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "'%s' is no https address",
                 base_url);
    return NULL;
  }
  init_curl ();
  client = g_new0 (ZbHttpClient, 1);
  client->base_url = g_strdup (base_url);
  client->curl = curl_easy_init ();
  set_defaults (client->curl, roots_pem);
  zb_http_client_set_timeouts (client, 10000, 120000);
  return client;
}

void
zb_http_client_free (ZbHttpClient *client)
{
  curl_easy_cleanup (client->curl);
  curl_slist_free_all (client->connect_to);
  g_free (client->base_url);
  g_free (client);
}

gboolean
zb_http_client_set_identity (ZbHttpClient *client,
                             const ZbKey *key,
                             ZbCertificate *certificate,
                             GPtrArray *chain,
                             GError **error)
{
  g_autoptr (GString) pem = g_string_new (NULL);
  char *key_pem = zb_key_to_pem (key);

  g_autofree char *leaf = zb_certificate_to_pem (certificate);
  g_string_append (pem, leaf);
  for (guint i = 0; chain && i < chain->len; i++) {
    g_autofree char *one = zb_certificate_to_pem (chain->pdata[i]);
    g_string_append (pem, one);
  }
  struct curl_blob key_blob = blob_of (key_pem, strlen (key_pem));
  struct curl_blob certificate_blob = blob_of (pem->str, pem->len);
  curl_easy_setopt (client->curl, CURLOPT_SSLCERTTYPE, "PEM");
  curl_easy_setopt (client->curl, CURLOPT_SSLCERT_BLOB, &certificate_blob);
  curl_easy_setopt (client->curl, CURLOPT_SSLKEYTYPE, "PEM");
  curl_easy_setopt (client->curl, CURLOPT_SSLKEY_BLOB, &key_blob);
  zb_key_free_pem (key_pem);
  return TRUE;
}

void
zb_http_client_connect_to (ZbHttpClient *client, const char *address, guint port)
{
  g_autofree char *to =
      g_strdup_printf (strchr (address, ':') ? "::[%s]:%u" : "::%s:%u", address, port);

  curl_slist_free_all (client->connect_to);
  client->connect_to = curl_slist_append (NULL, to);
  curl_easy_setopt (client->curl, CURLOPT_CONNECT_TO, client->connect_to);
}

void
zb_http_client_set_timeouts (ZbHttpClient *client, guint connect_ms, guint total_ms)
{
  curl_easy_setopt (client->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
  curl_easy_setopt (client->curl, CURLOPT_TIMEOUT_MS, (long)total_ms);
}

/* One transfer under way. */
typedef struct {
  const ZbHttpRequest *request;
  GByteArray *body;
  GHashTable *headers;
} Transfer;

static size_t
body_cb (char *data, size_t size, size_t count, void *user_data)
{
  Transfer *transfer = user_data;

  if (transfer->body->len + size * count > MAX_ANSWER)
    return 0;
  g_byte_array_append (transfer->body, (const guint8 *)data, (guint)(size * count));
  return size * count;
}

static size_t
header_cb (char *data, size_t size, size_t count, void *user_data)
{
  Transfer *transfer = user_data;
  const char *colon = memchr (data, ':', size * count);

  if (g_str_has_prefix (data, "HTTP/"))
    g_hash_table_remove_all (transfer->headers);
  if (colon) {
    char *name = g_ascii_strdown (data, colon - data);
    char *value = g_strstrip (g_strndup (colon + 1, size * count - (gsize)(colon + 1 - data)));
    g_hash_table_replace (transfer->headers, name, value);
  }
  return size * count;
}

static int
progress_cb (
    void *user_data, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up)
{
  const ZbHttpRequest *request = ((Transfer *)user_data)->request;

  if (request->progress && up_total > 0)
    request->progress ((guint64)up, (guint64)up_total, request->progress_data);
  return g_cancellable_is_cancelled (request->cancellable);
}

static void
set_body (CURL *curl, const ZbHttpRequest *request)
{
  gboolean brings_body =
      strcmp (request->method, "POST") == 0 || strcmp (request->method, "PATCH") == 0;
  gsize length = 0;
  const void *data = request->body ? g_bytes_get_data (request->body, &length) : NULL;

  curl_easy_setopt (curl, CURLOPT_NOBODY, 0L);
  if (brings_body) {
    curl_easy_setopt (curl, CURLOPT_POST, 1L);
    curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    curl_easy_setopt (curl, CURLOPT_POSTFIELDS, data ? data : "");
  } else {
    curl_easy_setopt (curl, CURLOPT_HTTPGET, 1L);
  }
  if (strcmp (request->method, "HEAD") == 0)
    curl_easy_setopt (curl, CURLOPT_NOBODY, 1L);
  curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, request->method);
}

static struct curl_slist *
header_list (const ZbHttpRequest *request)
{
  /* Asking first would cost a round trip for each message. */
  struct curl_slist *list = curl_slist_append (NULL, "Expect:");

  for (guint i = 0; request->headers && request->headers[i] && request->headers[i + 1]; i += 2) {
    g_autofree char *line =
        g_strdup_printf ("%s: %s", request->headers[i], request->headers[i + 1]);
    list = curl_slist_append (list, line);
  }
  return list;
}

static int
error_code_of (CURLcode code)
{
  switch (code) {
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
    return ZB_EXCHANGE_ERROR_UNTRUSTED;
  case CURLE_WRITE_ERROR:
    return ZB_EXCHANGE_ERROR_TOO_LARGE;
  default:
    return ZB_EXCHANGE_ERROR_NETWORK;
  }
}

static CURLcode
perform (ZbHttpClient *client, Transfer *transfer)
{
  const ZbHttpRequest *request = transfer->request;
  g_autofree char *url = g_strconcat (client->base_url, request->path, NULL);
  struct curl_slist *headers = header_list (request);

  curl_easy_setopt (client->curl, CURLOPT_URL, url);
  curl_easy_setopt (client->curl, CURLOPT_HTTPHEADER, headers);
  set_body (client->curl, request);
  curl_easy_setopt (client->curl, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (client->curl, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (client->curl, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (client->curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (client->curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (client->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (client->curl, CURLOPT_XFERINFODATA, transfer);
  CURLcode code = curl_easy_perform (client->curl);
  curl_easy_setopt (client->curl, CURLOPT_HTTPHEADER, NULL);
  curl_slist_free_all (headers);
  return code;
}

gboolean
zb_http_client_send (ZbHttpClient *client,
                     const ZbHttpRequest *request,
                     ZbHttpResponse *ret_response,
                     GError **error)
{
  Transfer transfer = {
      .request = request,
      .body = g_byte_array_new (),
      .headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
  };
  long status = 0;
  CURLcode code = perform (client, &transfer);

  if (code == CURLE_OK) {
    curl_easy_getinfo (client->curl, CURLINFO_RESPONSE_CODE, &status);
    *ret_response = (ZbHttpResponse){(guint)status, transfer.headers,
                                     g_byte_array_free_to_bytes (transfer.body)};
    return TRUE;
  }
  g_byte_array_unref (transfer.body);
  g_hash_table_unref (transfer.headers);
  if (!g_cancellable_set_error_if_cancelled (request->cancellable, error))
    g_set_error (error, ZB_EXCHANGE_ERROR, error_code_of (code), "%s: %s", client->base_url,
                 curl_easy_strerror (code));
  return FALSE;
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

  return response->headers ? g_hash_table_lookup (response->headers, lower) : NULL;
}
