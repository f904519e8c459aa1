/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/condition-sentence.h"

#include <string.h>

static gboolean
judged (ZbMachine *machine, const ZbExpression *condition, ZbPolicies policies, ZbOutcome wanted)
{
  return zb_machine_judge_part (machine, condition, policies) == wanted;
}

/* The first child that came out as @wanted, else the first one. */
static const ZbExpression *
first_child (ZbMachine *machine,
             const ZbExpression *condition,
             ZbPolicies policies,
             ZbOutcome wanted)
{
  for (guint i = 0; i < zb_expression_n_children (condition); i++) {
    const ZbExpression *child = zb_expression_child (condition, i);

    if (judged (machine, child, policies, wanted))
      return child;
  }
  return zb_expression_child (condition, 0);
}

static ZbDecision
decide (ZbMachine *machine, const ZbExpression *condition, ZbPolicies policies, gboolean negated)
{
  const ZbExpression *child;

  /* "Not both": neither is wrong alone. */
  if (negated && condition->kind == ZB_EXPRESSION_AND && zb_expression_n_children (condition) > 1 &&
      zb_expression_child (condition, 0)->kind == ZB_EXPRESSION_COMPARE)
    return (ZbDecision){.expression = condition, .negated = TRUE};
  switch (condition->kind) {
  case ZB_EXPRESSION_AND:
  case ZB_EXPRESSION_OR:
    child = first_child (machine, condition, policies, negated ? ZB_OUTCOME_PASS : ZB_OUTCOME_FAIL);
    return decide (machine, child, policies, negated);
  case ZB_EXPRESSION_NOT:
    return decide (machine, zb_expression_child (condition, 0), policies, !negated);
  default:
    return (ZbDecision){.expression = condition, .negated = negated};
  }
}

/* The comparison with figures on both sides that says most of a premise. */
static const ZbExpression *
telling_part (const ZbExpression *guard)
{
  for (guint i = 0; guard->kind == ZB_EXPRESSION_AND && i < zb_expression_n_children (guard); i++) {
    const ZbExpression *part = zb_expression_child (guard, i);

    if (part->kind == ZB_EXPRESSION_IN || part->kind == ZB_EXPRESSION_COMPARE ||
        part->kind == ZB_EXPRESSION_BETWEEN)
      return part;
  }
  return guard;
}

ZbDecision
zb_find_decision (ZbMachine *machine,
                  const ZbExpression *guard,
                  const ZbExpression *condition,
                  ZbPolicies policies)
{
  if (condition->kind == ZB_EXPRESSION_LITERAL && guard != NULL)
    return decide (machine, telling_part (guard), policies, TRUE);
  return decide (machine, condition, policies, FALSE);
}

static const char *
in_language (const ZbTeller *teller, const char *chinese, const char *english)
{
  return zb_teller_is_chinese (teller) ? chinese : english;
}

/* What both sides of a comparison are told in: a unit that the rule names, else that of the side
 * that has one. */
static const ZbQuantity *
told_type (const ZbExpression *comparison)
{
  const ZbQuantity *left = &zb_expression_child (comparison, 0)->type;
  const ZbExpression *right;

  if (comparison->kind == ZB_EXPRESSION_IN)
    return left;
  right = zb_expression_child (comparison, 1);
  if (left->nature == ZB_NUMBER_BARE ||
      (right->kind == ZB_EXPRESSION_CONSTANT && right->type.nature == ZB_NUMBER_MEASURED))
    return &right->type;
  return left;
}

/* A side with all that goes into it and, if that is more than one figure, its result. */
static void
tell_side (const ZbTeller *teller, const ZbExpression *side, const ZbQuantity *like, GString *text)
{
  const ZbMeasure *measure = zb_quantity_measure (like);
  g_autofree char *figure = NULL;

  if (side->kind == ZB_EXPRESSION_CONSTANT && like->nature == ZB_NUMBER_RATIO) {
    figure = zb_tell_figure_like (teller, side, like);
    g_string_append (text, figure);
    return;
  }
  zb_tell_value (teller, side, text);
  if (!zb_is_composed (side))
    return;
  figure = zb_tell_figure_like (teller, side, like);
  g_string_append_printf (text, " = %s", figure);
  if (measure != NULL && (teller->with_measures || side->type.unit != like->unit))
    g_string_append_printf (text, " %s", zb_text_get (&measure->name, teller->language));
}

