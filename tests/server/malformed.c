/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/malformed.h"

#define ODD(name, bytes, alone, behind, seen)                                                      \
  {                                                                                                \
    name, bytes, sizeof (bytes) - 1, alone, behind, seen                                           \
  }
#define ONE(name, bytes, alone, behind) ODD (name, bytes, alone, behind, NULL)

#define GET "GET /v1/me HTTP/1.1\r\n"
#define POST "POST /v1/messages HTTP/1.1\r\n"
#define HOST "Host: a\r\n"
#define CLOSE "Connection: close\r\n"
#define K "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define K8 K K K K K K K K
#define K64 K8 K8 K8 K8 K8 K8 K8 K8
#define LARGE K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 K64 /* 64 KiB */

const ZbMalformed zb_malformed[] = {
    /* Where a body ends. */
    ONE ("chunked", POST HOST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 501, 501),
    ONE ("length-and-chunked",
         POST HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         501,
         400),
    ONE ("chunked-and-length",
         POST HOST "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
         501,
         400),
    ONE ("chunked-in-other-words",
         POST HOST "Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n",
         501,
         501),
    ONE ("identity",
         POST HOST "Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc",
         501,
         ZB_REFUSED),
    ONE ("chunked-after-a-blank",
         POST HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
         ZB_REFUSED,
         400),
    ONE ("chunked-by-http-1.0",
         "POST /v1/messages HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         501,
         ZB_REFUSED),
    ONE ("bad-chunk",
         POST HOST "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
         501,
         ZB_REFUSED),
    ONE ("two-lengths", POST HOST "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400, 400),
    ONE ("two-equal-lengths",
         POST HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
         400,
         400),
    ONE ("signed-length", POST HOST "Content-Length: +3\r\n\r\nabc", 400, 400),
    ONE ("hexadecimal-length", POST HOST "Content-Length: 0x3\r\n\r\nabc", 400, 400),
    ONE ("negative-length", POST HOST "Content-Length: -3\r\n\r\nabc", 400, 400),
    ONE ("length-list", POST HOST "Content-Length: 3, 3\r\n\r\nabc", 400, 400),
    ONE ("huge-length",
         POST HOST "Content-Length: 99999999999999999999\r\n\r\nabc",
         ZB_REFUSED,
         ZB_REFUSED),
    ONE ("no-length", POST HOST "\r\n", 411, 411),
    /* A request in the body of another. */
    ODD ("request-in-a-body",
         "GET /v1/me HTTP/1.1\r\n" HOST CLOSE
         "Content-Length: 36\r\n\r\nDELETE /v1/me HTTP/1.1\r\nHost: a\r\n\r\n\r\n",
         ZB_PASSES,
         ZB_PASSES,
         "/v1/me 36"),
    /* Where a header ends. */
    ONE ("blank-before-colon", GET HOST "X : a\r\n\r\n", 400, 400),
    ONE ("tab-before-colon", GET HOST "X\t: a\r\n\r\n", 400, 400),
    ODD ("header-without-colon",
         GET HOST CLOSE "nonsense\r\n\r\n",
         ZB_REFUSED,
         ZB_PASSES,
         "/v1/me 0"),
    ODD ("header-without-a-name", GET HOST CLOSE ": a\r\n\r\n", ZB_PASSES, ZB_REFUSED, "/v1/me 0"),
    ODD ("folded-header", GET HOST CLOSE "X: a\r\n b\r\n\r\n", ZB_PASSES, 400, "/v1/me 0"),
    ODD ("nul-in-a-header", GET HOST CLOSE "X: a\0b\r\n\r\n", ZB_PASSES, 400, "/v1/me 0"),
    ONE ("nul-in-a-name", GET HOST CLOSE "X\0Y: a\r\n\r\n", ZB_REFUSED, 400),
    ONE ("control-in-a-name", GET HOST "X\x01: a\r\n\r\n", 400, 400),
    ODD ("bare-line-feeds",
         "GET /v1/me HTTP/1.1\nHost: a\nConnection: close\n\n",
         ZB_PASSES,
         ZB_PASSES,
         "/v1/me 0"),
    ONE ("head-over-the-limit", GET HOST "X: " LARGE "\r\n\r\n", ZB_REFUSED, 400),
    ONE ("no-host", GET "\r\n", 400, 400),
    ONE ("two-hosts", GET HOST "Host: b\r\n\r\n", 400, 400),
    /* What the first line says. */
    ONE ("parent-folder", "GET /a/../../etc/passwd HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("inner-parent-folder", "GET /v1/x/../me HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("escaped-parent-folder", "GET /a/%2e%2e/b HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("escaped-slash", "GET /a/..%2f..%2fetc HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("escaped-nul", "GET /v1/me%00.txt HTTP/1.1\r\n" HOST "\r\n", ZB_REFUSED, 400),
    ONE ("escaped-line-end", "GET /v1/me%0d%0aX:1 HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("bad-escape", "GET /v1/%zz HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("double-slash", "GET //v1/me HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("backslash", "GET /v1\\me HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ONE ("asterisk", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 400, 400),
    ODD ("absolute-address",
         "GET https://a/v1/me HTTP/1.1\r\n" HOST CLOSE "\r\n",
         400,
         ZB_PASSES,
         "/v1/me 0"),
    ONE ("blank-in-the-path", "GET /v1/ me HTTP/1.1\r\n" HOST "\r\n", ZB_REFUSED, 400),
    ONE ("unknown-method", "TRACE /v1/me HTTP/1.1\r\n" HOST "\r\n", 405, 405),
    ONE ("lower-case-method", "get /v1/me HTTP/1.1\r\n" HOST "\r\n", 405, 400),
    ONE ("connect", "CONNECT a:443 HTTP/1.1\r\n" HOST "\r\n", ZB_REFUSED, ZB_REFUSED),
    ONE ("no-version", "GET /v1/me\r\n\r\n", ZB_REFUSED, ZB_REFUSED),
    ONE ("later-version", "GET /v1/me HTTP/3.0\r\n" HOST "\r\n", ZB_REFUSED, ZB_REFUSED),
    ONE ("other-protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", ZB_REFUSED, ZB_REFUSED),
    ONE ("another-tls", "\x16\x03\x01\x02\r\n\r\n", ZB_REFUSED, ZB_REFUSED),
    {NULL, NULL, 0, 0, 0, NULL},
};

void
zb_malformed_check (
    const ZbMalformed *one, gboolean behind, guint status, guint handled, const char *seen)
{
  guint expected = behind ? one->behind : one->alone;

  if (expected == ZB_PASSES) {
    g_assert_cmpuint (status, ==, 200);
    g_assert_cmpuint (handled, ==, 1);
    g_assert_cmpstr (seen, ==, one->seen);
    return;
  }
  g_assert_cmpuint (handled, ==, 0);
  if (expected == ZB_REFUSED)
    g_assert_true (status == 0 || status >= 400);
  else
    g_assert_cmpuint (status, ==, expected);
}

gsize
zb_seen_limit (const char *method, const char *path, gpointer seen)
{
  return ZB_SEEN_MAX_BODY;
}

void
zb_seen_handle (ZbRequest *request, gpointer data)
{
  ZbSeen *seen = data;
  g_autoptr (GBytes) body =
      seen->answer ? g_bytes_ref (seen->answer) : g_bytes_new_static ("ok", 2);

  if (!request->body) {
    g_atomic_int_inc (&seen->judged);
    if (g_str_has_prefix (request->path, "/v1/closed"))
      zb_request_respond (request, &(ZbResponse){.status = 403});
    else
      zb_request_admit (request);
    return;
  }
  g_free (seen->last);
  seen->last =
      g_strdup_printf ("%s %" G_GSIZE_FORMAT, request->path, g_bytes_get_size (request->body));
  g_atomic_int_inc (&seen->handled);
  zb_request_respond (request, &(ZbResponse){.status = 200, .body = body});
}
