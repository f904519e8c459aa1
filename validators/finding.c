/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding-private.h"

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

static GPtrArray *
new_operands (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)zb_operand_free);
}

ZbFinding *
zb_finding_new (const ZbFindingSource *source, const ZbFindingSubject *subject)
{
  ZbFinding *finding = g_new0 (ZbFinding, 1);
  ZbFindingTale *tale = g_new0 (ZbFindingTale, 1);

  finding->tale = tale;
  tale->source = source;
  if (subject != NULL)
    tale->subject = *subject;
  if (source != NULL)
    return finding;
  tale->figures.operands = new_operands ();
  tale->has_figures = tale->has_message = TRUE;
  return finding;
}

static void
figures_clear (ZbFindingFigures *figures)
{
  g_free (figures->lhs);
  g_free (figures->rhs);
  g_free (figures->difference);
  g_free (figures->difference_percent);
  g_free (figures->relation);
  g_free (figures->tolerance);
  g_free (figures->measure);
  g_clear_pointer (&figures->operands, g_ptr_array_unref);
  *figures = (ZbFindingFigures){0};
}

void
zb_finding_forget (ZbFinding *finding)
{
  ZbFindingTale *tale = finding->tale;

  if (tale->has_figures)
    figures_clear (&tale->figures);
  if (tale->has_message)
    zb_text_clear (&tale->message);
  g_clear_pointer (&tale->operand_digest, g_free);
  tale->has_figures = tale->has_message = FALSE;
}

void
zb_finding_free (ZbFinding *finding)
{
  if (finding == NULL)
    return;
  zb_finding_forget (finding);
  g_free (finding->rule);
  g_free (finding->instance);
  g_free (finding->waiver);
  g_free (finding->tale);
  g_free (finding);
}

const ZbFindingFigures *
zb_finding_figures (const ZbFinding *finding)
{
  ZbFindingTale *tale = finding->tale;

  if (!tale->has_figures) {
    tale->figures.operands = new_operands ();
    tale->source->figures (tale->source, finding, &tale->figures);
    tale->has_figures = TRUE;
  }
  return &tale->figures;
}

const ZbText *
zb_finding_message (const ZbFinding *finding)
{
  ZbFindingTale *tale = finding->tale;

  if (!tale->has_message) {
    tale->message = tale->source->message (tale->source, finding);
    tale->has_message = TRUE;
  }
  return &tale->message;
}

const char *
zb_finding_operand_digest (const ZbFinding *finding)
{
  ZbFindingTale *tale = finding->tale;

  if (tale->operand_digest == NULL && tale->source != NULL)
    tale->operand_digest = tale->source->digest (tale->source, finding, finding->revision);
  return tale->operand_digest;
}

char *
zb_finding_operand_digest_at (const ZbFinding *finding, guint revision)
{
  const ZbFindingSource *source = finding->tale->source;

  return source != NULL ? source->digest (source, finding, revision) : NULL;
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
