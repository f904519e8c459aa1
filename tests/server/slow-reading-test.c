/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that take a process to be read wait with the bulk: workers are left for all else. */
#include "exchange/protocol.h"
#include "tests/server/astray.h"
#include "tests/support/child-process.h"
#include "tests/support/sample.h"

#include <signal.h>
#include <unistd.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define SENDERS 12 /* more than the node has workers */
#define NEVER G_TIME_SPAN_DAY

typedef struct {
  ZbTempDir *dir;
  ZbTestNode *node;
  ZbTestPerson *person, *other;
  char *package;
  GThread *threads[SENDERS];
  int answered; /* atomic: of what the threads send */
} Fixture;

typedef GBytes *(*MessageMaker) (const ZbTestPerson *person,
                                 const char *package,
                                 const char *message_id,
                                 const char *replaces,
                                 gint64 now);

static void
set_up (Fixture *fixture, const char *way)
{
  fixture->dir = zb_temp_dir_new ();
  fixture->node = zb_test_node_new ();
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->other = zb_test_node_add_enterprise (fixture->node, OTHER, "厦门海沧港务");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->package = zb_sample_package (fixture->node);
  zb_test_node_close (fixture->node);
  g_autofree char *reader = zb_astray_program (fixture->dir, way);
  zb_test_node_open_with (fixture->node, (ZbNodeReaders){zb_readers_new (reader, NEVER), NULL});
}

static void
tear_down (Fixture *fixture)
{
  g_free (fixture->package);
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->other);
  zb_test_node_free (fixture->node);
  zb_temp_dir_free (fixture->dir);
}

static guint
send (const Fixture *fixture, const ZbTestPerson *person, MessageMaker make)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (fixture->node, person);
  g_autoptr (GBytes) container =
      make (person, fixture->package, NULL, NULL, zb_clock_now (&zb_clock_system));

  return zb_test_ask_with (client, "POST", "/v1/messages", headers, container, NULL);
}

static gpointer
send_thread (gpointer data)
{
  Fixture *fixture = data;

  guint status = send (fixture, fixture->person, zb_sample_foreign_message_for);

  /* After the first, none of the same sender's is tried. */
  g_assert_true (status == 422 || status == 429);
  g_atomic_int_inc (&fixture->answered);
  return NULL;
}

static void
send_what_nobody_reads (Fixture *fixture)
{
  for (guint i = 0; i < SENDERS; i++)
    fixture->threads[i] = g_thread_new ("sends", send_thread, fixture);
  while (zb_test_find_child (getpid (), "reading") == 0)
    g_usleep (10000);
}

static void
kill_those_who_hang (const Fixture *fixture)
{
  static const char *const names[] = {"reading", "reading-again"};

  while (g_atomic_int_get (&fixture->answered) < SENDERS) {
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      GPid reader = zb_test_find_child (getpid (), names[i]);

      if (reader > 0)
        kill (reader, SIGKILL);
    }
    g_usleep (1000);
  }
  for (guint i = 0; i < SENDERS; i++)
    g_thread_join (fixture->threads[i]);
}

static void
test_leaves_workers (void)
{
  Fixture fixture = {0};

  set_up (&fixture, "always-hangs");
  send_what_nobody_reads (&fixture);
  /* As many as would take every worker, and one of them a report that is new. */
  for (guint i = 0; i < SENDERS; i++)
    g_assert_cmpuint (send (&fixture, fixture.other, zb_sample_message_for), <, 500);
  g_assert_cmpint (g_atomic_int_get (&fixture.answered), ==, 0);
  kill_those_who_hang (&fixture);
  tear_down (&fixture);
}

static void
test_is_read_in_its_turn (void)
{
  Fixture fixture = {0};

  set_up (&fixture, "reads");
  g_assert_cmpuint (send (&fixture, fixture.person, zb_sample_foreign_message_for), ==, 201);
  g_assert_cmpuint (send (&fixture, fixture.other, zb_sample_message_for), ==, 201);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  zb_astray_listen ();
#define ADD(path, test) g_test_add_data_func ("/server/slow-reading/" path, test, zb_astray_run)
  ADD ("leaves-workers-for-what-is-plain", test_leaves_workers);
  ADD ("is-read-in-its-turn", test_is_read_in_its_turn);
  return g_test_run ();
}
