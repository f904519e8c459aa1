/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/error.h"
#include "server/store/packed-section.h"

#include <string.h>

#define SHAPED ((gsize)7 * 4) /* what stands before a section's parts */

static void
add (GPtrArray *sections, guint index, const char *keys, gsize n_cells, const char *texts)
{
  static const gint64 numbers[] = {GINT64_TO_LE (7), GINT64_TO_LE (-8), GINT64_TO_LE (9)};
  static const guint8 states[] = {ZB_STATE_VALUE, ZB_STATE_WITHHELD, ZB_STATE_VALUE};
  ZbPackedSection *section = g_new0 (ZbPackedSection, 1);

  section->section = index;
  section->n_rows = (guint)n_cells;
  section->n_columns = 1;
  section->keys = keys != NULL ? g_bytes_new (keys, strlen (keys) + 1) : NULL;
  section->numbers = g_bytes_new (numbers, n_cells * sizeof *numbers);
  section->states = n_cells > 1 ? g_bytes_new (states, n_cells) : NULL;
  section->texts = texts != NULL ? g_bytes_new (texts, strlen (texts) + 1) : NULL;
  g_ptr_array_add (sections, section);
}

static GPtrArray *
new_sections (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
}

/* (transfer full) */
static GBytes *
joined_of (guint first, guint second)
{
  g_autoptr (GPtrArray) sections = new_sections ();

  add (sections, first, NULL, 3, NULL);
  add (sections, second, "01", 1, "0");
  return zb_packed_sections_join (sections);
}

static void
assert_same (GBytes *one, GBytes *other)
{
  g_assert_true (one == NULL ? other == NULL : other != NULL && g_bytes_equal (one, other));
}

static void
test_come_back_as_they_were (void)
{
  g_autoptr (GPtrArray) sections = new_sections ();
  g_autoptr (GError) error = NULL;
  gint64 number = 0;

  add (sections, 0, NULL, 3, NULL);
  add (sections, 2, "01", 1, "0");
  add (sections, 255, NULL, 2, "1");
  g_autoptr (GBytes) joined = zb_packed_sections_join (sections);
  g_autoptr (GPtrArray) split = zb_packed_sections_split (joined, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (split->len, ==, sections->len);
  for (guint i = 0; i < split->len; i++) {
    const ZbPackedSection *one = sections->pdata[i], *other = split->pdata[i];
    g_assert_cmpuint (one->section, ==, other->section);
    g_assert_cmpuint (one->n_rows, ==, other->n_rows);
    g_assert_cmpuint (one->n_columns, ==, other->n_columns);
    assert_same (one->keys, other->keys);
    assert_same (one->numbers, other->numbers);
    assert_same (one->states, other->states);
    assert_same (one->texts, other->texts);
  }
  g_assert_false (zb_packed_section_number (split->pdata[0], 1, &number));
  g_assert_true (zb_packed_section_number (split->pdata[0], 2, &number));
  g_assert_cmpint (number, ==, 9);
  g_assert_false (zb_packed_section_number (split->pdata[0], 3, &number));
}

/* A withdrawal and a nil report have none. */
static void
test_none_is_none (void)
{
  g_autoptr (GPtrArray) sections = new_sections ();
  g_autoptr (GBytes) joined = zb_packed_sections_join (sections);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) split = zb_packed_sections_split (joined, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (joined), ==, 0);
  g_assert_cmpuint (split->len, ==, 0);
}

static void
assert_refused (GBytes *joined, const char *place)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_packed_sections_split (joined, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, place));
}

static void
test_refuses_what_is_cut_short (void)
{
  const gsize first = SHAPED + 3 * sizeof (gint64) + 3;
  g_autoptr (GBytes) joined = joined_of (0, 1);

  for (gsize length = 1; length < g_bytes_get_size (joined); length++) {
    g_autoptr (GBytes) cut = g_bytes_new_from_bytes (joined, 0, length);
    if (length != first)
      assert_refused (cut, length < first ? "behind 0 sections" : "behind 1 sections");
  }
}

static void
test_refuses_disorder (void)
{
  static const guint disorderly[][2] = {{1, 1}, {1, 0}};

  for (guint i = 0; i < G_N_ELEMENTS (disorderly); i++) {
    g_autoptr (GBytes) joined = joined_of (disorderly[i][0], disorderly[i][1]);
    assert_refused (joined, "out of order behind 1 sections");
  }
}

/* Lengths are as large as 32 bits hold; of numbers there are some. */
static void
test_refuses_lengths_that_lie (void)
{
  for (gsize at = 3 * 4; at < SHAPED; at += 4) {
    g_autoptr (GBytes) joined = joined_of (0, 1);
    gsize length;
    guint8 *bytes = g_bytes_unref_to_data (g_steal_pointer (&joined), &length);
    memset (bytes + at, 0xff, 4);
    g_autoptr (GBytes) changed = g_bytes_new_take (bytes, length);
    assert_refused (changed, "cut short");
  }
  g_autofree guint8 *none = g_malloc0 (SHAPED);
  g_autoptr (GBytes) empty = g_bytes_new (none, SHAPED);
  assert_refused (empty, "cut short");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/packed-section/come-back-as-they-were", test_come_back_as_they_were);
  g_test_add_func ("/server/packed-section/none-is-none", test_none_is_none);
  g_test_add_func ("/server/packed-section/refuses-what-is-cut-short",
                   test_refuses_what_is_cut_short);
  g_test_add_func ("/server/packed-section/refuses-disorder", test_refuses_disorder);
  g_test_add_func ("/server/packed-section/refuses-lengths-that-lie",
                   test_refuses_lengths_that_lie);
  return g_test_run ();
}
