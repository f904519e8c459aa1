/* SPDX-License-Identifier: Apache-2.0 */
/* What was copied of a log long ago is looked at again, in turn. */
#include "exchange/error.h"
#include "exchange/log-bundle.h"
#include "exchange/note-key.h"
#include "server/log/log.h"
#include "server/store/error.h"
#include "server/witness/log-copying.h"
#include "tests/support/authority.h"
#include "tests/support/temp-dir.h"

#include <string.h>

#define WIDTH ZB_LOG_BUNDLE_WIDTH
#define BUNDLES 3
#define RECORDS (BUNDLES * WIDTH + 10)

/* A log of its own, and the copy of it. */
typedef struct {
  ZbTestAuthority *authority;
  ZbTempDir *temp;
  char *folder;
  GPtrArray *records; /* as the log hands them out now */
  GString *fetched;   /* the paths, a line each */
  GString *changed;   /* numbers of records that were told, a blank behind each */
} Fixture;

static GBytes *
fetch_cb (const char *path, gpointer data, GError **error)
{
  Fixture *fixture = data;
  guint64 index = 0;
  g_autoptr (GPtrArray) bundle = g_ptr_array_new ();

  g_string_append_printf (fixture->fetched, "%s\n", path);
  g_assert_true (g_str_has_prefix (path, "/log/tile/entries/"));
  g_assert_true (g_ascii_string_to_unsigned (path + strlen ("/log/tile/entries/"), 10, 0, BUNDLES,
                                             &index, error));
  for (guint64 i = index * WIDTH; i < (index + 1) * WIDTH && i < fixture->records->len; i++)
    g_ptr_array_add (bundle, fixture->records->pdata[i]);
  return zb_log_bundle_write (bundle, error);
}

static void
changed_cb (guint64 number, gpointer data)
{
  Fixture *fixture = data;

  g_string_append_printf (fixture->changed, "%" G_GUINT64_FORMAT " ", number);
}

/* The checkpoint over all records. (transfer full) */
static char *
sign (Fixture *fixture)
{
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (0);
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {.origin = (char *)ZB_TEST_LOG, .size = fixture->records->len};

  for (guint i = 0; i < fixture->records->len; i++) {
    ZbHash leaf = zb_log_record_hash (fixture->records->pdata[i]);
    g_assert_true (zb_log_tree_append (tree, &leaf, NULL));
  }
  g_assert_true (zb_log_tree_root (tree, &checkpoint.root, NULL));
  char *note = zb_checkpoint_sign (&checkpoint, zb_test_authority_log_key (fixture->authority),
                                   ZB_TEST_LOG, &error);
  g_assert_no_error (error);
  return note;
}

