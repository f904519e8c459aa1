/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding.h"

void
zb_operand_free (ZbOperand *operand)
{
  if (operand == NULL)
    return;
  g_free (operand->form);
  g_free (operand->section);
  g_free (operand->row);
  g_free (operand->column);
  g_free (operand->period);
  g_free (operand->value);
  g_free (operand->measure);
  zb_text_clear (&operand->label);
  g_free (operand);
}

ZbFinding *
zb_finding_new (void)
{
  ZbFinding *finding = g_new0 (ZbFinding, 1);

  finding->operands = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_operand_free);
  return finding;
}

void
zb_finding_free (ZbFinding *finding)
{
  if (finding == NULL)
    return;
  g_free (finding->rule);
  g_free (finding->instance);
  g_free (finding->lhs);
  g_free (finding->rhs);
  g_free (finding->difference);
  g_free (finding->difference_percent);
  g_free (finding->relation);
  g_free (finding->tolerance);
  g_free (finding->measure);
  g_clear_pointer (&finding->operands, g_ptr_array_unref);
  zb_text_clear (&finding->message);
  g_free (finding->operand_digest);
  g_free (finding->waiver);
  g_free (finding);
}

gboolean
zb_finding_blocks (const ZbFinding *finding)
{
  if (finding->waiver != NULL || finding->severity == ZB_SEVERITY_INFO)
    return FALSE;
  return finding->severity == ZB_SEVERITY_HARD || finding->explanation != ZB_EXPLANATION_VALID;
}

const char *
zb_severity_to_string (ZbSeverity severity)
{
  static const char *const names[] = {"info", "soft", "quasi", "hard"};

  return names[severity];
}

const char *
zb_outcome_to_string (ZbOutcome outcome)
{
  static const char *const names[] = {"pass", "fail", "skipped", "not-evaluable", "error"};

  return names[outcome];
}

const char *
zb_explanation_state_to_string (ZbExplanationState state)
{
  static const char *const names[] = {"none", "valid", "void", "refused"};

  return names[state];
}

const ZbText *
zb_severity_label (ZbSeverity severity)
{
  static const ZbText labels[] = {
      {(char *)"提示", (char *)"info"},
      {(char *)"核实", (char *)"soft"},
      {(char *)"准强制", (char *)"quasi"},
      {(char *)"强制", (char *)"hard"},
  };

  return &labels[severity];
}
