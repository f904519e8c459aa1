/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/import.h"
#include "server/register/respondents.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define HEADING "uscc,name,area,zone,industry,size,registration,status,legal_person,contact\n"
#define FIRST "9135020061202218XY,厦门鹭澜芯光电有限公司,350213,350298,3974,1,330,1,苏慧玲,郑雪梅\n"

static ZbImportReport *
import (ScratchStore *scratch, const char *text, gboolean dry_run, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (GBytes) csv = g_bytes_new (text, strlen (text));
  ZbImportOptions options = {.day = SCRATCH_DAY,
                             .time = scratch->now,
                             .who = "Chen",
                             .reason = "import",
                             .dry_run = dry_run};

  return zb_register_import (scratch->store, catalogue, "units.csv", csv, &options, error);
}

static void
assert_counts (const ZbImportReport *report, guint added, guint changed, guint unchanged)
{
  for (guint i = 0; i < report->errors->len; i++) {
    const ZbImportError *fault = g_ptr_array_index (report->errors, i);
    g_test_message ("line %d, %s: %s", fault->line, fault->column, fault->text);
  }
  g_assert_cmpuint (report->errors->len, ==, 0);
  g_assert_cmpuint (report->added, ==, added);
  g_assert_cmpuint (report->changed, ==, changed);
  g_assert_cmpuint (report->unchanged, ==, unchanged);
}

static void
test_dry_run_writes_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbImportReport) report = import (scratch, HEADING FIRST, TRUE, &error);

  g_assert_no_error (error);
  assert_counts (report, 1, 0, 0);
  g_assert_null (zb_store_read_unit (scratch->store, "9135020061202218XY", SCRATCH_DAY, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
}

static void
test_imports_the_demo (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "packaging/demo/register.csv", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_autoptr (ZbImportReport) first = import (scratch, text, FALSE, &error);
  g_assert_no_error (error);
  assert_counts (first, 48, 0, 0);
  g_autoptr (ZbImportReport) again = import (scratch, text, FALSE, &error);
  g_assert_no_error (error);
  assert_counts (again, 0, 0, 48);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (scratch->store, "9135020061202218XY", SCRATCH_DAY, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_unit_attribute (unit, "zone"), ==, "350298");
  g_assert_cmpstr (zb_unit_attribute (unit, "industry"), ==, "3974");
}

static void
test_missing_column_changes_nothing (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbImportReport) first = import (scratch, HEADING FIRST, FALSE, &error);
  g_autoptr (ZbImportReport) second =
      import (scratch,
              "name,uscc,zone\n"
              "厦门鹭澜芯光电有限公司,９１３５０２００６１２０２２１８ｘｙ,\n",
              FALSE, &error);

  g_assert_no_error (error);
  assert_counts (second, 0, 1, 0);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (scratch->store, "9135020061202218XY", SCRATCH_DAY, &error);
  g_assert_cmpstr (zb_unit_attribute (unit, "area"), ==, "350213");
  g_assert_null (zb_unit_attribute (unit, "zone"));
}

static gboolean
owes (const ZbCatalogue *catalogue, const char *id, const char *edition, const ZbUnit *unit)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find_edition (catalogue, id, edition, 1, &error);
  g_autoptr (ZbRespondents) respondents = NULL;

  g_assert_no_error (error);
  respondents = zb_respondents_parse (zb_package_form (package)->respondents, &error);
  g_assert_no_error (error);
  return zb_respondents_match (respondents, unit->attributes);
}

static void
test_attributes_decide_who_owes_a_form (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbImportReport) report =
      import (scratch,
              "uscc,name,industry,registration,vat_kind,trader,key_enterprise\n"
              "9135020061202218XY,厦门鹭澜芯光电有限公司,3974,330,general,1,2\n",
              FALSE, &error);

  g_assert_no_error (error);
  assert_counts (report, 1, 0, 0);
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (scratch->store, "9135020061202218XY", SCRATCH_DAY, &error);
  g_assert_true (owes (catalogue, "VAT-1", "2021", unit));
  g_assert_false (owes (catalogue, "VAT-2", "2021", unit));
  g_assert_true (owes (catalogue, "WZ-01", "2023", unit));
  g_assert_true (owes (catalogue, "KW-01", "2023", unit));
  g_assert_true (owes (catalogue, "KQ-01", "2023", unit));
  g_assert_false (owes (catalogue, "JF-01", "2023", unit));
  g_assert_false (owes (catalogue, "JT201", "2023", unit));
  g_assert_false (owes (catalogue, "CB1", "2023", unit));
}

/* Each form of the catalogue says who owes it, in words that a receiver understands. */
static void
test_every_form_names_its_respondents (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    g_autoptr (GError) error = NULL;
    g_autoptr (ZbRespondents) respondents = zb_respondents_parse (form->respondents, &error);

    g_test_message ("%s", form->id);
    g_assert_no_error (error);
    g_assert_nonnull (form->respondents);
  }
}

static void
test_errors_name_line_and_column (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbImportReport) report =
      import (scratch,
              HEADING FIRST "9135020061202218XX,甲,350213,,3974,1,330,1,,\n"
                            "91350213MA3BWYA54F,,350999,350213,C99,9,330,1,,\n"
                            "9135020061202218XY,丁,350213,,3974,1,330,1,,\n"
                            "91350200MA2KUY1H08,戊\n",
              FALSE, &error);
  static const struct {
    int line;
    const char *column, *text;
  } expected[] = {
      {3, "uscc", NULL},
      {4, "name", "a unit needs a name"},
      {4, "area", "the code list areas has no code \"350999\""},
      {4, "zone", "350213 is no zone"},
      {4, "industry", "the code list industry has no code \"C99\""},
      {4, "size", "the code list size has no code \"9\""},
      {5, "uscc", "9135020061202218XY stands on line 2 already"},
      {6, "", "2 fields where the first line has 10"},
  };

  g_assert_no_error (error);
  g_assert_cmpuint (report->errors->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    const ZbImportError *fault = g_ptr_array_index (report->errors, i);

    g_assert_cmpint (fault->line, ==, expected[i].line);
    g_assert_cmpstr (fault->column, ==, expected[i].column);
    if (expected[i].text != NULL)
      g_assert_cmpstr (fault->text, ==, expected[i].text);
  }
  /* One fault keeps all of it out. */
  g_autoptr (GPtrArray) units =
      zb_store_list_units (scratch->store, NULL, NULL, SCRATCH_DAY, 0, 0, &error);
  g_assert_cmpuint (units->len, ==, 0);
}

static void
test_heading_is_checked (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"uscc,nme\n", "units.csv:1: column 2: unknown column \"nme\"; did you mean “name”?"},
      {"uscc,name,uscc\n", "units.csv:1: column 3: a second column \"uscc\""},
      {"name,area\n", "units.csv:1: the first line names the columns, uscc and name among them"},
      {"", "units.csv: there is nothing in it"},
  };
  g_autoptr (ScratchStore) scratch = scratch_store_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (import (scratch, cases[i].text, TRUE, &error));
    g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/import/" name, function)
  ADD ("dry-run-writes-nothing", test_dry_run_writes_nothing);
  ADD ("imports-the-demo", test_imports_the_demo);
  ADD ("missing-column-changes-nothing", test_missing_column_changes_nothing);
  ADD ("attributes-decide-who-owes-a-form", test_attributes_decide_who_owes_a_form);
  ADD ("every-form-names-its-respondents", test_every_form_names_its_respondents);
  ADD ("errors-name-line-and-column", test_errors_name_line_and_column);
  ADD ("heading-is-checked", test_heading_is_checked);
  return g_test_run ();
}
