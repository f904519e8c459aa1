/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/ruleset.h"

#include <string.h>

/* What docs/rule-language.md shows of the language is the language: every rule of its table
 * compiles in the form whose relation it writes. */

typedef struct {
  char *rule, *form; /* NULL for a line that is no such row */
} Row;

static void
row_clear (Row *row)
{
  g_free (row->rule);
  g_free (row->form);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Row, row_clear)

/* | construct | `rule` | FORM#number | */
static Row
read_row (const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, " | ", -1);
  const char *rule = g_strv_length (columns) == 3 ? columns[1] : "";
  gsize length = strlen (rule);
  Row row = {NULL};

  if (length <= 2 || rule[0] != '`' || rule[length - 1] != '`')
    return row;
  row.rule = g_strndup (rule + 1, length - 2);
  row.form = g_strndup (columns[2], strcspn (columns[2], "# "));
  return row;
}

static ZbForm *
form_called (const ZbCatalogue *catalogue, const char *id)
{
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    if (strcmp (form->id, id) == 0)
      return form;
  }
  return NULL;
}

static void
assert_compiles (const ZbCatalogue *catalogue, const Row *row)
{
  g_autofree char *rules = g_strdup_printf ("form %s revision 1\n#1 %s\n", row->form, row->rule);
  ZbForm *form = form_called (catalogue, row->form);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRuleset) ruleset = NULL;

  g_test_message ("%s: %s", row->form, row->rule);
  g_assert_nonnull (form);
  ruleset = zb_ruleset_compile (form, "rule-language.md", rules, catalogue, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_ruleset_n_rules (ruleset), ==, 1);
}

/* The lines from the table's heading on. Caller frees. */
static char **
read_page (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "docs", "rule-language.md", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GError) error = NULL;
  const char *table;

  g_file_get_contents (path, &page, NULL, &error);
  g_assert_no_error (error);
  table = strstr (page, "## What the forms need\n");
  g_assert_nonnull (table);
  return g_strsplit (table, "\n", -1);
}

static void
test_compiles_the_documented_rules (void)
{
  g_autofree char *root =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (root, &error);
  g_auto (GStrv) lines = read_page ();
  guint n_rules = 0;

  g_assert_no_error (error);
  for (guint i = 1; lines[i] != NULL && !g_str_has_prefix (lines[i], "## "); i++) {
    g_auto (Row) row = read_row (lines[i]);

    if (row.rule == NULL)
      continue;
    assert_compiles (catalogue, &row);
    n_rules++;
  }
  g_assert_cmpuint (n_rules, >, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/rule-language/compiles-the-documented-rules",
                   test_compiles_the_documented_rules);
  return g_test_run ();
}
