/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/intake-line.h"

#include "tests/support/raw-tls.h"

#include <stdlib.h>
#include <string.h>

/* More than any answer takes. */
#define ROOM (64 * 1024)

struct _ZbBenchLine {
  ZbRawTls *tls;
  GString *request;
  char answer[ROOM];
};

ZbBenchLine *
zb_bench_line_new (guint port, const ZbTestPerson *person)
{
  ZbBenchLine *line = g_new0 (ZbBenchLine, 1);

  line->tls = zb_raw_tls_connect_as (port, person);
  line->request = g_string_new (NULL);
  return line;
}

void
zb_bench_line_free (ZbBenchLine *line)
{
  zb_raw_tls_free (line->tls);
  g_string_free (line->request, TRUE);
  g_free (line);
}

int
zb_bench_line_fd (const ZbBenchLine *line)
{
  return zb_raw_tls_fd (line->tls);
}

/* In one record, as libcurl sends a short body with its head. */
void
zb_bench_line_ask (
    ZbBenchLine *line, const char *method, const char *path, const char *headers, GBytes *body)
{
  gsize length = 0;
  const char *bytes = body ? g_bytes_get_data (body, &length) : NULL;

  g_string_printf (line->request,
                   "%s %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: zhibao/" ZB_VERSION
                   "\r\n%sContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                   method, path, headers, length);
  g_string_append_len (line->request, bytes, (gssize)length);
  if (!zb_raw_tls_send (line->tls, line->request->str, line->request->len))
    g_error ("%s %s could not be sent", method, path);
}

/* Bytes of the answer that begins in @text, or 0 as long as its head is not whole. */
static gsize
answer_length (const char *text)
{
  static const char name[] = "\r\nContent-Length: ";
  const char *end = strstr (text, "\r\n\r\n");
  const char *length = end ? strstr (text, name) : NULL;

  if (!end)
    return 0;
  if (!length || length > end)
    g_error ("an answer does not tell its length: %s", text);
  return (gsize)(end - text) + strlen ("\r\n\r\n") + strtoul (length + strlen (name), NULL, 10);
}

guint
zb_bench_line_answer (ZbBenchLine *line)
{
  gsize have = 0, whole = 0;

  while (whole == 0 || have < whole) {
    gsize n = zb_raw_tls_take (line->tls, line->answer + have, ROOM - 1 - have);

    if (n == 0)
      g_error ("a connection ended before its answer");
    have += n;
    line->answer[have] = '\0';
    whole = answer_length (line->answer);
  }
  return (guint)strtoul (line->answer + strlen ("HTTP/1.1 "), NULL, 10);
}
