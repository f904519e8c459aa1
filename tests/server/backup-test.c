/* SPDX-License-Identifier: Apache-2.0 */
/* Copies of a node that goes on taking reports: each is whole as of one moment, stands when it is
 * verified, and can take the node's place. */
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "server/backup.h"
#include "server/store/submission.h"
#include "server/verify.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <signal.h>
#include <string.h>

#define SENDERS 2
#define COPIES 3
#define BETWEEN 6 /* reports from one copy to the next */

typedef struct {
  ZbTestNode *node;
  char *package;
  GMutex lock; /* of what follows */
  GCond grown;
  gboolean stop;
  GPtrArray *taken; /* Taken, in the order acknowledged */
} Storm;

typedef struct {
  char *unit, *id;
  GBytes *container;
} Taken;

typedef struct {
  Storm *storm;
  ZbTestPerson *person;
} Sender;

static void
taken_free (gpointer data)
{
  Taken *taken = data;

  g_free (taken->unit);
  g_free (taken->id);
  g_bytes_unref (taken->container);
  g_free (taken);
}

/* TRUE to go on. */
static gboolean
note (Storm *storm, const Sender *sender, const char *id, GBytes *container)
{
  Taken *taken = g_new0 (Taken, 1);

  taken->unit = g_strdup (sender->person->unit);
  taken->id = g_strdup (id);
  taken->container = g_bytes_ref (container);
  g_mutex_lock (&storm->lock);
  g_ptr_array_add (storm->taken, taken);
  g_cond_signal (&storm->grown);
  gboolean more = !storm->stop;
  g_mutex_unlock (&storm->lock);
  return more;
}

/* Corrections one after another over a connection of its own. */
static gpointer
send_all (gpointer data)
{
  const Sender *sender = data;
  Storm *storm = sender->storm;
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (storm->node, sender->person);
  g_autofree char *before = NULL;
  gboolean more = TRUE;

  while (more) {
    gint64 now = zb_clock_now (&zb_clock_system);
    char *id = zb_uuid_new (now);
    g_autoptr (GBytes) container =
        zb_sample_message_for (sender->person, storm->package, id, before, now);

    g_assert_cmpuint (zb_test_ask (client, "POST", "/v1/messages", ZB_MIME_ASICE, container, NULL),
                      ==, 201);
    more = note (storm, sender, id, container);
    g_free (before);
    before = id;
  }
  return NULL;
}

static guint
wait_for (Storm *storm, guint more)
{
  g_mutex_lock (&storm->lock);
  guint wanted = storm->taken->len + more;
  while (storm->taken->len < wanted)
    g_cond_wait (&storm->grown, &storm->lock);
  guint n = storm->taken->len;
  g_mutex_unlock (&storm->lock);
  return n;
}

/* As an administrator would, by the program, beside the one that serves. */
static void
run_backup (const Storm *storm, const char *dest)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod", NULL);
  const char *arguments[] = {program, "backup",      zb_test_node_dir (storm->node),
                             dest,    "--with-keys", NULL};
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

/* All of the first @n that were acknowledged are in the copy, and it stands. Returns how many there
 * are. */
static guint
check_copy (const Storm *storm, const char *copy, guint n)
{
  g_autofree char *place = zb_node_path (copy, ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (copy, NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    g_autofree char *text = zb_log_fault_describe (report->faults->pdata[i]);
    g_test_message ("%s", text);
  }
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->containers, >=, n);
  g_autoptr (ZbStore) store = zb_store_open (place, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++) {
    const Taken *taken = storm->taken->pdata[i];
    g_autoptr (ZbMessage) message = zb_store_read_message (store, taken->unit, taken->id, &error);
    g_assert_no_error (error);
    g_assert_cmpint (message->version, !=, 0);
  }
  return (guint)report->containers;
}