static void
tell_related (const ZbTeller *teller,
              const ZbExpression *comparison,
              ZbRelation relation,
              GString *text)
{
  const ZbQuantity *like = told_type (comparison);

  tell_side (teller, zb_expression_child (comparison, 0), like, text);
  g_string_append_printf (text, " %s ", zb_relation_sign (relation));
  tell_side (teller, zb_expression_child (comparison, 1), like, text);
}

static void
tell_held (const ZbTeller *teller, const ZbExpression *comparison, GString *text)
{
  tell_related (teller, comparison, comparison->relation, text);
}

/* "…同时成立或同时不成立：X 5 > 0，而 Y 0 ≤ 0" */
static void
tell_parity (const ZbTeller *teller, const ZbExpression *both, GString *text)
{
  guint told = 0;

  g_string_append (text, in_language (teller, "两个条件应同时成立或同时不成立",
                                      "two conditions must hold together or not at all"));
  for (guint i = 0; i < zb_expression_n_children (both); i++) {
    const ZbExpression *part = zb_expression_child (both, i);
    gboolean holds = judged (teller->machine, part, teller->policies, ZB_OUTCOME_PASS);

    if (part->kind != ZB_EXPRESSION_COMPARE)
      continue;
    g_string_append (text, told == 0 ? in_language (teller, "：", ": ")
                                     : in_language (teller, "，而", ", yet "));
    tell_related (teller, part, holds ? part->relation : zb_relation_opposite (part->relation),
                  text);
    told++;
  }
}

/* "不应同时：X 12 > 0，Y -5 < 0" */
static void
tell_together (const ZbTeller *teller, const ZbExpression *both, GString *text)
{
  g_string_append (text, in_language (teller, "不应同时：", "must not be together: "));
  for (guint i = 0; i < zb_expression_n_children (both); i++) {
    const ZbExpression *part = zb_expression_child (both, i);

    if (part->kind != ZB_EXPRESSION_COMPARE)
      continue;
    if (i > 0)
      g_string_append (text, in_language (teller, "，", ", "));
    tell_held (teller, part, text);
  }
}

/* "X 5，应 ≥ 0" where the other side is only a number, "X 5 < Y 7" where it is not. */
static void
tell_comparison (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  const ZbExpression *left = zb_expression_child (decision->expression, 0);
  const ZbExpression *right = zb_expression_child (decision->expression, 1);
  ZbRelation relation = decision->expression->relation;
  gboolean is_text = left->type.kind == ZB_VALUE_TEXT;
  gboolean bound = right->kind == ZB_EXPRESSION_CONSTANT || right->kind == ZB_EXPRESSION_TEXT;
  const ZbQuantity *like = told_type (decision->expression);

  tell_side (teller, left, like, text);
  if (decision->negated)
    relation = zb_relation_opposite (relation);
  if (bound || is_text) {
    g_string_append (text, in_language (teller, "，应 ", ", must be "));
    g_string_append_printf (text, "%s ", zb_relation_sign (relation));
  } else {
    g_string_append_printf (text, " %s ", zb_relation_sign (zb_relation_opposite (relation)));
  }
  tell_side (teller, right, like, text);
}

static void
tell_between (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  const ZbExpression *value = zb_expression_child (decision->expression, 0);
  const ZbQuantity *like = told_type (decision->expression);

  tell_side (teller, value, like, text);
  if (decision->negated)
    g_string_append (text, in_language (teller, "，不应在 ", ", must not lie within "));
  else
    g_string_append (text, in_language (teller, "，应在 ", ", must lie within "));
  tell_side (teller, zb_expression_child (decision->expression, 1), like, text);
  g_string_append (text, "–");
  tell_side (teller, zb_expression_child (decision->expression, 2), like, text);
}

