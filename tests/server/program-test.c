/* SPDX-License-Identifier: Apache-2.0 */
/* The program zhibaod as an administrator calls it. */
#include "server/node.h"
#include "server/store/leaf.h"
#include "storage/database.h"
#include "tests/support/node.h"
#include "tests/support/temp-dir.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

typedef struct {
  ZbTempDir *temp;
  char *dir; /* of the node */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->temp = zb_temp_dir_new ();
  fixture->dir = zb_temp_dir_path (fixture->temp, "node");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->dir);
  zb_temp_dir_free (fixture->temp);
}

/* Runs zhibaod with the arguments, ending with NULL, and returns its exit status. */
static int
run (char **ret_out, char **ret_err, const char *first, ...)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod", NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;
  va_list list;

  g_ptr_array_add (arguments, program);
  va_start (list, first);
  for (const char *one = first; one; one = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer)one);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  GSpawnFlags flags =
      (ret_out ? 0 : G_SPAWN_STDOUT_TO_DEV_NULL) | (ret_err ? 0 : G_SPAWN_STDERR_TO_DEV_NULL);
  g_spawn_sync (NULL, (char **)arguments->pdata, NULL, flags, NULL, NULL, ret_out, ret_err, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
init (Fixture *fixture)
{
  g_autofree char *catalogue =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  int status =
      run (&out, &err, "init", fixture->dir, "--port", "0", "--catalogue", catalogue, NULL);

  g_assert_cmpstr (err, ==, "");
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (out, "\nfor: staff admin\n"));
}

static void
test_help (Fixture *fixture, gconstpointer data)
{
  static const char *const commands[] = {"init", "serve", "backup", "verify"};
  g_autofree char *out = NULL;

  g_assert_cmpint (run (&out, NULL, "--help", NULL), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *help = NULL;
    g_assert_nonnull (strstr (out, commands[i]));
    g_assert_cmpint (run (&help, NULL, commands[i], "--help", NULL), ==, 0);
    g_assert_nonnull (strstr (help, commands[i]));
  }
}

static void
test_wrong_calls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *unknown = NULL;
  g_autofree char *option = NULL;
  g_autofree char *port = NULL;

  g_assert_cmpint (run (NULL, NULL, NULL), ==, 2);
  g_assert_cmpint (run (NULL, &unknown, "srve", NULL), ==, 2);
  g_assert_nonnull (strstr (unknown, "srve"));
  g_assert_cmpint (run (NULL, NULL, "serve", NULL), ==, 2);
  g_assert_cmpint (run (NULL, &option, "serve", "--prot=1", fixture->dir, NULL), ==, 2);
  g_assert_nonnull (strstr (option, "--prot"));
  g_assert_cmpint (run (NULL, &port, "serve", "--port=65536", fixture->dir, NULL), ==, 2);
  g_assert_nonnull (strstr (port, "65536"));
}

static void
test_names_what_is_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *serve = NULL;
  g_autofree char *verify = NULL;
  g_autofree char *backup = NULL;
  g_autofree char *copy = zb_temp_dir_path (fixture->temp, "copy");

  g_assert_cmpint (run (NULL, &serve, "serve", fixture->dir, NULL), ==, 1);
  g_assert_nonnull (strstr (serve, fixture->dir));
  g_assert_cmpint (run (NULL, &verify, "verify", fixture->dir, NULL), ==, 1);
  g_assert_nonnull (strstr (verify, fixture->dir));
  g_assert_cmpint (run (NULL, &backup, "backup", fixture->dir, copy, NULL), ==, 1);
  g_assert_nonnull (strstr (backup, fixture->dir));
}

static void
test_verify_finds_all_right (Fixture *fixture, gconstpointer data)
{
  g_autofree char *copy = zb_temp_dir_path (fixture->temp, "copy");
  g_autofree char *out = NULL;
  g_autofree char *of_copy = NULL;

  init (fixture);
  g_assert_cmpint (run (&out, NULL, "verify", fixture->dir, NULL), ==, 0);
  g_assert_nonnull (strstr (out, "all stands."));
  g_assert_cmpint (run (NULL, NULL, "backup", fixture->dir, copy, NULL), ==, 0);
  /* A copy without private keys proves as much. */
  g_assert_cmpint (run (&of_copy, NULL, "verify", copy, NULL), ==, 0);
  g_assert_cmpstr (of_copy, ==, out);
}

