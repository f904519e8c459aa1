/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/check-private.h"

#include <string.h>

static int
compare_severity (gconstpointer a, gconstpointer b)
{
  const ZbFinding *left = *(ZbFinding *const *)a, *right = *(ZbFinding *const *)b;

  return (int)right->severity - (int)left->severity;
}

static gboolean
is_cell_of (const ZbFinding *finding, const ZbOperand *cell)
{
  const GPtrArray *operands = zb_finding_figures (finding)->operands;

  for (guint i = 0; i < operands->len; i++) {
    const ZbOperand *operand = g_ptr_array_index (operands, i);

    if (strcmp (operand->section, cell->section) == 0 && strcmp (operand->row, cell->row) == 0 &&
        strcmp (operand->column, cell->column) == 0 && strcmp (operand->form, cell->form) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A rule of the form may say itself that the month stays blank in the joint period: once is
 * enough. */
static gboolean
is_said_by_rule (const ZbFinding *finding, const GPtrArray *findings, guint first_of_rules)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);

  if (g_strcmp0 (figures->relation, "joint") != 0)
    return FALSE;
  for (guint i = first_of_rules; i < findings->len; i++) {
    const ZbFinding *other = g_ptr_array_index (findings, i);

    if (other->severity == ZB_SEVERITY_HARD &&
        g_strcmp0 (zb_finding_figures (other)->relation, "blank") == 0 &&
        is_cell_of (other, g_ptr_array_index (figures->operands, 0)))
      return TRUE;
  }
  return FALSE;
}

static void
put_together (ZbCheck *check)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint n_form;

  zb_form_check_collect (check->form_check, all);
  n_form = all->len;
  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    for (guint row = 0; row < check->states[i].n_rows; row++) {
      if (check->states[i].findings[row] != NULL)
        g_ptr_array_add (all, check->states[i].findings[row]);
    }
  }
  g_ptr_array_set_size (check->findings, 0);
  for (guint i = 0; i < all->len; i++) {
    ZbFinding *finding = g_ptr_array_index (all, i);

    if (i < n_form && check->world->joint && is_said_by_rule (finding, all, n_form))
      continue;
    if (i < n_form && check->is_form_new)
      zb_check_annotate (check, finding, 0);
    g_ptr_array_add (check->findings, finding);
  }
  /* Stable: within a severity the order of the form, then of the rules, stays. */
  g_ptr_array_sort (check->findings, compare_severity);
  check->is_stale = check->is_form_new = FALSE;
}

const GPtrArray *
zb_check_findings (const ZbCheck *check)
{
  /* Put together at first asking: an edit in a form without findings costs nothing here. */
  if (check->is_stale)
    put_together ((ZbCheck *)check);
  return check->findings;
}

static void
count_finding (ZbVerdict *verdict, const ZbFinding *finding)
{
  if (finding->waiver != NULL)
    return;
  switch (finding->severity) {
  case ZB_SEVERITY_HARD:
    verdict->hard++;
    return;
  case ZB_SEVERITY_QUASI:
    verdict->quasi++;
    break;
  case ZB_SEVERITY_SOFT:
    verdict->soft++;
    break;
  case ZB_SEVERITY_INFO:
    verdict->info++;
    return;
  }
  if (finding->explanation != ZB_EXPLANATION_VALID)
    verdict->to_explain++;
}

static gboolean
runs_here (const ZbCheck *check, guint instance)
{
  return check->at_bureau ||
         !zb_ruleset_rule_of (check->ruleset, zb_check_instance (check, instance))->bureau_only;
}

ZbVerdict
zb_check_weigh (const ZbCheck *check)
{
  const GPtrArray *findings = zb_check_findings (check);
  ZbVerdict verdict = {0};

  for (guint i = 0; i < findings->len; i++)
    count_finding (&verdict, g_ptr_array_index (findings, i));
  return verdict;
}

ZbVerdict
zb_check_verdict (const ZbCheck *check)
{
  ZbVerdict verdict = zb_check_weigh (check);

  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    const ZbInstanceState *state = &check->states[i];

    if (!runs_here (check, i))
      continue;
    for (guint row = 0; row < state->n_rows; row++) {
      verdict.passed += state->outcomes[row] == ZB_OUTCOME_PASS;
      verdict.skipped += state->outcomes[row] == ZB_OUTCOME_SKIPPED;
      verdict.not_evaluable += state->outcomes[row] == ZB_OUTCOME_NOT_EVALUABLE;
    }
  }
  if (verdict.not_evaluable > 0)
    zb_check_sort_unmade (check, &verdict);
  for (guint i = 0; !check->at_bureau && i < zb_ruleset_n_rules (check->ruleset); i++)
    verdict.bureau_only += zb_ruleset_rule (check->ruleset, i).bureau_only ? 1 : 0;
  return verdict;
}

gboolean
zb_check_rule_has (const ZbCheck *check, guint rule, ZbOutcome outcome)
{
  for (guint i = 0; i < check->ruleset->instances->len; i++) {
    const ZbInstanceState *state = &check->states[i];

    if (zb_check_instance (check, i)->rule == rule && state->n_rows > 0 &&
        memchr (state->outcomes, (int)outcome, state->n_rows) != NULL)
      return TRUE;
  }
  return FALSE;
}

guint
zb_verdict_at_bureau (const ZbVerdict *verdict)
{
  return verdict->bureau_only + verdict->not_evaluable - verdict->waiting - verdict->other_edition -
         verdict->not_owed;
}

gboolean
zb_verdict_may_send (const ZbVerdict *verdict)
{
  return verdict->hard == 0 && verdict->to_explain == 0;
}