static void
tell_item (const ZbItem *item, const ZbExpression *in, GString *text)
{
  int exponent = (int)in->digits - zb_expression_child (in, 0)->type.unit;
  g_autofree char *from = NULL, *to = NULL;

  if (item->low != NULL) {
    g_string_append_printf (text, "%s%s%s%s", item->low, item->high == NULL ? "" : "–",
                            item->high == NULL ? "" : item->high, item->prefix ? "…" : "");
    return;
  }
  from = zb_wide_to_text (item->from, exponent, 0, TRUE);
  to = zb_wide_to_text (item->to, exponent, 0, TRUE);
  g_string_append (text, from);
  if (item->to != item->from)
    g_string_append_printf (text, "–%s", to);
}

static void
tell_in (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  const ZbExpression *in = decision->expression;

  tell_side (teller, zb_expression_child (in, 0), told_type (in), text);
  if (decision->negated)
    g_string_append (text, in_language (teller, "，不应在 ", ", must not lie in "));
  else
    g_string_append (text, in_language (teller, "，应在 ", ", must lie in "));
  for (guint i = 0; i < in->items->len; i++) {
    if (i > 0)
      g_string_append (text, in_language (teller, "、", ", "));
    tell_item (&g_array_index (in->items, ZbItem, i), in, text);
  }
  if (in->flag)
    g_string_append (text, in_language (teller, "（含其倒数）", " (or its inverse)"));
}

static const char *
section_title (const ZbTeller *teller, const ZbExpression *expression)
{
  const ZbDomain *domain =
      &g_array_index (teller->machine->world->references->domains, ZbDomain, expression->index);
  const ZbBoundDomain *bound = &teller->machine->world->domains[expression->index];

  if (bound->report == NULL)
    return domain->section;
  return zb_text_get (&zb_report_form (bound->report)->sections[bound->section].title,
                      teller->language);
}

static void
tell_has (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  const ZbExpression *has = decision->expression;
  const char *title = section_title (teller, has);
  gboolean chinese = zb_teller_is_chinese (teller);
  g_autoptr (GString) keys = g_string_new (NULL);

  for (guint i = 0; i < zb_expression_n_children (has); i++) {
    g_autofree char *key = zb_tell_figure (teller, zb_expression_child (has, i));

    g_string_append_printf (keys, "%s%s", i == 0 ? "" : chinese ? "、" : ", ", key);
  }
  if (chinese)
    g_string_append_printf (
        text, decision->negated ? "“%s”中不应有代码%s%s%s的行" : "“%s”中没有代码%s%s%s的行", title,
        has->flag ? "以" : "为", keys->str, has->flag ? "开头" : "");
  else
    g_string_append_printf (
        text, decision->negated ? "“%s” must not have a row %s%s" : "“%s” has no row %s%s", title,
        has->flag ? "that begins with " : "", keys->str);
}

#define MOST_CELLS_TOLD 4

/* The cells that a condition looks at, dynamic rows each: ZbCellPlace. */
static GArray *
places_of (const ZbTeller *teller, const ZbExpression *state)
{
  const ZbWorld *world = teller->machine->world;
  GArray *places = g_array_new (FALSE, FALSE, sizeof (ZbCellPlace));

  for (guint i = 0; i < state->cells->len; i++) {
    ZbCellPlace place = zb_cell_place_of_slot (world, g_array_index (state->cells, guint, i));

    g_array_append_val (places, place);
  }
  for (guint i = 0; i < state->columns->len; i++) {
    guint index = g_array_index (state->columns, guint, i);
    const ZbRowSlot *slot = &g_array_index (world->references->row_slots, ZbRowSlot, index);
    const ZbPair *pair = &g_array_index (world->references->pairs, ZbPair, slot->pair);

    for (guint row = 0; row < world->domains[pair->domain].n_rows; row++) {
      ZbCellPlace place = zb_cell_place_of_row_slot (world, index, row);

      g_array_append_val (places, place);
    }
  }
  for (guint i = 0; i < zb_expression_n_children (state); i++) {
    const ZbExpression *child = zb_expression_child (state, i);
    ZbCellPlace place;

    if (child->kind == ZB_EXPRESSION_FIELD)
      continue;
    place = zb_expression_place (teller->machine, child);
    g_array_append_val (places, place);
  }
  return places;
}

