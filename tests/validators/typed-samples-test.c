/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"
#include "validators/review/sample.h"

#include <string.h>

/* Every sample of the catalogue is typed cell by cell, as at a desk, and looked at again after
 * each: then the findings are those that lie beside it. At a desk totals are computed, so that a
 * sample whose totals are wrong has right ones there; and what only the bureau asks is not asked.
 */

typedef struct {
  char *root, *parameters;
  ZbRulebook *rulebook;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (ZbCatalogue) catalogue = NULL;
  g_autoptr (GError) error = NULL;

  fixture->root = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  fixture->parameters = g_build_filename (fixture->root, "parameters", "xiamen.xml", NULL);
  catalogue = zb_catalogue_read_dir (fixture->root, &error);
  g_assert_no_error (error);
  fixture->rulebook = zb_rulebook_new (catalogue);
}

static void
fixture_clear (Fixture *fixture)
{
  zb_rulebook_free (fixture->rulebook);
  g_free (fixture->root);
  g_free (fixture->parameters);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static void
type_cell (ZbReport *typed, guint section, guint row, guint column, ZbCell cell)
{
  if (cell.state != ZB_STATE_VALUE)
    zb_report_set_state (typed, section, row, column, cell.state);
  else if (cell.text != NULL)
    zb_report_set_text (typed, section, row, column, cell.text);
  else
    zb_report_set_number (typed, section, row, column, cell.number);
}

static void
type_section (const ZbReport *sample, ZbReport *typed, ZbCheck *check, guint section)
{
  const ZbSection *described = &zb_report_form (sample)->sections[section];

  for (guint row = 0; row < zb_report_n_rows (sample, section); row++) {
    const char *key = zb_report_row_key (sample, section, row);
    int place = zb_report_find_row (typed, section, key);

    if (place < 0) {
      place = zb_report_add_row (typed, section, key, NULL);
      zb_check_touch_section (check, section);
    }
    g_assert_cmpint (place, >=, 0);
    for (guint column = 0; column < described->n_columns; column++) {
      ZbCellSpec spec;

      zb_report_cell_spec (typed, section, (guint)place, column, &spec);
      if (spec.flags & ZB_CELL_COMPUTED)
        continue;
      type_cell (typed, section, (guint)place, column,
                 zb_report_cell (sample, section, row, column));
      zb_check_touch_cell (check, section, (guint)place, column);
    }
    zb_check_update (check);
  }
}

/* The sample typed into an empty report; *@ret_check looks at it. (transfer full) */
static ZbReport *
type (ZbSample *sample, ZbRuleset *ruleset, ZbCheck **ret_check)
{
  const ZbReport *from = sample->report;
  ZbReport *typed = zb_report_new (zb_report_form (from), zb_report_package (from),
                                   zb_report_unit (from), zb_report_period (from));
  ZbCheck *check;

  zb_report_set_kind (typed, zb_report_kind (from));
  check = zb_check_new (ruleset, typed, zb_memory_context_get (sample->context), ZB_CHECK_COMPUTE,
                        FALSE);
  zb_check_run (check);
  for (guint field = 0; field < zb_form_n_fields (zb_report_form (from)); field++) {
    zb_report_set_field (typed, field, zb_report_field (from, field), NULL);
    zb_check_touch_fields (check);
  }
  for (guint section = 0; section < zb_report_form (from)->n_sections; section++)
    type_section (from, typed, check, section);
  zb_check_update (check);
  *ret_check = check;
  return typed;
}

static ZbRuleInfo
find_rule (const ZbRuleset *ruleset, const char *line)
{
  g_autofree char *instance = g_strndup (line, strcspn (line, "/ "));

  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++) {
    ZbRuleInfo rule = zb_ruleset_rule (ruleset, i);

    if (strcmp (rule.name, instance) == 0)
      return rule;
  }
  return (ZbRuleInfo){.name = NULL};
}

/* What is expected of a desk; *@ret_computed tells whether a total of the sample is wrong. */
static char *
expect (const ZbSample *sample, const ZbRuleset *ruleset, gboolean *ret_computed)
{
  g_auto (GStrv) lines = g_strsplit (sample->expected, "\n", -1);
  GString *text = g_string_new (NULL);

  *ret_computed = FALSE;
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
    ZbRuleInfo rule = find_rule (ruleset, lines[i]);

    *ret_computed |= rule.is_calc;
    if (!rule.bureau_only)
      g_string_append_printf (text, "%s\n", lines[i]);
  }
  return g_string_free (text, FALSE);
}

/* The same report, looked at as a whole and anew: nothing computed differs. */
static char *
look_anew (ZbSample *sample, ZbRuleset *ruleset, ZbReport *typed)
{
  g_autoptr (ZbCheck) check = zb_check_new (ruleset, typed, zb_memory_context_get (sample->context),
                                            ZB_CHECK_VERIFY, FALSE);

  zb_check_run (check);
  return zb_check_tell (check);
}

/* Returns whether it is as it should be; *@ret_computed as in expect(). */
static gboolean
try_sample (const Fixture *fixture, const char *path, gboolean *ret_computed)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (fixture->rulebook);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSample) sample = zb_sample_read (path, catalogue, fixture->parameters, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (catalogue, zb_report_form (sample->report)->id,
                                          zb_report_period (sample->report), &error);
  g_assert_no_error (error);
  ZbRuleset *ruleset = zb_rulebook_get (fixture->rulebook, package, &error);
  g_assert_no_error (error);
  /* The check borrows the report, and goes first. */
  g_autoptr (ZbReport) typed = NULL;
  g_autoptr (ZbCheck) check = NULL;
  typed = type (sample, ruleset, &check);
  g_autofree char *found = zb_check_tell (check);
  g_autofree char *listed = expect (sample, ruleset, ret_computed);
  g_autofree char *anew = look_anew (sample, ruleset, typed);

  if (strcmp (found, anew) == 0 && (*ret_computed || strcmp (found, listed) == 0))
    return TRUE;
  g_test_message ("%s gives\n%sinstead of\n%s", path, found, *ret_computed ? anew : listed);
  return FALSE;
}

static void
test_give_their_findings (void)
{
  g_auto (Fixture) fixture = {NULL};
  guint n = 0, n_wrong = 0, n_computed = 0;

  fixture_init (&fixture);
  ZbCatalogue *catalogue = zb_rulebook_catalogue (fixture.rulebook);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    g_autofree char *folder =
        g_build_filename (fixture.root, form->system, form->id, form->edition, "samples", NULL);
    g_autoptr (GPtrArray) paths = zb_sample_list (folder);

    for (guint j = 0; j < paths->len; j++, n++) {
      gboolean computed;

      n_wrong += !try_sample (&fixture, paths->pdata[j], &computed);
      n_computed += computed;
    }
  }
  g_test_message ("%u samples, %u of them with totals that a desk puts right", n, n_computed);
  g_assert_cmpuint (n, >, 500);
  g_assert_cmpuint (n_wrong, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/typed-samples/give-their-findings", test_give_their_findings);
  return g_test_run ();
}
