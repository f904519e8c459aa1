/* SPDX-License-Identifier: Apache-2.0 */
/* More than a node can take, and connections that keep it waiting. */
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "tests/support/sample.h"

#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>

#define PATIENCE 120 /* half seconds */
#define UNITS 24
#define HELD 200

/* A request that a crowd hands in at the same moment. */
typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  GBytes *message;
  char *id;
  guint status;
  guint retry_after;
} Sending;

static gpointer
send_thread (gpointer data)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  Sending *sending = data;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (sending->node, sending->person);
  ZbHttpRequest request = {
      .method = "POST", .path = "/v1/messages", .headers = headers, .body = sending->message};
  ZbHttpResponse response = {0};
  g_autoptr (GError) error = NULL;

  zb_http_client_send (client, &request, &response, &error);
  g_assert_no_error (error);
  sending->status = response.status;
  const char *retry = zb_http_response_header (&response, "Retry-After");
  sending->retry_after = retry ? (guint)g_ascii_strtoull (retry, NULL, 10) : 0;
  zb_http_response_clear (&response);
  return NULL;
}

static void
set (const ZbTestNode *node, const char *lines)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strconcat (text, lines, NULL);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
}

/* One worker and room for eight: each of the crowd is either taken, and then kept, or told when to
 * come again; and whoever comes again is taken. */
static void
test_tells_when_to_come_again (void)
{
  ZbTestNode *node = zb_test_node_new ();
  g_autofree char *package = zb_sample_package (node);
  gint64 now = zb_clock_now (&zb_clock_system);
  Sending sendings[UNITS];
  GThread *threads[UNITS];
  guint taken = 0, told = 0;

  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  for (guint i = 0; i < UNITS; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA00000%02uX", i);
    sendings[i] = (Sending){.node = node, .id = zb_uuid_new (now)};
    sendings[i].person = zb_test_node_add_enterprise (node, code, "厦门某某电子");
    sendings[i].message =
        zb_sample_message_for (sendings[i].person, package, sendings[i].id, NULL, now);
  }
  zb_test_node_close (node);
  set (node, "[listen]\nworkers = 1\nwaiting = 8\n");
  zb_test_node_open (node);
  for (guint i = 0; i < UNITS; i++)
    threads[i] = g_thread_new ("sender", send_thread, &sendings[i]);
  for (guint i = 0; i < UNITS; i++) {
    g_autoptr (GPtrArray) kept = g_ptr_array_new ();

    g_thread_join (threads[i]);
    told += sendings[i].status == 503;
    if (sendings[i].status == 503)
      g_assert_cmpuint (sendings[i].retry_after, >=, 1);
    while (sendings[i].status == 503)
      send_thread (&sendings[i]);
    g_assert_cmpuint (sendings[i].status, ==, 201);
    g_ptr_array_add (kept, sendings[i].id);
    zb_test_node_assert_kept (node, sendings[i].person->unit, kept);
    taken++;
  }
  g_assert_cmpuint (taken, ==, UNITS);
  g_test_message ("%u of %u were told to come again", told, UNITS);
  for (guint i = 0; i < UNITS; i++) {
    zb_test_person_free (sendings[i].person);
    g_bytes_unref (sendings[i].message);
    g_free (sendings[i].id);
  }
  zb_test_node_free (node);
}

static GSocketConnection *
dial (const ZbTestNode *node, gboolean tls)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;

  g_socket_client_set_timeout (client, 20);
  GSocketConnection *connection =
      g_socket_client_connect_to_uri (client, zb_test_node_url (node), 443, NULL, &error);
  g_assert_no_error (error);
  if (tls) {
    /* The beginning of a ClientHello, whose rest never comes. */
    static const guint8 hello[] = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03};
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), hello,
                               sizeof hello, NULL, NULL, &error);
    g_assert_no_error (error);
  }
  return connection;
}

static double
processor_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
         (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
}

/* Whether this process comes to take next to nothing of a processor while it only holds
 * connections: what was begun may take a while to come to rest. */
static gboolean
comes_to_rest (void)
{
  for (guint i = 0; i < PATIENCE; i++) {
    double before = processor_seconds ();

    g_usleep (G_TIME_SPAN_SECOND / 2);
    if (processor_seconds () - before < 0.02)
      return TRUE;
  }
  return FALSE;
}

/* Half of them say nothing, half begin a handshake and stop: reports go through as if they were not
 * there. (The benchmark holds ten thousand.) */
static void
test_holds_silent_connections (void)
{
  ZbTestNode *node = zb_test_node_new ();
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (node, "9135020061202218XY", "厦门某某电子");
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  zb_test_node_open_period (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  for (guint i = 0; i < HELD; i++)
    g_ptr_array_add (held, dial (node, i % 2 == 1));
  g_assert_true (comes_to_rest ());
  g_autoptr (GBytes) message = zb_sample_message (node, person, NULL);
  Sending sending = {.node = node, .person = person, .message = message};
  send_thread (&sending);
  g_assert_cmpuint (sending.status, ==, 201);
  g_clear_pointer (&held, g_ptr_array_unref);
  zb_test_node_free (node);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/overload/tells-when-to-come-again", test_tells_when_to_come_again);
  g_test_add_func ("/server/overload/holds-silent-connections", test_holds_silent_connections);
  return g_test_run ();
}
