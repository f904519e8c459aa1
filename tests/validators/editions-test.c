/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"
#include "tests/forms/revised-catalogue.h"
#include "tests/validators/stage.h"
#include "validators/check.h"
#include "validators/language/diagnostic.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Rules that look at reports of another edition: by the map, or not at all. */

#define UNIT "9135020061202218XY"

typedef struct {
  ZbCatalogue *catalogue;
  ZbMemoryContext *context;
  ZbRuleset *ruleset;
  ZbReport *report;
  ZbCheck *check;
} Fixture;

static ZbReport *
report_new (const Fixture *fixture, const char *form, const char *period)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find (fixture->catalogue, form, zb_example_period (period), &error);

  g_assert_no_error (error);
  return zb_report_new (zb_package_form (package), zb_package_digest (package), UNIT,
                        zb_example_period (period));
}

/* "A.01.1=5 B.3974.1=7" */
static void
fill (ZbReport *report, const char *cells)
{
  g_auto (GStrv) all = g_strsplit (cells, " ", -1);

  for (guint i = 0; all[i] != NULL && *all[i] != '\0'; i++) {
    char *equals = strchr (all[i], '=');
    g_autofree char *key = NULL;
    g_autoptr (GError) error = NULL;
    guint section, column;
    int row;

    *equals = '\0';
    g_assert_true (
        zb_form_split_item_id (zb_report_form (report), all[i], &section, &key, &column));
    row = zb_report_form (report)->sections[section].dynamic
              ? zb_report_add_row (report, section, key, &error)
              : zb_report_find_row (report, section, key);
    g_assert_no_error (error);
    zb_report_set_canonical (report, section, (guint)row, column, equals + 1, &error);
    g_assert_no_error (error);
  }
}

static void
begin (Fixture *fixture, const char *form, const char *period, const char *rules)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autofree char *text = NULL;

  fixture->catalogue = zb_revised_catalogue_new ();
  fixture->context = zb_memory_context_new (fixture->catalogue);
  fixture->report = report_new (fixture, form, period);
  text = g_strdup_printf ("form %s revision 1\n%s\n", form, rules);
  fixture->ruleset = zb_ruleset_compile (zb_report_form (fixture->report), "test.rules", text,
                                         fixture->catalogue, diagnostics, &error);
  for (guint i = 0; i < diagnostics->len; i++)
    g_test_message ("%s", ((ZbDiagnostic *)diagnostics->pdata[i])->message);
  g_assert_no_error (error);
}

static void
add (Fixture *fixture, const char *form, const char *period, const char *cells)
{
  g_autoptr (ZbReport) report = report_new (fixture, form, period);

  fill (report, cells);
  zb_memory_context_add_report (fixture->context, report);
}

static void
assert_outcomes (Fixture *fixture, const char *cells, const char *expected)
{
  g_autofree char *outcomes = NULL;

  fill (fixture->report, cells);
  fixture->check = zb_check_new (fixture->ruleset, fixture->report,
                                 zb_memory_context_get (fixture->context), ZB_CHECK_VERIFY, FALSE);
  zb_check_run (fixture->check);
  outcomes = zb_stage_outcomes (fixture->check);
  g_assert_cmpstr (outcomes, ==, expected);
}

static void
clear (Fixture *fixture)
{
  g_clear_pointer (&fixture->check, zb_check_free);
  zb_ruleset_unref (fixture->ruleset);
  zb_report_unref (fixture->report);
  zb_memory_context_free (fixture->context);
  zb_catalogue_unref (fixture->catalogue);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, clear)

#define LAST_YEAR                                                                                  \
  "A.01.1=100 A.02.1=10 A.03.1=60 A.04.1=20 A.05.1=7.50 B.3974.1=100 C.351401.1=12 C.351402.1=30 " \
  "C.397401.1=4.0"

/* Row 07 was 03: the same code alone would have found nothing, and zero would have passed. */
static void
test_finds_rows_by_the_map (void)
{
  g_auto (Fixture) fixture = {0};

  begin (&fixture, "B204-1", "2026-06",
         "#1 soft [A.01,1] >= [A.01,1]@-1y\n"
         "#2 soft [A.07,1] >= [A.07,1]@-1y\n"
         "#3 soft each r in C.* : [r,1] >= [r,1]@-1y\n"
         "#4 soft [A.07,1] = [A.07,1]@-1y + 1");
  add (&fixture, "B204-1", "2025-06", LAST_YEAR);
  assert_outcomes (&fixture, "A.01.1=100 A.07.1=59 C.351403.1=41 C.397401.1=4.0",
                   "1:pass 2:fail 3/C.351403:fail 3/C.397401:pass 4:fail");
}

