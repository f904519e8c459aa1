/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/spool.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define HOUR (3600 * G_TIME_SPAN_SECOND)

typedef struct {
  ZbTempDir *dir;
  char *folder;
  ZbSpool *spool;
  char *id;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = zb_temp_dir_new ();
  fixture->folder = zb_temp_dir_path (fixture->dir, "spool");
  fixture->spool = zb_spool_open (fixture->folder, 1000, HOUR, &error);
  g_assert_no_error (error);
  fixture->id = zb_spool_new_id ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_spool_free (fixture->spool);
  g_free (fixture->folder);
  g_free (fixture->id);
  zb_temp_dir_free (fixture->dir);
}

static void
write_text (Fixture *fixture, guint64 offset, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  zb_spool_write (fixture->spool, fixture->id, offset, bytes, &error);
  g_assert_no_error (error);
}

static void
test_keeps_chunks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_spool_make (fixture->spool, fixture->id, 10, &error);
  g_assert_no_error (error);
  write_text (fixture, 0, "hello");
  write_text (fixture, 5, "wrong");
  write_text (fixture, 5, "world");
  g_autoptr (GBytes) all = zb_spool_read (fixture->spool, fixture->id, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (all, NULL), g_bytes_get_size (all), "helloworld", 10);
}

static void
test_names_are_its_own (Fixture *fixture, gconstpointer data)
{
  static const char *const others[] = {"", "..", "../../../../../etc/passwd",
                                       "0123456789abcdef0123456789abcdeF",
                                       "0123456789abcdef0123456789abcdef0"};

  g_assert_true (zb_spool_id_is_valid (fixture->id));
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_false (zb_spool_id_is_valid (others[i]));
}

static void
test_refuses_a_short_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_spool_make (fixture->spool, fixture->id, 10, NULL);
  g_assert_null (zb_spool_read (fixture->spool, fixture->id, 11, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
  g_assert_nonnull (strstr (error->message, fixture->id));
}

static void
test_tells_a_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ids = NULL;

  /* More than any disk has; the file system refuses it as too large or for lack of room. */
  g_assert_false (zb_spool_make (fixture->spool, fixture->id, G_MAXINT64, &error));
  g_assert_nonnull (error);
  g_assert_true (error->domain == G_FILE_ERROR);
  ids = zb_spool_list (fixture->spool, NULL);
  g_assert_cmpuint (ids->len, ==, 0);
}

static void
test_lists_and_removes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "notes.txt", NULL);

  g_assert_true (g_file_set_contents (other, "", 0, NULL));
  g_assert_true (zb_spool_make (fixture->spool, fixture->id, 10, NULL));
  before = zb_spool_list (fixture->spool, NULL);
  g_assert_cmpuint (before->len, ==, 1);
  g_assert_cmpstr (before->pdata[0], ==, fixture->id);
  zb_spool_remove (fixture->spool, fixture->id);
  zb_spool_remove (fixture->spool, fixture->id);
  after = zb_spool_list (fixture->spool, NULL);
  g_assert_cmpuint (after->len, ==, 0);
}

static void
test_one_holds (Fixture *fixture, gconstpointer data)
{
  g_assert_true (zb_spool_hold (fixture->spool, fixture->id));
  g_assert_false (zb_spool_hold (fixture->spool, fixture->id));
  g_assert_true (zb_spool_hold (fixture->spool, "another"));
  zb_spool_release (fixture->spool, fixture->id);
  g_assert_true (zb_spool_hold (fixture->spool, fixture->id));
}

#define ADD(name, test) g_test_add ("/server/spool/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-chunks", test_keeps_chunks);
  ADD ("names-are-its-own", test_names_are_its_own);
  ADD ("refuses-a-short-file", test_refuses_a_short_file);
  ADD ("tells-a-full-disk", test_tells_a_full_disk);
  ADD ("lists-and-removes", test_lists_and_removes);
  ADD ("one-holds", test_one_holds);
  return g_test_run ();
}
