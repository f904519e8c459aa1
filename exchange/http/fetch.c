/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/http/fetch.h"

#include "exchange/error.h"
#include "exchange/http/start-private.h"

#include <curl/curl.h>

#define CONNECT_MS 10000

/* What is under way. */
typedef struct {
  GByteArray *bytes;
  gsize most;
  gboolean too_large;
  GCancellable *cancellable;
} Fetch;

gboolean
zb_http_can_fetch (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "http") &&
         g_uri_get_host (uri) != NULL && g_uri_get_host (uri)[0] != '\0' &&
         g_uri_get_userinfo (uri) == NULL && g_uri_get_fragment (uri) == NULL;
}

static size_t
write_cb (char *data, size_t size, size_t n, void *user_data)
{
  Fetch *fetch = user_data;

  fetch->too_large = fetch->bytes->len + size * n > fetch->most;
  if (fetch->too_large)
    return 0;
  g_byte_array_append (fetch->bytes, (const guint8 *)data, (guint)(size * n));
  return size * n;
}

static int
progress_cb (void *user_data, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
  return g_cancellable_is_cancelled (((Fetch *)user_data)->cancellable) ? 1 : 0;
}

static void
prepare (CURL *easy, const char *url, guint total_ms, Fetch *fetch)
{
  curl_easy_setopt (easy, CURLOPT_URL, url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_PROXY, "");
  curl_easy_setopt (easy, CURLOPT_NOPROXY, "*");
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, "zhibao/" ZB_VERSION);
  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN (total_ms, CONNECT_MS));
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, (long)total_ms);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, fetch);
  curl_easy_setopt (easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (easy, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (easy, CURLOPT_XFERINFODATA, fetch);
}

static gboolean
judge (CURLcode code, long status, const char *url, const Fetch *fetch, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (fetch->cancellable, error))
    return FALSE;
  if (fetch->too_large)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "%s: the answer is larger than %" G_GSIZE_FORMAT " bytes", url, fetch->most);
  else if (code != CURLE_OK)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NETWORK, "%s: %s", url,
                 curl_easy_strerror (code));
  else if (status != 200)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "%s: the server answers %ld", url, status);
  return code == CURLE_OK && status == 200;
}

/* The headers that go with @question. */
static struct curl_slist *
prepare_question (CURL *easy, const ZbHttpQuestion *question)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (question->body, &length);
  g_autofree char *type = g_strconcat ("Content-Type: ", question->type, NULL);
  struct curl_slist *headers = curl_slist_append (NULL, type);

  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt (easy, CURLOPT_POSTFIELDS, bytes);
  return headers;
}

GBytes *
zb_http_ask (const char *url,
             const ZbHttpQuestion *question,
             gsize most,
             guint total_ms,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Fetch fetch = {bytes, most, FALSE, cancellable};
  struct curl_slist *headers = NULL;
  long status = 0;

  if (!zb_http_can_fetch (url)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" is no address of the form http://host/path", url);
    return NULL;
  }
  zb_http_start ();
  CURL *easy = curl_easy_init ();
  prepare (easy, url, total_ms, &fetch);
  if (question != NULL)
    headers = prepare_question (easy, question);
  CURLcode code = curl_easy_perform (easy);
  curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_cleanup (easy);
  curl_slist_free_all (headers);
  if (!judge (code, status, url, &fetch, error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
zb_http_fetch (
    const char *url, gsize most, guint total_ms, GCancellable *cancellable, GError **error)
{
  return zb_http_ask (url, NULL, most, total_ms, cancellable, error);
}
