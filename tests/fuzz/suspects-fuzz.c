/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tests/validators/stage.h"
#include "validators/suspects/suspects.h"

/* Rules up to a zero byte, then the figures of section A of two months, four bytes each: whatever
 * cells are suspected, a figure that is offered mends the rules it is offered for and breaks none.
 */

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
fill (ZbReport *report, const uint8_t *data, size_t size)
{
  guint n_columns = zb_report_form (report)->sections[0].n_columns;
  guint n_cells = zb_report_n_rows (report, 0) * n_columns;

  for (guint i = 0; i < n_cells && 4 * (i + 1) <= size; i++) {
    gint32 number;

    memcpy (&number, data + 4 * i, sizeof number);
    if (number % 7 != 0)
      zb_report_set_number (report, 0, i / n_columns, i % n_columns, number);
  }
}

/* The instances that fail hard: name → itself. */
static GHashTable *
failing (ZbRuleset *ruleset, ZbReport *report, ZbContext context)
{
  g_autoptr (ZbCheck) check = zb_check_new (ruleset, report, context, ZB_CHECK_COMPUTE, TRUE);
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const GPtrArray *findings;

  zb_check_run (check);
  findings = zb_check_findings (check);
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = g_ptr_array_index (findings, i);

    if (finding->severity == ZB_SEVERITY_HARD && finding->outcome == ZB_OUTCOME_FAIL &&
        strstr (finding->rule, "#required") == NULL)
      g_hash_table_add (names, g_strdup (finding->instance));
  }
  return names;
}

static void
put (ZbReport *report, const ZbSuspectCell *cell, const char *value)
{
  const ZbOperand *operand = cell->operand;

  for (guint row = 0; row < zb_report_n_rows (report, 0); row++) {
    for (guint column = 0; column < zb_report_form (report)->sections[0].n_columns; column++) {
      g_autoptr (GError) error = NULL;

      if (strcmp (zb_report_row_key (report, 0, row), operand->row) == 0 &&
          strcmp (zb_report_form (report)->sections[0].columns[column].code, operand->column) ==
              0 &&
          !zb_report_set_canonical (report, 0, row, column, value == NULL ? "" : value, &error))
        abort ();
    }
  }
}

static void
judge_offer (const ZbSuspectBlock *block, ZbRuleset *ruleset, ZbReport *report, ZbContext context)
{
  g_autoptr (ZbReport) mended = zb_report_copy (report);
  g_autoptr (GHashTable) before = failing (ruleset, report, context);
  g_autoptr (GHashTable) after = NULL;
  GHashTableIter iter;
  gpointer name;

  for (guint i = 0; i < block->offer->changes->len; i++) {
    const ZbSuspectChange *change = g_ptr_array_index (block->offer->changes, i);

    put (mended, g_ptr_array_index (block->cells, change->cell), change->value);
  }
  after = failing (ruleset, mended, context);
  for (guint i = 0; i < block->rules->len; i++) {
    if (g_hash_table_contains (after, g_ptr_array_index (block->rules, i)))
      abort ();
  }
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    if (!g_hash_table_contains (before, name))
      abort ();
  }
}

static void
suspect (ZbRuleset *ruleset, ZbStage *stage, const uint8_t *data, size_t size)
{
  g_autoptr (ZbReport) report = zb_report_copy (stage->report);
  ZbContext context = zb_memory_context_get (stage->context);
  g_autoptr (ZbSuspects) suspects = NULL;
  g_autoptr (ZbCheck) check = NULL;

  fill (report, data, size);
  check = zb_check_new (ruleset, report, context, ZB_CHECK_COMPUTE, TRUE);
  zb_check_run (check);
  suspects = zb_suspects_find (check);
  for (guint i = 0; i < suspects->blocks->len; i++) {
    const ZbSuspectBlock *block = g_ptr_array_index (suspects->blocks, i);

    if ((block->outcome == ZB_FAMILY_FOUND) != (block->sets->len > 0))
      abort ();
    if (block->offer != NULL)
      judge_offer (block, ruleset, report, context);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static ZbStage *stage;
  const uint8_t *end = size == 0 ? NULL : memchr (data, 0, size);
  size_t length = end == NULL ? size : (size_t)(end - data);
  g_autofree char *rules = g_strndup ((const char *)data, length);
  g_autoptr (ZbRuleset) ruleset = NULL;

  if (stage == NULL) {
    stage = zb_stage_new ("", "2024-06");
    zb_stage_add (stage, "X-01", "2024-05", "A.01.1=6 A.01.2=20 A.02.1=41 A.03.1=350 A.05.1=5.25");
  }
  ruleset = zb_ruleset_compile (stage->form, "form.rules", rules, stage->catalogue, NULL, NULL);
  if (ruleset != NULL)
    suspect (ruleset, stage, end == NULL ? NULL : end + 1, end == NULL ? 0 : size - length - 1);
  return 0;
}
