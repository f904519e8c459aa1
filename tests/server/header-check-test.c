/* SPDX-License-Identifier: Apache-2.0 */
#include "server/listener/header-check.h"

#include <glib.h>

typedef struct {
  const char *name;
  const char *method;
  const char *path;
  const char *const *headers; /* name, value … */
  guint status;               /* 0: taken */
  const char *code;
  gsize length;
} Case;

#define HEADERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const Case cases[] = {
    {"plain-get", "GET", "/v1/me", HEADERS ("Host", "a"), 0, NULL, 0},
    {"root", "GET", "/", HEADERS ("Host", "a"), 0, NULL, 0},
    {"post", "POST", "/v1/messages", HEADERS ("Host", "a", "Content-Length", "12"), 0, NULL, 12},
    {"chunked", "POST", "/v1/messages", HEADERS ("Host", "a", "Transfer-Encoding", "chunked"), 501,
     "transfer-encoding", 0},
    {"length-and-chunked", "POST", "/v1/messages",
     HEADERS ("Host", "a", "Content-Length", "3", "transfer-encoding", "chunked"), 501,
     "transfer-encoding", 0},
    {"two-lengths", "POST", "/v1/messages",
     HEADERS ("Host", "a", "Content-Length", "3", "content-length", "4"), 400, "bad-header", 0},
    {"two-equal-lengths", "POST", "/v1/messages",
     HEADERS ("Host", "a", "Content-Length", "3", "Content-Length", "3"), 400, "bad-header", 0},
    {"two-hosts", "GET", "/v1/me", HEADERS ("Host", "a", "host", "b"), 400, "bad-header", 0},
    {"no-host", "GET", "/v1/me", HEADERS ("Accept", "*/*"), 400, "bad-header", 0},
    {"blank-before-colon", "GET", "/v1/me", HEADERS ("Host", "a", "X ", "b"), 400, "bad-header", 0},
    {"no-length", "POST", "/v1/messages", HEADERS ("Host", "a"), 411, "length-required", 0},
    {"signed-length", "POST", "/v1/messages", HEADERS ("Host", "a", "Content-Length", "+3"), 400,
     "bad-length", 0},
    {"hex-length", "POST", "/v1/messages", HEADERS ("Host", "a", "Content-Length", "0x3"), 400,
     "bad-length", 0},
    {"empty-length", "POST", "/v1/messages", HEADERS ("Host", "a", "Content-Length", ""), 400,
     "bad-length", 0},
    {"list-length", "POST", "/v1/messages", HEADERS ("Host", "a", "Content-Length", "3, 3"), 400,
     "bad-length", 0},
    {"huge-length", "POST", "/v1/messages",
     HEADERS ("Host", "a", "Content-Length", "9999999999999"), 400, "bad-length", 0},
    {"parent", "GET", "/v1/../etc/passwd", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"parent-at-the-end", "GET", "/v1/..", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"three-dots", "GET", "/v1/.../.a/a.", HEADERS ("Host", "a"), 0, NULL, 0},
    {"slash-at-the-end", "GET", "/v1/", HEADERS ("Host", "a"), 0, NULL, 0},
    {"slashes-in-base64", "GET", "/ocsp/a//b", HEADERS ("Host", "a"), 0, NULL, 0},
    {"dot", "GET", "/v1/./me", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"empty-part", "GET", "/v1//me", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"backslash", "GET", "/v1\\me", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"control", "GET", "/v1/\x01", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"relative", "GET", "v1/me", HEADERS ("Host", "a"), 400, "bad-path", 0},
    {"method", "TRACE", "/v1/me", HEADERS ("Host", "a"), 405, "bad-method", 0},
    {"lower-case-method", "get", "/v1/me", HEADERS ("Host", "a"), 405, "bad-method", 0},
};

static void
check (gconstpointer data)
{
  const Case *c = data;
  ZbHeaderFacts facts = {0};
  gsize length = 99;

  for (guint i = 0; c->headers[i]; i += 2)
    zb_header_facts_add (&facts, c->headers[i], c->headers[i + 1]);
  ZbHeaderFault fault = zb_header_check (c->method, c->path, &facts, &length);
  g_assert_cmpuint (fault.status, ==, c->status);
  g_assert_cmpstr (fault.code, ==, c->code);
  if (c->status == 0)
    g_assert_cmpuint (length, ==, c->length);
}

static void
path_at_the_limit (void)
{
  ZbHeaderFacts facts = {.hosts = 1};
  g_autofree char *long_path = g_strnfill (1025, 'a');
  gsize length;

  long_path[0] = '/';
  g_assert_cmpuint (zb_header_check ("GET", long_path, &facts, &length).status, ==, 400);
  long_path[1024] = '\0';
  g_assert_cmpuint (zb_header_check ("GET", long_path, &facts, &length).status, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/server/header-check/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], check);
  }
  g_test_add_func ("/server/header-check/path-at-the-limit", path_at_the_limit);
  return g_test_run ();
}
