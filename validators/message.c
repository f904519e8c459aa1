/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/message.h"

#include "forms/form-lookup.h"

#include <string.h>

static const char *const languages[] = {"zh", "en"};

static const char *
in_language (const ZbTeller *teller, const char *chinese, const char *english)
{
  return zb_teller_is_chinese (teller) ? chinese : english;
}

/* The column that all operands share; NULL if they are of several, or of a section with one. */
static const ZbOperand *
shared_column (const ZbFindingFigures *figures)
{
  const ZbOperand *first = NULL;

  for (guint i = 0; i < figures->operands->len; i++) {
    const ZbOperand *operand = g_ptr_array_index (figures->operands, i);

    if (*operand->column == '\0')
      continue;
    if (first != NULL &&
        (strcmp (first->column, operand->column) != 0 || strcmp (first->form, operand->form) != 0))
      return NULL;
    if (first == NULL)
      first = operand;
  }
  return first;
}

/* "1—本月：" once in front instead of beside each cell. */
static void
tell_shared_column (const ZbTeller *teller, const ZbFindingFigures *figures, GString *text)
{
  const ZbForm *form = zb_report_form (teller->machine->world->report);
  const ZbOperand *shared = shared_column (figures);
  g_autofree char *name = NULL;
  ZbCellPlace place;
  int section;

  if (shared == NULL || strcmp (shared->form, form->id) != 0)
    return;
  section = zb_form_find_section (form, shared->section);
  if (section < 0 || form->sections[section].n_columns < 2)
    return;
  place = (ZbCellPlace){.section = &form->sections[section],
                        .column = shared->column,
                        .column_index =
                            zb_section_find_column (&form->sections[section], shared->column)};
  name = zb_cell_place_column_name (&place, teller->language);
  g_string_append_printf (text, zb_teller_is_chinese (teller) ? "%s：" : "%s: ", name);
}

/* Whether operands are in several measures, so that each must name its own. */
static gboolean
has_several_measures (const ZbFindingFigures *figures)
{
  const char *first = NULL;

  for (guint i = 0; i < figures->operands->len; i++) {
    const ZbOperand *operand = g_ptr_array_index (figures->operands, i);

    if (operand->measure == NULL)
      continue;
    if (first != NULL && strcmp (first, operand->measure) != 0)
      return TRUE;
    first = operand->measure;
  }
  return FALSE;
}

static char *
separated (const char *decimal)
{
  ZbWide digits;
  guint scale;

  if (decimal == NULL || !zb_wide_parse (decimal, &digits, &scale))
    return g_strdup (decimal == NULL ? "" : decimal);
  return zb_wide_to_text (digits, -(int)scale, scale, TRUE);
}

static const char *
measure_name (const ZbTeller *teller, const ZbFindingFigures *figures)
{
  const ZbMeasure *measure = figures->measure == NULL ? NULL : zb_measure_find (figures->measure);

  return measure == NULL ? "" : zb_text_get (&measure->name, teller->language);
}

static const char *
plain_difference (const ZbFindingFigures *figures)
{
  return figures->difference != NULL && *figures->difference == '-' ? figures->difference + 1
                                                                    : figures->difference;
}

/* "；差 100 千元 (0.8%)，允许 ±1.5" */
static void
tell_difference (const ZbTeller *teller, const ZbFindingFigures *figures, GString *text)
{
  g_autofree char *difference = separated (plain_difference (figures));
  g_autofree char *tolerance = separated (figures->tolerance);
  const char *measure = measure_name (teller, figures);

  if (figures->difference == NULL)
    return;
  g_string_append_printf (text, zb_teller_is_chinese (teller) ? "；差 %s" : "; difference %s",
                          difference);
  if (*measure != '\0')
    g_string_append_printf (text, " %s", measure);
  if (figures->difference_percent != NULL && strcmp (figures->difference_percent, "0.0") != 0)
    g_string_append_printf (text, " (%s%%)", figures->difference_percent);
  if (figures->tolerance != NULL)
    g_string_append_printf (text, zb_teller_is_chinese (teller) ? "，允许 ±%s" : ", allowed ±%s",
                            tolerance);
}

/* A difference says something where both sides are figures of one measure. */
static gboolean
has_telling_difference (const ZbDecision *decision)
{
  const ZbExpression *expression = decision->expression;
  const ZbExpression *right;

  if (expression->kind != ZB_EXPRESSION_COMPARE || decision->negated)
    return FALSE;
  right = zb_expression_child (expression, 1);
  return right->kind != ZB_EXPRESSION_CONSTANT && right->type.kind == ZB_VALUE_NUMBER &&
         zb_expression_child (expression, 0)->type.nature != ZB_NUMBER_RATIO;
}

static void
append_label (const ZbTeller *teller, const ZbFindingFigures *figures, GString *text)
{
  const ZbOperand *operand;

  if (figures->operands->len == 0)
    return;
  operand = g_ptr_array_index (figures->operands, 0);
  g_string_append (text, zb_text_get (&operand->label, teller->language));
}

/* What a placeholder stands for; FALSE if there is no such one. */
static gboolean
append_placeholder (const ZbTeller *teller,
                    const ZbFindingFigures *figures,
                    const char *sentence,
                    const char *name,
                    GString *text)
{
  const struct {
    const char *name, *value;
  } values[] = {
      {"lhs", figures->lhs},
      {"rhs", figures->rhs},
      {"difference", plain_difference (figures)},
      {"percent", figures->difference_percent},
      {"tolerance", figures->tolerance},
  };

  if (strcmp (name, "sentence") == 0) {
    g_string_append (text, sentence);
    return TRUE;
  }
  if (strcmp (name, "measure") == 0) {
    g_string_append (text, measure_name (teller, figures));
    return TRUE;
  }
  if (strcmp (name, "label") == 0) {
    append_label (teller, figures, text);
    return TRUE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    if (strcmp (values[i].name, name) == 0) {
      g_autofree char *shown = separated (values[i].value);

      g_string_append (text, shown);
      return TRUE;
    }
  }
  return FALSE;
}

