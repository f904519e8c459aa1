/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/csv-reader.h"
#include "forms/code-list.h"
#include "validators/credit-code.h"

#include <string.h>

/* The register of the demo is data that other data and programs start from. */

enum {
  USCC,
  NAME,
  AREA,
  ZONE,
  INDUSTRY,
  SIZE,
  REGISTRATION,
  STATUS,
  LEGAL_PERSON,
  CONTACT,
  N_COLUMNS
};

typedef void (*RecordVisitor) (const char *const *fields, gpointer data);

static void
visit_records (const char *name, guint n_columns, RecordVisitor visit, gpointer data)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "packaging", "demo", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCsvReader) reader = NULL;
  const char *const *fields;
  guint n_fields = 0;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);
  reader = zb_csv_reader_new (path, text, length, ',');
  fields = zb_csv_reader_next (reader, &n_fields, NULL, &error); /* the header line */
  g_assert_no_error (error);
  g_assert_cmpuint (n_fields, ==, n_columns);
  g_assert_cmpstr (fields[USCC], ==, "uscc");
  while ((fields = zb_csv_reader_next (reader, &n_fields, NULL, &error)) != NULL) {
    g_assert_cmpuint (n_fields, ==, n_columns);
    visit (fields, data);
  }
  g_assert_no_error (error);
}

static ZbCodeList *
read_list (const char *id)
{
  g_autofree char *name = g_strdup_printf ("%s.xml", id);
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", "codelists", name, NULL);
  g_autoptr (GError) error = NULL;
  ZbCodeList *list = zb_code_list_read_file (path, &error);

  g_assert_no_error (error);
  return list;
}

static void
check_code (const char *const *fields, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_credit_code_check (fields[USCC], &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (fields[USCC], "913502"));
  g_assert_true (g_hash_table_add (data, g_strdup (fields[USCC])));
  g_assert_true (g_hash_table_add (data, g_strdup (fields[NAME])));
}

static void
test_codes_are_valid_and_unique (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  visit_records ("register.csv", N_COLUMNS, check_code, seen);
  /* The unit of the worked example of B204-1. */
  g_assert_true (g_hash_table_contains (seen, "9135020061202218XY"));
  g_assert_cmpuint (g_hash_table_size (seen), ==, 2 * 48);
}

static void
assert_level (ZbCodeList *list, const char *code, const char *level)
{
  const ZbCode *entry = zb_code_list_find (list, code);

  g_assert_nonnull (entry);
  g_assert_cmpstr (entry->level, ==, level);
}

static void
check_attributes (const char *const *fields, gpointer data)
{
  GPtrArray *lists = data;

  assert_level (lists->pdata[0], fields[AREA], "district");
  if (*fields[ZONE] != '\0')
    assert_level (lists->pdata[0], fields[ZONE], "zone");
  assert_level (lists->pdata[1], fields[INDUSTRY], "class");
  assert_level (lists->pdata[2], fields[REGISTRATION], "type");
  g_assert_nonnull (zb_code_list_find (lists->pdata[3], fields[SIZE]));
  g_assert_nonnull (zb_code_list_find (lists->pdata[4], fields[STATUS]));
}

static void
test_attributes_are_in_their_lists (void)
{
  static const char *const ids[] = {"areas", "industry", "registration", "size", "status"};
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_code_list_unref);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_ptr_array_add (lists, read_list (ids[i]));
  visit_records ("register.csv", N_COLUMNS, check_attributes, lists);
}

static void
count_area (const char *const *fields, gpointer data)
{
  g_hash_table_add (data, g_strdup (fields[AREA]));
  if (*fields[ZONE] != '\0')
    g_hash_table_add (data, g_strdup (fields[ZONE]));
}

static void
test_covers_six_districts_and_one_zone (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  visit_records ("register.csv", N_COLUMNS, count_area, seen);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 7);
  g_assert_true (g_hash_table_contains (seen, "350298"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/demo-register/codes-are-valid-and-unique",
                   test_codes_are_valid_and_unique);
  g_test_add_func ("/validators/demo-register/attributes-are-in-their-lists",
                   test_attributes_are_in_their_lists);
  g_test_add_func ("/validators/demo-register/covers-six-districts-and-one-zone",
                   test_covers_six_districts_and_one_zone);
  return g_test_run ();
}