static ZbLogCopy *
open_copy (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  ZbLogCopy *copy = zb_log_copy_open (fixture->folder,
                                      zb_test_authority_log_verifier (fixture->authority), &error);

  g_assert_no_error (error);
  return copy;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->authority = zb_test_authority_new (g_get_real_time ());
  fixture->temp = zb_temp_dir_new ();
  fixture->folder = zb_temp_dir_path (fixture->temp, "350200");
  fixture->records = g_ptr_array_new_with_free_func (g_free);
  fixture->fetched = g_string_new (NULL);
  fixture->changed = g_string_new (NULL);
  for (guint i = 0; i < RECORDS; i++)
    g_ptr_array_add (fixture->records,
                     g_strdup_printf ("2024-07-05T03:26:40.%06uZ export - - - - - -", i));
  g_autofree char *note = sign (fixture);
  g_autoptr (ZbLogCopy) copy = open_copy (fixture);
  g_autoptr (GArray) nothing = g_array_new (FALSE, FALSE, sizeof (ZbHash));
  g_autoptr (GError) error = NULL;
  zb_log_copy_append (copy, fixture->records, nothing, note, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_string_free (fixture->changed, TRUE);
  g_string_free (fixture->fetched, TRUE);
  g_ptr_array_unref (fixture->records);
  g_free (fixture->folder);
  zb_temp_dir_free (fixture->temp);
  zb_test_authority_free (fixture->authority);
}

/* As a round does after any start: what counts lies in the folder. */
static gboolean
look_until (Fixture *fixture, gint64 until, GError **error)
{
  const ZbLogSource source = {fetch_cb, fixture};
  g_autoptr (ZbLogCopy) copy = open_copy (fixture);

  return zb_log_copying_look (copy, &source, until, changed_cb, fixture, error);
}

static gboolean
look (Fixture *fixture, GError **error)
{
  return look_until (fixture, G_MAXINT64, error);
}

static void
look_well (Fixture *fixture, guint times)
{
  for (guint i = 0; i < times; i++) {
    g_autoptr (GError) error = NULL;

    look (fixture, &error);
    g_assert_no_error (error);
  }
}

static void
change_record (Fixture *fixture, guint number)
{
  char *record = fixture->records->pdata[number];

  *strstr (record, "export") = 'E';
}

/* (nullable) */
static char *
read_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* One after the other, and the last one, which is not full yet, never. */
static void
test_goes_round (Fixture *fixture, gconstpointer data)
{
  look_well (fixture, BUNDLES + 1);
  g_assert_cmpstr (fixture->fetched->str, ==,
                   "/log/tile/entries/000\n/log/tile/entries/001\n/log/tile/entries/002\n"
                   "/log/tile/entries/000\n");
  g_assert_cmpstr (fixture->changed->str, ==, "");
  g_assert_null (read_file (fixture, "changed"));
}

/* The first of each bundle is told each time that it is come by, and the very first is kept. */
static void
test_finds_what_was_changed (Fixture *fixture, gconstpointer data)
{
  change_record (fixture, WIDTH);
  change_record (fixture, WIDTH + 1);
  change_record (fixture, 3 * WIDTH - 1);
  change_record (fixture, 3 * WIDTH); /* of the one that is not full yet */
  look_well (fixture, 1);
  g_assert_cmpstr (fixture->changed->str, ==, "");
  look_well (fixture, BUNDLES);
  g_assert_cmpstr (fixture->changed->str, ==, "256 767 ");
  g_autofree char *kept = read_file (fixture, "changed");
  g_assert_cmpstr (kept, ==,
                   "256\n2024-07-05T03:26:40.000256Z export - - - - - -\n"
                   "2024-07-05T03:26:40.000256Z Export - - - - - -\n");
  look_well (fixture, BUNDLES);
  g_assert_cmpstr (fixture->changed->str, ==, "256 767 256 767 ");
  g_autoptr (ZbLogCopy) copy = open_copy (fixture);
  g_assert_true (zb_log_copy_has_changed (copy));
}

/* A round that has no time left asks for nothing, and the next one goes on where this one was. */
static void
test_holds_the_deadline (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  look_well (fixture, 1);
  g_assert_true (look_until (fixture, g_get_monotonic_time (), &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->fetched->str, ==, "/log/tile/entries/000\n");
  look_well (fixture, 1);
  g_assert_cmpstr (fixture->fetched->str, ==, "/log/tile/entries/000\n/log/tile/entries/001\n");
}

/* A log that hands out fewer, or none, is not passed over. */
static void
test_stays_where_it_gets_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (fixture->records, 2 * WIDTH - 1);
  look_well (fixture, 1);
  for (guint i = 0; i < 2; i++) {
    g_assert_false (look (fixture, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
    g_assert_nonnull (strstr (error->message, "bundle 1 "));
    g_clear_error (&error);
  }
}

static void
damage (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[length - 1] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
}

/* Of the copy itself: its records, their hashes, or the hashes above them. */
static void
test_finds_its_own_damage (Fixture *fixture, gconstpointer name)
{
  g_autoptr (GError) error = NULL;

  damage (fixture, name);
  g_assert_false (look (fixture, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "entries/000 is missing or damaged"));
  g_assert_cmpstr (fixture->fetched->str, ==, "");
}

/* What says where to go on is no more than that. */
static void
test_begins_anew_where_it_must (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {"", "none", "3", "99999999999999999999"};
  g_autofree char *path = g_build_filename (fixture->folder, "looked", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
    g_string_truncate (fixture->fetched, 0);
    look_well (fixture, 1);
    g_assert_cmpstr (fixture->fetched->str, ==, "/log/tile/entries/000\n");
  }
}

static void
test_pace (void)
{
  g_assert_cmpuint (zb_log_copying_pace (0), ==, 0);
  g_assert_cmpuint (zb_log_copying_pace (1), ==, 1);
  g_assert_cmpuint (zb_log_copying_pace (10080), ==, 1);
  g_assert_cmpuint (zb_log_copying_pace (10081), ==, 2);
  g_assert_cmpuint (zb_log_copying_pace (161280), ==, ZB_LOG_COPYING_MOST_LOOKED);
  g_assert_cmpuint (zb_log_copying_pace (G_MAXINT64 / WIDTH), ==, ZB_LOG_COPYING_MOST_LOOKED);
}

#define ADD(name, data, test)                                                                      \
  g_test_add ("/server/log-look/" name, Fixture, data, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("goes-round", NULL, test_goes_round);
  ADD ("finds-what-was-changed", NULL, test_finds_what_was_changed);
  ADD ("holds-the-deadline", NULL, test_holds_the_deadline);
  ADD ("stays-where-it-gets-none", NULL, test_stays_where_it_gets_none);
  ADD ("finds-damaged-records", "entries/000", test_finds_its_own_damage);
  ADD ("finds-damaged-hashes", "tile/0/000", test_finds_its_own_damage);
  ADD ("finds-damage-above", "tile/1/000", test_finds_its_own_damage);
  ADD ("begins-anew-where-it-must", NULL, test_begins_anew_where_it_must);
  g_test_add_func ("/server/log-look/pace", test_pace);
  return g_test_run ();
}