/* Whether another of the cells holds the same. */
static gboolean
is_repeated (const GArray *places, guint index)
{
  g_autofree char *value = zb_cell_place_value (&g_array_index (places, ZbCellPlace, index));

  for (guint i = 0; value != NULL && i < places->len; i++) {
    g_autofree char *other = zb_cell_place_value (&g_array_index (places, ZbCellPlace, i));

    if (i != index && g_strcmp0 (value, other) == 0)
      return TRUE;
  }
  return FALSE;
}

/* A comma before each but the first; FALSE, with an ellipsis once, after the most. */
static gboolean
begin_cell (const ZbTeller *teller, guint *told, GString *text)
{
  if ((*told)++ > 0 && *told <= MOST_CELLS_TOLD + 1)
    g_string_append (text, in_language (teller, "，", ", "));
  if (*told == MOST_CELLS_TOLD + 1)
    g_string_append (text, "…");
  return *told <= MOST_CELLS_TOLD;
}

/* The cells and fields that make blank, filled and unique fail. */
static void
tell_state (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  const ZbExpression *state = decision->expression;
  g_autoptr (GArray) places = places_of (teller, state);
  gboolean is_unique = state->kind == ZB_EXPRESSION_UNIQUE;
  gboolean must_be_blank = (state->kind == ZB_EXPRESSION_BLANK) != decision->negated;
  guint told = 0;

  if (is_unique)
    g_string_append (text, in_language (teller, "应互不相同：", "must all differ: "));
  else if (must_be_blank)
    g_string_append (text, in_language (teller, "应为空：", "must be blank: "));
  else
    g_string_append (text, in_language (teller, "应填写：", "must be filled in: "));
  for (guint i = 0; i < places->len; i++) {
    const ZbCellPlace *place = &g_array_index (places, ZbCellPlace, i);
    gboolean is_filled = zb_cell_place_state (place) == ZB_STATE_VALUE;

    if ((is_unique ? is_repeated (places, i) : is_filled == must_be_blank) &&
        begin_cell (teller, &told, text))
      zb_tell_cell (teller, place, text);
  }
  for (guint i = 0; i < zb_expression_n_children (state); i++) {
    const ZbExpression *child = zb_expression_child (state, i);
    gboolean is_filled = child->kind == ZB_EXPRESSION_FIELD &&
                         zb_world_field (teller->machine->world, child->index).flags == 0;

    if (child->kind == ZB_EXPRESSION_FIELD && is_filled == must_be_blank &&
        begin_cell (teller, &told, text))
      zb_tell_value (teller, child, text);
  }
}

/* Conditions that are best said as "X is (not) …". */
static void
tell_property (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  static const struct {
    ZbExpressionKind kind;
    const char *chinese, *english;
  } properties[] = {
      {ZB_EXPRESSION_CREDIT_CODE, "不是有效的统一社会信用代码",
       "is no valid unified social credit code"},
      {ZB_EXPRESSION_ORGANISATION_CODE, "不是有效的组织机构代码", "is no valid organisation code"},
      {ZB_EXPRESSION_LISTED, "不在代码表中", "is not in the code list"},
      {ZB_EXPRESSION_CHOSEN, "未选所需的选项", "lacks the choice needed"},
      {ZB_EXPRESSION_EXISTS, "不存在", "is not there"},
      {ZB_EXPRESSION_LIKE, "格式不符合要求", "is not written as required"},
  };
  const ZbExpression *expression = decision->expression;

  if (zb_expression_n_children (expression) > 0) {
    zb_tell_value (teller, zb_expression_child (expression, 0), text);
    g_string_append_c (text, ' ');
  }
  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++) {
    if (properties[i].kind == expression->kind && !decision->negated) {
      g_string_append (text, in_language (teller, properties[i].chinese, properties[i].english));
      return;
    }
  }
  g_string_append (text, in_language (teller, "不符合规定", "is not as required"));
}

