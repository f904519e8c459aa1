/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/validators/stage.h"
#include "validators/language/diagnostic.h"
#include "validators/language/rules-format.h"
#include "validators/review/rules-import.h"
#include "validators/review/rules-review.h"

/* Rules up to a zero byte, then figures for the cells: parsed, compiled, run whole, then edited
 * cell by cell, which must end where a whole run ends. */

#define MAX_EDITS 24

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A form, the forms around it and earlier reports: the same for every input. */
static ZbStage *
the_stage (void)
{
  static ZbStage *stage;

  if (stage != NULL)
    return stage;
  stage = zb_stage_new ("", "2024-06");
  zb_stage_add (stage, "X-01", "2024-05", "A.01.1=6 A.01.2=20 B.3911.2=2 C.391301.2=5.25");
  zb_stage_add (stage, "M-01", "2024-06", "A.301.1=77");
  zb_stage_add (stage, "Y-01", "2024-Q2", "A.1.E=8000.00 A.2.B=-1.50");
  zb_memory_context_set_attribute (stage->context, "industry", "3974");
  return stage;
}

/* Nine bytes an edit: where, and what. */
static void
edit (ZbReport *report, const uint8_t *data, guint *ret_section, guint *ret_row, guint *ret_column)
{
  const ZbForm *form = zb_report_form (report);
  guint section = data[0] % form->n_sections;
  guint n_rows = zb_report_n_rows (report, section);
  guint row = n_rows == 0 ? 0 : data[0] / 8 % n_rows;
  guint column = data[1] % form->sections[section].n_columns;
  gint64 number = 0;

  memcpy (&number, data + 1, sizeof number);
  *ret_section = section;
  *ret_row = row;
  *ret_column = column;
  if (n_rows == 0)
    return;
  if (section == 3)
    zb_report_set_text (report, section, row, 0, data[2] % 2 == 0 ? "1" : "39*");
  else if (data[1] % 5 == 0)
    zb_report_set_state (report, section, row, column,
                         data[2] % 5 == 0 ? ZB_STATE_WITHHELD : ZB_STATE_BLANK);
  else
    zb_report_set_number (report, section, row, column,
                          number % G_GINT64_CONSTANT (1000000000000000000));
}

static char *
tell (const ZbCheck *check)
{
  const GPtrArray *findings = zb_check_findings (check);
  GString *text = g_string_new (NULL);
  g_autofree char *outcomes = zb_stage_outcomes (check);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = g_ptr_array_index (findings, i);

    g_string_append_printf (text, "%s %s %s\n", finding->instance,
                            zb_finding_operand_digest (finding), zb_finding_message (finding)->en);
  }
  g_string_append (text, outcomes);
  return g_string_free (text, FALSE);
}

static void
run (ZbRuleset *ruleset, const uint8_t *data, size_t size)
{
  ZbStage *stage = the_stage ();
  ZbContext context = zb_memory_context_get (stage->context);
  g_autoptr (ZbReport) report = zb_report_copy (stage->report);
  g_autoptr (ZbCheck) check = NULL, fresh = NULL;
  g_autofree char *now = NULL, *expected = NULL;

  zb_report_add_row (report, 1, "3911", NULL);
  zb_report_add_row (report, 1, "3913", NULL);
  zb_report_add_row (report, 2, "391301", NULL);
  zb_report_add_row (report, 2, "391302", NULL);
  check = zb_check_new (ruleset, report, context, ZB_CHECK_COMPUTE, TRUE);
  zb_check_run (check);
  for (guint i = 0; i < MAX_EDITS && size >= 9; i++) {
    guint section, row, column;

    edit (report, data, &section, &row, &column);
    zb_check_touch_cell (check, section, row, column);
    zb_check_update (check);
    data += 9;
    size -= 9;
  }
  now = tell (check);
  fresh = zb_check_new (ruleset, report, context, ZB_CHECK_COMPUTE, TRUE);
  zb_check_run (fresh);
  expected = tell (fresh);
  if (strcmp (now, expected) != 0)
    abort ();
}

/* Laying out once is enough; relations of other tools come out laid out. */
static void
lay_out (const ZbForm *form, const char *rules)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autofree char *once = zb_rules_format ("form.rules", rules, NULL, NULL);
  g_autofree char *twice = once == NULL ? NULL : zb_rules_format ("form.rules", once, NULL, NULL);
  g_autofree char *imported = zb_rules_import (form, NULL, "relations", rules, told, NULL);
  g_autofree char *again =
      imported == NULL ? NULL : zb_rules_format ("form.rules", imported, NULL, NULL);

  if (g_strcmp0 (once, twice) != 0 || g_strcmp0 (imported, again) != 0)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const uint8_t *end = size == 0 ? NULL : memchr (data, 0, size);
  size_t length = end == NULL ? size : (size_t)(end - data);
  g_autofree char *rules = g_strndup ((const char *)data, length);
  g_autoptr (ZbRuleset) ruleset = NULL;
  ZbStage *stage = the_stage ();

  lay_out (stage->form, rules);
  ruleset = zb_ruleset_compile (stage->form, "form.rules", rules, stage->catalogue, NULL, NULL);
  if (ruleset != NULL) {
    g_autoptr (GPtrArray) told =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);

    zb_rules_review (ruleset, "form.rules", told);
    run (ruleset, end == NULL ? NULL : end + 1, end == NULL ? 0 : size - length - 1);
  }
  return 0;
}
