/* SPDX-License-Identifier: Apache-2.0 */
/* Connections that end in the middle: the client shuts its sending side down, is gone in the middle
 * of its report, or before the answer; each report then arrives by another one. */
#include "tests/faults/faults.h"
#include "tests/faults/storm.h"

#include "exchange/protocol.h"
#include "tests/support/raw-tls.h"

#include <glib/gstdio.h>
#include <string.h>

#define SILENCE_MS 10000
#define PATIENCE 300 /* × 100 ms until connections that nobody has are gone */

typedef enum { HALF_CLOSED, GONE_IN_THE_BODY, GONE_BEFORE_THE_ANSWER, GONE_IN_THE_ANSWER } Kind;

static guint
port_of (ZbStorm *storm)
{
  return (guint)g_ascii_strtoull (strrchr (zb_test_node_url (zb_storm_node (storm)), ':') + 1, NULL,
                                  10);
}

/* (transfer full) the request as it goes over the line */
static GBytes *
write_request (GBytes *container)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize length = 0;
  const guint8 *body = g_bytes_get_data (container, &length);
  g_autofree char *head =
      g_strdup_printf ("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: %s\r\n"
                       "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                       ZB_MIME_ASICE, length);

  g_byte_array_append (bytes, (const guint8 *)head, (guint)strlen (head));
  g_byte_array_append (bytes, body, (guint)length);
  return g_byte_array_free_to_bytes (bytes);
}

static void
say_whole (ZbRawTls *tls, GBytes *request)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (request, &length);

  zb_raw_tls_send (tls, bytes, length);
}

/* TRUE if this connection got the answer that acknowledges. */
static gboolean
break_off (ZbStorm *storm, Kind kind, GBytes *container)
{
  g_autoptr (ZbRawTls) tls = zb_raw_tls_connect_as (port_of (storm), zb_storm_person (storm));
  g_autoptr (GBytes) request = write_request (container);
  g_autofree char *answer = NULL;

  switch (kind) {
  case HALF_CLOSED:
    say_whole (tls, request);
    zb_raw_tls_shut_sending (tls);
    answer = zb_raw_tls_read (tls, SILENCE_MS, NULL);
    return g_str_has_prefix (answer, "HTTP/1.1 20");
  case GONE_IN_THE_BODY:
    zb_raw_tls_send (tls, g_bytes_get_data (request, NULL), g_bytes_get_size (request) / 2);
    break;
  case GONE_BEFORE_THE_ANSWER:
    say_whole (tls, request);
    break;
  case GONE_IN_THE_ANSWER:
    say_whole (tls, request);
    zb_raw_tls_wait (tls, SILENCE_MS);
    break;
  }
  zb_raw_tls_reset (tls);
  return FALSE;
}

static guint
count_open (ZbStorm *storm)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", zb_test_node_pid (zb_storm_node (storm)));
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

/* A report arrives, whatever became of the connection before. */
static void
send_again (ZbStorm *storm, const char *id, GBytes *container, ZbFaultReport *report)
{
  g_autofree char *code = NULL;
  guint status = zb_storm_try (storm, id, container, &code);

  if (status != 200 && status != 201)
    zb_fault_report_problem (report, "sent again, a report is answered %u %s", status,
                             code ? code : "");
}

static void
run_kind (const char *name, Kind kind, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (name);
  g_autoptr (GTimer) timer = g_timer_new ();
  guint answered = 0;

  zb_storm_start (storm);
  for (guint i = 0; i < size->vanishings; i++) {
    g_autofree char *id = NULL;
    g_autoptr (GBytes) container = zb_storm_make_report (storm, &id);
    answered += break_off (storm, kind, container);
    report->times++;
    send_again (storm, id, container, report);
  }
  if (kind == HALF_CLOSED)
    zb_fault_report_remark (report, "%u of %u were answered on the same connection", answered,
                            report->times);
  /* As many as broke off may not stay open, whatever else the server opened meanwhile. */
  guint least = count_open (storm);
  for (guint i = 0; i < PATIENCE && least > size->vanishings / 2 + 60; i++) {
    g_usleep (100000);
    least = count_open (storm);
  }
  if (least > size->vanishings / 2 + 60)
    zb_fault_report_problem (report, "%u files and connections are still open", least);
  zb_storm_judge (storm, report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_connection (const ZbFaultSize *size, GPtrArray *reports)
{
  run_kind ("sending side shut", HALF_CLOSED, size, reports);
  run_kind ("gone in the body", GONE_IN_THE_BODY, size, reports);
  run_kind ("gone before the answer", GONE_BEFORE_THE_ANSWER, size, reports);
  run_kind ("gone in the answer", GONE_IN_THE_ANSWER, size, reports);
}