void
zb_tell_decision (const ZbTeller *teller, const ZbDecision *decision, GString *text)
{
  switch (decision->expression->kind) {
  case ZB_EXPRESSION_COMPARE:
    tell_comparison (teller, decision, text);
    return;
  case ZB_EXPRESSION_BETWEEN:
    tell_between (teller, decision, text);
    return;
  case ZB_EXPRESSION_IN:
    tell_in (teller, decision, text);
    return;
  case ZB_EXPRESSION_HAS:
    tell_has (teller, decision, text);
    return;
  case ZB_EXPRESSION_AND:
    tell_together (teller, decision->expression, text);
    return;
  case ZB_EXPRESSION_BLANK:
  case ZB_EXPRESSION_FILLED:
  case ZB_EXPRESSION_UNIQUE:
    tell_state (teller, decision, text);
    return;
  case ZB_EXPRESSION_IFF:
    tell_parity (teller, decision->expression, text);
    return;
  case ZB_EXPRESSION_FIRST:
  case ZB_EXPRESSION_JOINT:
  case ZB_EXPRESSION_LITERAL:
    g_string_append (
        text, in_language (teller, "本期不应出现这种情况", "this must not be so in this period"));
    return;
  default:
    tell_property (teller, decision, text);
    return;
  }
}

/* "when [A.03,2] > 0" before a quotient by that cell only keeps zero away. */
static gboolean
is_told (ZbMachine *machine, const ZbExpression *side, const GPtrArray *operands)
{
  ZbCellPlace place;

  if (side->kind != ZB_EXPRESSION_CELL && side->kind != ZB_EXPRESSION_ROW_CELL)
    return FALSE;
  place = zb_expression_place (machine, side);
  for (guint i = 0; i < operands->len; i++) {
    const ZbOperand *operand = g_ptr_array_index (operands, i);
    g_autofree char *period = place.has_period ? zb_period_to_string (place.period) : g_strdup ("");

    if (strcmp (operand->form, place.form_id) == 0 && strcmp (operand->row, place.row) == 0 &&
        strcmp (operand->section, place.section_id) == 0 &&
        strcmp (operand->column, place.column) == 0 && strcmp (operand->period, period) == 0)
      return TRUE;
  }
  return FALSE;
}

void
zb_tell_premise (const ZbTeller *teller,
                 const ZbExpression *guard,
                 const GPtrArray *operands,
                 GString *text)
{
  switch (guard->kind) {
  case ZB_EXPRESSION_AND:
    for (guint i = 0; i < zb_expression_n_children (guard); i++) {
      gsize before = text->len;
      gboolean needs_comma = before > 0;
      g_autoptr (GString) part = g_string_new (NULL);

      zb_tell_premise (teller, zb_expression_child (guard, i), operands, part);
      if (part->len > 0)
        g_string_append_printf (text, "%s%s", needs_comma ? in_language (teller, "，", ", ") : "",
                                part->str);
    }
    return;
  case ZB_EXPRESSION_COMPARE:
    /* A period, and that there are rows, needs no saying. */
    if (zb_expression_child (guard, 0)->kind != ZB_EXPRESSION_PERIOD &&
        zb_expression_child (guard, 0)->kind != ZB_EXPRESSION_ROWS &&
        !is_told (teller->machine, zb_expression_child (guard, 0), operands))
      tell_held (teller, guard, text);
    return;
  default:
    return;
  }
}