static void
test_verify_names_a_changed_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = zb_node_path (fixture->dir, ZB_NODE_STORE);
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  init (fixture);
  g_autoptr (ZbDatabase) database = zb_database_open (path, ZB_DATABASE_CREATE, &error);
  g_assert_no_error (error);
  zb_database_execute (database,
                       "DROP TRIGGER log_leaf_stands;"
                       "UPDATE log_leaf SET record = replace (record, 'issue', 'allow') "
                       "WHERE id = 2;",
                       &error);
  g_assert_no_error (error);
  g_clear_pointer (&database, zb_database_free);
  g_assert_cmpint (run (&out, NULL, "verify", fixture->dir, NULL), ==, 1);
  g_assert_nonnull (strstr (out, "leaf 2"));
}

/* A checkpoint kept elsewhere shows when a whole log was swapped for another, sound in itself. */
static void
test_verify_against_a_known_checkpoint (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = zb_temp_dir_path (fixture->temp, "other");
  g_autofree char *note = zb_temp_dir_path (fixture->temp, "note");
  g_autofree char *path = zb_node_path (fixture->dir, ZB_NODE_STORE);
  g_autoptr (GError) error = NULL;

  init (fixture);
  g_autoptr (ZbStore) store = zb_store_open (path, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (store, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (note, checkpoint->note, -1, NULL));
  g_assert_cmpint (run (NULL, NULL, "verify", fixture->dir, "--known", note, NULL), ==, 0);
  g_free (fixture->dir);
  fixture->dir = g_strdup (other);
  init (fixture);
  g_assert_cmpint (run (NULL, NULL, "verify", fixture->dir, "--known", note, NULL), ==, 1);
}

/* That a node serves shows that the second start of the program is like the first. */
static void
test_leaves_memory_to_the_allocator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  g_autofree char *text = NULL;
  gsize length = 0;
  gboolean left = FALSE;

  if (g_getenv ("G_SLICE") || glib_check_version (2, 76, 0) == NULL) {
    g_test_skip ("this GLib has no lists of its own, or was told about them");
    return;
  }
  zb_test_node_close (node);
  zb_test_node_spawn (node);
  g_autofree char *path = g_strdup_printf ("/proc/%d/environ", (int)zb_test_node_pid (node));
  g_assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (const char *one = text; one < text + length; one += strlen (one) + 1)
    left = left || g_str_equal (one, "G_SLICE=always-malloc");
  g_assert_true (left);
}

/* All threads; one may end while they are counted. */
static void
test_takes_long_turns (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  guint n = 0;
  const char *name;

  zb_test_node_close (node);
  zb_test_node_spawn (node);
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)zb_test_node_pid (node));
  g_autoptr (GDir) threads = g_dir_open (path, 0, NULL);
  g_assert_nonnull (threads);
  while ((name = g_dir_read_name (threads)) != NULL)
    switch (sched_getscheduler (atoi (name))) {
    case SCHED_BATCH:
      n++;
      break;
    case -1:
      g_assert_cmpint (errno, ==, ESRCH);
      break;
    default:
      g_error ("thread %s takes short turns", name);
    }
  g_assert_cmpuint (n, >, 1);
}

#define ADD(name, test) g_test_add ("/server/program/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("help", test_help);
  ADD ("wrong-calls", test_wrong_calls);
  ADD ("names-what-is-missing", test_names_what_is_missing);
  ADD ("verify-finds-all-right", test_verify_finds_all_right);
  ADD ("verify-names-a-changed-record", test_verify_names_a_changed_record);
  ADD ("verify-against-a-known-checkpoint", test_verify_against_a_known_checkpoint);
  ADD ("leaves-memory-to-the-allocator", test_leaves_memory_to_the_allocator);
  ADD ("takes-long-turns", test_takes_long_turns);
  return g_test_run ();
}