/* The copy serves in the node's place: what it has it has, and it takes on. */
static void
check_restored (const Storm *storm, const char *copy, guint n)
{
  const Taken *first = storm->taken->pdata[0];
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbNode) node = zb_node_open (copy, NULL, &error);
  g_autofree char *lists = zb_node_path (copy, "codelists/areas.xml");

  g_assert_no_error (error);
  g_assert_true (g_file_test (lists, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (
      zb_catalogue_n_packages (zb_rulebook_catalogue (zb_node_service (node)->rulebook)), >, 0);
  zb_node_listen (node, 0, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, >, 0);
  g_autoptr (ZbMessage) message =
      zb_store_read_message (zb_node_service (node)->store, first->unit, first->id, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) kept =
      zb_store_read_container (zb_node_service (node)->store, message->id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (kept, first->container));
}

static void
begin (Storm *storm, Sender *senders, GThread **threads)
{
  *storm =
      (Storm){.node = zb_test_node_new (), .taken = g_ptr_array_new_with_free_func (taken_free)};
  g_mutex_init (&storm->lock);
  g_cond_init (&storm->grown);
  zb_test_node_open_period (storm->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  storm->package = zb_sample_package (storm->node);
  for (guint i = 0; i < SENDERS; i++) {
    g_autofree char *code = g_strdup_printf ("91350200MA00000%02uX", i);
    senders[i].storm = storm;
    senders[i].person = zb_test_node_add_enterprise (storm->node, code, "厦门某某电子");
    threads[i] = g_thread_new ("sender", send_all, &senders[i]);
  }
}

static void
end (Storm *storm, Sender *senders, GThread **threads)
{
  g_mutex_lock (&storm->lock);
  storm->stop = TRUE;
  g_mutex_unlock (&storm->lock);
  for (guint i = 0; i < SENDERS; i++) {
    g_thread_join (threads[i]);
    zb_test_person_free (senders[i].person);
  }
}

static void
storm_clear (Storm *storm)
{
  zb_test_node_free (storm->node);
  g_ptr_array_unref (storm->taken);
  g_free (storm->package);
  g_mutex_clear (&storm->lock);
  g_cond_clear (&storm->grown);
}

static void
test_copies_stand_while_reports_come_in (void)
{
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  Storm storm;
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  char *copies[COPIES];
  guint before[COPIES], held = 0;

  begin (&storm, senders, threads);
  for (guint i = 0; i < COPIES; i++) {
    g_autofree char *name = g_strdup_printf ("copy-%u", i);
    copies[i] = zb_temp_dir_path (temp, name);
    before[i] = wait_for (&storm, BETWEEN);
    run_backup (&storm, copies[i]);
  }
  wait_for (&storm, BETWEEN);
  end (&storm, senders, threads);
  for (guint i = 0; i < COPIES; i++) {
    guint n = check_copy (&storm, copies[i], before[i]);
    g_assert_cmpuint (n, >=, held);
    /* What came after the copy is not in it. */
    g_assert_cmpuint (n, <, storm.taken->len);
    held = n;
  }
  check_restored (&storm, copies[0], before[0]);
  for (guint i = 0; i < COPIES; i++)
    g_free (copies[i]);
  storm_clear (&storm);
}

/* The serving node itself may be verified at any moment, and a checkpoint of now proves that a copy
 * of before is an old one. */
static void
test_verifies_while_reports_come_in (void)
{
  Sender senders[SENDERS];
  GThread *threads[SENDERS];
  Storm storm;
  g_autoptr (ZbTempDir) temp = zb_temp_dir_new ();
  g_autofree char *copy = zb_temp_dir_path (temp, "copy");
  g_autoptr (GError) error = NULL;
  g_autofree char *checkpoint = NULL;

  begin (&storm, senders, threads);
  wait_for (&storm, BETWEEN);
  run_backup (&storm, copy);
  for (guint i = 0; i < COPIES; i++) {
    wait_for (&storm, 1);
    check_copy (&storm, zb_test_node_dir (storm.node), 1);
  }
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (storm.node, NULL);
  g_assert_cmpuint (zb_test_ask (client, "GET", "/log/checkpoint", NULL, NULL, &checkpoint), ==,
                    200);
  end (&storm, senders, threads);
  g_autoptr (ZbLogReport) report = zb_node_verify (copy, checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 1);
  const ZbLogFault *fault = report->faults->pdata[0];
  g_assert_cmpint (fault->kind, ==, ZB_LOG_FAULT_CHECKPOINT);
  g_assert_cmpstr (fault->field, ==, "size");
  storm_clear (&storm);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  g_test_add_func ("/server/backup/copies-stand-while-reports-come-in",
                   test_copies_stand_while_reports_come_in);
  g_test_add_func ("/server/backup/verifies-while-reports-come-in",
                   test_verifies_while_reports_come_in);
  return g_test_run ();
}
