/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/source-catalogue.h"

#include <string.h>

/* The code lists of the catalogue: how many entries they have, how these hang together, and that
 * each list is told of. */

static void
test_counts_are_those_of_the_sources (void)
{
  static const struct {
    const char *list, *level;
    guint n;
  } counts[] = {
      {"industry", "section", 20},
      {"industry", "division", 97},
      {"industry", "group", 473},
      {"industry", "class", 1381},
      {"hs", "section", 22},
      {"hs", "chapter", 97},
      {"hs", "heading", 1228},
      {"hs", "subheading", 5612},
      {"registration", "type", 25},
      {"registration-2023", "type", 23},
      {"energy", "energy", 21},
      {"customs-countries", "country", 30},
      {"customs-countries", "other", 7},
  };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autoptr (ZbCodeList) list = zb_source_code_list_read (counts[i].list);

    g_test_message ("%s %s", counts[i].list, counts[i].level);
    g_assert_cmpuint (zb_source_code_list_count (list, counts[i].level), ==, counts[i].n);
  }
}

static void
test_commodities_hang_below_their_beginning (void)
{
  static const char *const above[] = {"section", "chapter", "heading"};
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("hs");

  g_assert_null (zb_code_list_find (list, "77"));
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    guint depth = (guint)strlen (code->code) / 2 - 1;
    const ZbCode *parent;

    if (strcmp (code->level, "section") == 0)
      continue;
    g_assert_nonnull (code->parent);
    parent = zb_code_list_find (list, code->parent);
    g_assert_nonnull (parent);
    g_assert_cmpuint (depth, <, G_N_ELEMENTS (above));
    g_assert_cmpstr (parent->level, ==, above[depth]);
    g_assert_true (depth == 0 || g_str_has_prefix (code->code, parent->code));
  }
}

static void
test_countries_have_their_iso_code (void)
{
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("customs-countries");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    const char *iso = zb_code_list_attribute (list, code, "iso");

    g_assert_cmpuint (strlen (code->code), ==, 3);
    g_assert_true ((iso != NULL) == (strcmp (code->level, "country") == 0));
    if (iso == NULL)
      continue;
    g_assert_cmpuint (strlen (iso), ==, 3);
    g_assert_true (g_hash_table_add (seen, (char *)iso));
  }
}

static void
test_energy_has_coefficients (void)
{
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("energy");

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    const char *low = zb_code_list_attribute (list, code, "price_low");
    const char *high = zb_code_list_attribute (list, code, "price_high");

    g_assert_nonnull (zb_code_list_attribute (list, code, "coefficient"));
    g_assert_nonnull (code->measure);
    g_assert_true ((low == NULL) == (high == NULL));
  }
}

static void
test_each_list_is_told_of (void)
{
  g_autofree char *folder = zb_source_catalogue_path ("codelists");
  g_autofree char *path = zb_source_catalogue_path ("README.md");
  g_autofree char *readme = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  g_file_get_contents (path, &readme, NULL, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = g_strndup (name, strlen (name) - strlen (".xml"));
    g_autofree char *line = g_strdup_printf ("\n| %s |", id);

    if (strstr (readme, line) == NULL)
      g_error ("the catalogue's README says nothing of the list “%s”", id);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/code-list-data/counts-are-those-of-the-sources",
                   test_counts_are_those_of_the_sources);
  g_test_add_func ("/forms/code-list-data/commodities-hang-below-their-beginning",
                   test_commodities_hang_below_their_beginning);
  g_test_add_func ("/forms/code-list-data/countries-have-their-iso-code",
                   test_countries_have_their_iso_code);
  g_test_add_func ("/forms/code-list-data/energy-has-coefficients", test_energy_has_coefficients);
  g_test_add_func ("/forms/code-list-data/each-list-is-told-of", test_each_list_is_told_of);
  return g_test_run ();
}