static void
append_template (const ZbTeller *teller,
                 const ZbFindingFigures *figures,
                 const char *sentence,
                 const char *template,
                 GString *text)
{
  while (*template != '\0') {
    const char *close = *template == '{' ? strchr (template, '}') : NULL;
    g_autofree char *name = NULL;

    if (close != NULL)
      name = g_strndup (template + 1, (gsize)(close - template - 1));
    if (name != NULL && append_placeholder (teller, figures, sentence, name, text)) {
      template = close + 1;
      continue;
    }
    g_string_append_c (text, *template ++);
  }
}

/* Puts the rule's own message in place of the sentence, or after it. Takes @sentence. */
static char *
with_own_message (const ZbTeller *teller,
                  const ZbFindingFigures *figures,
                  const ZbRule *rule,
                  GString *sentence)
{
  const char *own = zb_teller_is_chinese (teller) ? rule->message.zh : rule->message.en;
  GString *text;

  if (own == NULL) {
    g_string_append (sentence, in_language (teller, "。", "."));
    return g_string_free (sentence, FALSE);
  }
  text = g_string_new (NULL);
  if (strchr (own, '{') == NULL)
    g_string_append_printf (text, "%s%s%s", sentence->str, in_language (teller, "。", ". "), own);
  else
    append_template (teller, figures, sentence->str, own, text);
  g_string_free (sentence, TRUE);
  return g_string_free (text, FALSE);
}

static ZbTeller
teller_for (ZbMachine *machine,
            const ZbFindingFigures *figures,
            const ZbInstance *instance,
            const char *language)
{
  return (ZbTeller){.machine = machine,
                    .policies = instance->policies,
                    .language = language,
                    .with_columns = shared_column (figures) == NULL,
                    .with_measures = has_several_measures (figures)};
}

static void
tell_overflow (const ZbTeller *teller, GString *text)
{
  g_string_append (text,
                   in_language (teller, "数值超出可精确计算的范围，无法检查，请核对数值和计量单位",
                                "the figures are too large to be computed exactly, so this "
                                "cannot be checked: look for a wrong figure or unit"));
}

static char *
rule_message (const ZbTeller *teller,
              const ZbFinding *finding,
              const ZbRule *rule,
              const ZbInstance *instance,
              const ZbDecision *decision)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);
  GString *text = g_string_new (NULL);
  g_autoptr (GString) premise = g_string_new (NULL);

  if (finding->outcome == ZB_OUTCOME_ERROR) {
    append_label (teller, figures, text);
    g_string_append (text, in_language (teller, "：", ": "));
    tell_overflow (teller, text);
    return with_own_message (teller, figures, rule, text);
  }
  if (!teller->with_columns)
    tell_shared_column (teller, figures, text);
  if (instance->guard != NULL && instance->body->kind != ZB_EXPRESSION_LITERAL)
    zb_tell_premise (teller, instance->guard, figures->operands, premise);
  if (premise->len > 0)
    g_string_append_printf (text, zb_teller_is_chinese (teller) ? "%s，而" : "%s, yet ",
                            premise->str);
  zb_tell_decision (teller, decision, text);
  if (has_telling_difference (decision))
    tell_difference (teller, figures, text);
  return with_own_message (teller, figures, rule, text);
}

static char *
calc_message (const ZbTeller *teller,
              const ZbFinding *finding,
              const ZbRule *rule,
              const ZbInstance *instance)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);
  GString *text = g_string_new (NULL);
  ZbCellPlace place = zb_expression_place (teller->machine, instance->target);
  g_autofree char *formula = separated (figures->rhs);

  if (!teller->with_columns)
    tell_shared_column (teller, figures, text);
  zb_tell_cell (teller, &place, text);
  if (finding->outcome == ZB_OUTCOME_ERROR) {
    g_string_append (text, in_language (teller, "：", ": "));
    tell_overflow (teller, text);
    return with_own_message (teller, figures, rule, text);
  }
  if (figures->rhs == NULL) {
    g_string_append (text, in_language (teller, "，按公式应为空", "; by its formula it is blank"));
    return with_own_message (teller, figures, rule, text);
  }
  g_string_append_printf (
      text, zb_teller_is_chinese (teller) ? "，按公式应为 %s（" : "; its formula gives %s (",
      formula);
  zb_tell_value (teller, instance->body, text);
  g_string_append (text, in_language (teller, "）", ")"));
  tell_difference (teller, figures, text);
  return with_own_message (teller, figures, rule, text);
}

ZbText
zb_message_make (const ZbFinding *finding,
                 ZbMachine *machine,
                 const ZbRule *rule,
                 const ZbInstance *instance)
{
  ZbText message = {0};
  char **texts[] = {&message.zh, &message.en};
  ZbDecision decision = {0};

  if (instance->target == NULL)
    decision = zb_find_decision (machine, instance->guard, instance->body, instance->policies);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    ZbTeller teller = teller_for (machine, zb_finding_figures (finding), instance, languages[i]);

    *texts[i] = instance->target == NULL
                    ? rule_message (&teller, finding, rule, instance, &decision)
                    : calc_message (&teller, finding, rule, instance);
  }
  return message;
}