/* What nobody reported in these terms is not compared, and is told apart from what is awaited. */
static void
test_compares_nothing_that_was_not_asked (void)
{
  g_auto (Fixture) fixture = {0};
  ZbVerdict verdict;

  begin (&fixture, "B204-1", "2026-06",
         "#1 soft [A.06,1] >= [A.06,1]@-1y\n"
         "#2 soft [A.08,1] >= [A.08,1]@-1y\n"
         "#3 soft [A.10,1] >= [A.10,1]@-1y\n"
         "#4 soft [A.08,1] + [A.09,1] >= sum([A.08..09,1]@-1y)\n"
         "#5 soft count(C.*@-1y) >= 3\n"
         "#6 soft sum(r in B.*@-1y : [r,1]@-1y) = [A.01,1]@-1y\n"
         "#7 soft [A.01,1] >= [A.01,1]@-1m");
  add (&fixture, "B204-1", "2025-06", LAST_YEAR);
  assert_outcomes (&fixture, "A.01.1=1 A.06.1=1 A.08.1=1 A.09.1=1 A.10.1=1.00",
                   "1:not-evaluable 2:not-evaluable 3:not-evaluable 4:not-evaluable "
                   "5:not-evaluable 6:pass 7:not-evaluable");
  verdict = zb_check_verdict (fixture.check);
  g_assert_cmpuint (verdict.not_evaluable, ==, 6);
  g_assert_cmpuint (verdict.other_edition, ==, 5);
  g_assert_cmpuint (verdict.waiting, ==, 1);
  g_assert_cmpuint (zb_verdict_at_bureau (&verdict), ==, 0);
}

/* A blank of last year is one, whichever edition it was left in. */
static void
test_blank_stays_blank (void)
{
  g_auto (Fixture) fixture = {0};

  begin (&fixture, "B204-1", "2026-06",
         "#1 soft exists([A.07,1]@-1y)\n#2 soft [A.07,1] >= [A.07,1]@-1y blank = zero\n"
         "#3 soft each r in C.* : [r,1] >= [r,1]@-1y blank = zero");
  add (&fixture, "B204-1", "2025-06", "A.01.1=100");
  assert_outcomes (&fixture, "A.01.1=1 A.07.1=0 C.351403.1=1 C.397401.1=1.0",
                   "1:fail 2:pass 3/C.351403:pass 3/C.397401:pass");
}

/* A correction of last year's report, by its own edition, beside this year's. */
static void
test_looks_ahead_too (void)
{
  g_auto (Fixture) fixture = {0};

  begin (&fixture, "B204-1", "2025-06",
         "#1 soft [A.03,1] <= [A.03,1]@+1y\n#2 soft [A.05,1] <= [A.05,1]@+1y\n"
         "#3 soft [A.02,1] <= [A.02,1]@+1y");
  add (&fixture, "B204-1", "2026-06", "A.07.1=60 A.10.1=5.00 A.11.1=2.00");
  assert_outcomes (&fixture, "A.02.1=1 A.03.1=61 A.05.1=7.00", "1:fail 2:pass 3:not-evaluable");
}

/* Rules of other forms keep their sense when a new edition comes: they name what they were written
 * for, and new rows once there are any. */
static void
test_other_forms_name_either_edition (void)
{
  g_auto (Fixture) fixture = {0};

  begin (&fixture, "WJ-301", "2026-06",
         "#1 soft B204-1:[A.03,1] >= 60\n#2 soft B204-1:[A.07,1] >= 60\n"
         "#3 soft B204-1:[A.05,1] >= 8\n#4 soft B204-1:[A.02,1] >= 0");
  add (&fixture, "B204-1", "2026-06", "A.07.1=60 A.10.1=5.00 A.11.1=2.00");
  assert_outcomes (&fixture, "", "1:pass 2:pass 3:fail 4:not-evaluable");
}

/* A form that the unit does not owe is not awaited. */
static void
test_awaits_owed_forms_only (void)
{
  g_auto (Fixture) fixture = {0};
  ZbVerdict verdict;

  begin (&fixture, "B204-1", "2026-06", "#1 soft WJ-301:[T.00,1] >= 0\n#2 soft KQ-01:[1,E] >= 0");
  zb_memory_context_set_attribute (fixture.context, "industry", "3974");
  assert_outcomes (&fixture, "", "1:not-evaluable 2:not-evaluable");
  verdict = zb_check_verdict (fixture.check);
  g_assert_cmpuint (verdict.waiting, ==, 1);
  g_assert_cmpuint (verdict.not_owed, ==, 1);
  g_assert_cmpuint (zb_verdict_at_bureau (&verdict), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/editions/" name, test)
  ADD ("finds-rows-by-the-map", test_finds_rows_by_the_map);
  ADD ("compares-nothing-that-was-not-asked", test_compares_nothing_that_was_not_asked);
  ADD ("blank-stays-blank", test_blank_stays_blank);
  ADD ("looks-ahead-too", test_looks_ahead_too);
  ADD ("other-forms-name-either-edition", test_other_forms_name_either_edition);
  ADD ("awaits-owed-forms-only", test_awaits_owed_forms_only);
#undef ADD
  return g_test_run ();
}
