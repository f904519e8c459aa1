/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/sentence.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Longer sums show their first and last terms only. */
#define MAX_TERMS 6
#define FIRST_TERMS 3
/* Ratios from here on are told as "times", below as percent. */
#define TIMES_FROM 3

gboolean
zb_teller_is_chinese (const ZbTeller *teller)
{
  return g_str_has_prefix (teller->language, "zh");
}

const char *
zb_relation_sign (ZbRelation relation)
{
  static const char *const signs[] = {"=", "≠", "<", "≤", ">", "≥"};

  return signs[relation];
}

ZbRelation
zb_relation_opposite (ZbRelation relation)
{
  static const ZbRelation opposites[] = {ZB_RELATION_NOT_EQUAL,     ZB_RELATION_EQUAL,
                                         ZB_RELATION_GREATER_EQUAL, ZB_RELATION_GREATER,
                                         ZB_RELATION_LESS_EQUAL,    ZB_RELATION_LESS};

  return opposites[relation];
}

/* "(2024年5月)" and "B203" before cells of another period or form. */
static char *
tell_period (const ZbTeller *teller, const ZbCellPlace *place)
{
  const ZbContext *context = &teller->machine->world->context;
  gboolean joint = place->form != NULL &&
                   context->interface->is_joint (context->self, place->form, place->period);

  return zb_period_to_display (place->period, teller->language, joint);
}

/* The printed name without the "of which" before it, which says nothing away from the table. */
static char *
tell_name (const ZbTeller *teller, const ZbCellPlace *place)
{
  static const char *const prefixes[] = {"其中：", "其中:", "of which: "};
  g_autofree char *name = zb_cell_place_row_name (place, teller->language);

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    if (g_str_has_prefix (name, prefixes[i]))
      return g_strdup (name + strlen (prefixes[i]));
  }
  return g_steal_pointer (&name);
}

void
zb_tell_cell (const ZbTeller *teller, const ZbCellPlace *place, GString *text)
{
  gboolean chinese = zb_teller_is_chinese (teller);
  const ZbReport *report = teller->machine->world->report;
  gboolean other_form = strcmp (place->form_id, zb_report_form (report)->id) != 0;
  gboolean other_period =
      place->has_period && !zb_period_equal (place->period, zb_report_period (report));
  g_autofree char *name = tell_name (teller, place);
  g_autofree char *display = zb_cell_place_display (place, teller->language);
  g_autofree char *period = other_period ? tell_period (teller, place) : NULL;
  const ZbMeasure *measure = zb_cell_place_measure (place);

  if (other_form)
    g_string_append_printf (text, "%s ", place->form_id);
  if (period != NULL && chinese)
    g_string_append (text, period);
  g_string_append_printf (text, "%s[%s]", name, place->row);
  if (teller->with_columns) {
    g_autofree char *column = zb_cell_place_column_name (place, teller->language);

    g_string_append_printf (text, chinese ? "%s" : ", %s", column);
  }
  if (period != NULL && !chinese)
    g_string_append_printf (text, " (%s)", period);
  g_string_append_printf (text, " %s", display);
  if (teller->with_measures && measure != NULL)
    g_string_append_printf (text, " %s", zb_text_get (&measure->name, teller->language));
}

ZbCellPlace
zb_expression_place (ZbMachine *machine, const ZbExpression *expression)
{
  ZbFigure key;

  switch (expression->kind) {
  case ZB_EXPRESSION_ROW_CELL:
    return zb_cell_place_of_row_slot (machine->world, expression->index,
                                      machine->rows[expression->variable]);
  case ZB_EXPRESSION_KEY_CELL:
    key = zb_machine_compute_part (machine, zb_expression_child (expression, 0),
                                   (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP}, FALSE);
    return zb_cell_place_of_key_slot (machine->world, expression->index,
                                      key.text == NULL ? "" : key.text);
  default:
    return zb_cell_place_of_slot (machine->world, expression->index);
  }
}

gboolean
zb_is_composed (const ZbExpression *expression)
{
  switch (expression->kind) {
  case ZB_EXPRESSION_NEGATE:
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
  case ZB_EXPRESSION_MULTIPLY:
  case ZB_EXPRESSION_DIVIDE:
  case ZB_EXPRESSION_ABSOLUTE:
  case ZB_EXPRESSION_MINIMUM:
  case ZB_EXPRESSION_MAXIMUM:
  case ZB_EXPRESSION_ROUND:
  case ZB_EXPRESSION_AGGREGATE:
  case ZB_EXPRESSION_LOOP:
    return TRUE;
  case ZB_EXPRESSION_IF:
  case ZB_EXPRESSION_PLAIN:
  case ZB_EXPRESSION_NZ:
    return zb_is_composed (zb_expression_child (expression, 0));
  default:
    return FALSE;
  }
}

static char *
tell_ratio (const ZbTeller *teller, const ZbFigure *figure, int exponent)
{
  ZbFigure limit = zb_figure_scale (zb_figure_whole (TIMES_FROM), -exponent);
  ZbFigure size = zb_figure_absolute (*figure);
  g_autofree char *number = NULL;
  int order = -1;

  if (zb_figure_compare (&size, &limit, &order) && order > 0) {
    number = zb_wide_quotient_to_text (figure->num, figure->den, exponent, 2, TRUE);
    return g_strdup_printf (zb_teller_is_chinese (teller) ? "%s倍" : "%s times", number);
  }
  number = zb_wide_quotient_to_text (figure->num, figure->den, exponent + 2, 2, TRUE);
  return g_strdup_printf ("%s%%", number);
}

/* What stands for a value that is not there. */
static const char *
tell_absence (const ZbTeller *teller, guint flags)
{
  gboolean chinese = zb_teller_is_chinese (teller);

  if (flags & ZB_FIGURE_OVERFLOW)
    return chinese ? "超出可计算范围" : "too large to compute";
  if (flags & ZB_FIGURE_MISSING)
    return chinese ? "未知" : "unknown";
  return chinese ? "空" : "blank";
}

char *
zb_tell_figure (const ZbTeller *teller, const ZbExpression *expression)
{
  return zb_tell_figure_like (teller, expression, &expression->type);
}

char *
zb_tell_figure_like (const ZbTeller *teller, const ZbExpression *expression, const ZbQuantity *like)
{
  const ZbQuantity *type = &expression->type;
  ZbFigure figure = zb_machine_compute_part (teller->machine, expression, teller->policies, FALSE);
  int exponent = type->exponent - expression->shift;

  if (figure.flags != 0)
    return g_strdup (tell_absence (teller, figure.flags));
  if (type->kind == ZB_VALUE_TEXT)
    return g_strdup (figure.text);
  if (like->nature == ZB_NUMBER_RATIO)
    return tell_ratio (teller, &figure, exponent);
  /* Figures of two decimals keep them. */
  if (figure.den == 1 && !type->late && exponent - like->unit <= -2)
    return zb_wide_to_text (figure.num, exponent - like->unit, 2, TRUE);
  return zb_wide_quotient_to_text (figure.num, figure.den, exponent - like->unit, 4, TRUE);
}

static void
tell_constant (const ZbTeller *teller, const ZbExpression *constant, GString *text)
{
  const ZbMeasure *measure = zb_quantity_measure (&constant->type);
  g_autofree char *figure = zb_tell_figure (teller, constant);

  g_string_append (text, figure);
  if (measure != NULL)
    g_string_append_printf (text, " %s", zb_text_get (&measure->name, teller->language));
}

/* The terms of a sum, with their signs. */
typedef struct {
  const ZbExpression *expression;
  gboolean negative;
} Term;

static void
collect_terms (const ZbExpression *expression, gboolean negative, GArray *terms)
{
  Term term = {.expression = expression, .negative = negative};

  switch (expression->kind) {
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
    collect_terms (zb_expression_child (expression, 0), negative, terms);
    collect_terms (zb_expression_child (expression, 1),
                   negative != (expression->kind == ZB_EXPRESSION_SUBTRACT), terms);
    return;
  case ZB_EXPRESSION_NEGATE:
    collect_terms (zb_expression_child (expression, 0), !negative, terms);
    return;
  default:
    g_array_append_val (terms, term);
    return;
  }
}

static void
tell_sum (const ZbTeller *teller, const ZbExpression *sum, GString *text)
{
  g_autoptr (GArray) terms = g_array_new (FALSE, FALSE, sizeof (Term));

  collect_terms (sum, FALSE, terms);
  for (guint i = 0; i < terms->len; i++) {
    const Term *term = &g_array_index (terms, Term, i);

    if (terms->len > MAX_TERMS && i == FIRST_TERMS) {
      g_string_append (text, " …");
      i = terms->len - 2;
      continue;
    }
    if (i > 0)
      g_string_append (text, term->negative ? " − " : " + ");
    else if (term->negative)
      g_string_append (text, "−");
    zb_tell_value (teller, term->expression, text);
  }
  if (terms->len > MAX_TERMS)
    g_string_append_printf (text, zb_teller_is_chinese (teller) ? "（共%u项）" : " (%u terms)",
                            terms->len);
}

/* A factor, in parentheses if it is a sum. */
static void
tell_factor (const ZbTeller *teller, const ZbExpression *factor, GString *text)
{
  gboolean is_sum = factor->kind == ZB_EXPRESSION_ADD || factor->kind == ZB_EXPRESSION_SUBTRACT ||
                    factor->kind == ZB_EXPRESSION_DIVIDE;

  if (is_sum)
    g_string_append_c (text, '(');
  zb_tell_value (teller, factor, text);
  if (is_sum)
    g_string_append_c (text, ')');
}

static void
tell_product (const ZbTeller *teller, const ZbExpression *product, GString *text)
{
  tell_factor (teller, zb_expression_child (product, 0), text);
  g_string_append (text, product->kind == ZB_EXPRESSION_DIVIDE ? " ÷ " : " × ");
  tell_factor (teller, zb_expression_child (product, 1), text);
}

static const ZbText *
function_name (ZbFunctionKind function)
{
  static const ZbText sum = {(char *)"合计", (char *)"total"};
  static const ZbText count = {(char *)"个数", (char *)"number"};
  static const ZbText average = {(char *)"平均", (char *)"average"};
  static const ZbText least = {(char *)"最小值", (char *)"least"};
  static const ZbText most = {(char *)"最大值", (char *)"greatest"};

  switch (function) {
  case ZB_FUNCTION_SUM:
    return &sum;
  case ZB_FUNCTION_COUNT:
    return &count;
  case ZB_FUNCTION_AVERAGE:
    return &average;
  case ZB_FUNCTION_MIN:
    return &least;
  default:
    return &most;
  }
}

static void
tell_section (const ZbTeller *teller, const ZbCellPlace *place, GString *text)
{
  const char *title =
      place->section == NULL ? "" : zb_text_get (&place->section->title, teller->language);

  if (*title != '\0')
    g_string_append_printf (text, "“%s”", title);
  else
    g_string_append (text, place->section_id);
}

/* All rows of one column: "“二、…”1—本月 2行合计 52,340". */
static void
tell_column (const ZbTeller *teller, const ZbExpression *aggregate, GString *text)
{
  const ZbReferences *references = teller->machine->world->references;
  guint index = g_array_index (aggregate->columns, guint, 0);
  const ZbRowSlot *slot = &g_array_index (references->row_slots, ZbRowSlot, index);
  const ZbPair *pair = &g_array_index (references->pairs, ZbPair, slot->pair);
  const ZbBoundDomain *domain = &teller->machine->world->domains[pair->domain];
  const ZbForm *form = domain->report == NULL ? NULL : zb_report_form (domain->report);
  ZbCellPlace place = {.section_id = pair->section, .column = slot->column, .column_index = -1};
  const char *name = zb_text_get (function_name (aggregate->function), teller->language);
  gboolean chinese = zb_teller_is_chinese (teller);

  if (form != NULL) {
    place.section = &form->sections[domain->section];
    place.column_index = zb_section_find_column (place.section, slot->column);
  }
  if (!chinese)
    g_string_append_printf (text, "%s of %u row%s of ", name, domain->n_rows,
                            domain->n_rows == 1 ? "" : "s");
  tell_section (teller, &place, text);
  if (teller->with_columns) {
    g_autofree char *column = zb_cell_place_column_name (&place, teller->language);

    g_string_append_printf (text, chinese ? "%s" : ", %s", column);
  }
  if (chinese)
    g_string_append_printf (text, "%u行%s", domain->n_rows, name);
}

/* A few cells are told one by one, many by their number. */
static void
tell_cells (const ZbTeller *teller, const ZbExpression *aggregate, GString *text)
{
  const ZbWorld *world = teller->machine->world;
  guint n = aggregate->cells->len;
  gboolean chinese = zb_teller_is_chinese (teller);
  ZbCellPlace first = zb_cell_place_of_slot (world, g_array_index (aggregate->cells, guint, 0));
  ZbCellPlace last = zb_cell_place_of_slot (world, g_array_index (aggregate->cells, guint, n - 1));
  const char *name = zb_text_get (function_name (aggregate->function), teller->language);
  g_autofree char *first_name = tell_name (teller, &first);
  g_autofree char *last_name = tell_name (teller, &last);

  if (n <= FIRST_TERMS && aggregate->function == ZB_FUNCTION_SUM) {
    for (guint i = 0; i < n; i++) {
      ZbCellPlace place = zb_cell_place_of_slot (world, g_array_index (aggregate->cells, guint, i));

      g_string_append (text, i == 0 ? "" : " + ");
      zb_tell_cell (teller, &place, text);
    }
    return;
  }
  if (chinese)
    g_string_append_printf (text, "%s[%s]至%s[%s]共%u项%s", first_name, first.row, last_name,
                            last.row, n, name);
  else
    g_string_append_printf (text, "%s of %u cells, %s[%s] to %s[%s]", name, n, first_name,
                            first.row, last_name, last.row);
}

static void
tell_aggregate (const ZbTeller *teller, const ZbExpression *aggregate, GString *text)
{
  if (aggregate->columns->len > 0)
    tell_column (teller, aggregate, text);
  else if (aggregate->cells->len > 0)
    tell_cells (teller, aggregate, text);
  else
    g_string_append_printf (text, zb_teller_is_chinese (teller) ? "%u项%s" : "%u values, %s",
                            zb_expression_n_children (aggregate),
                            zb_text_get (function_name (aggregate->function), teller->language));
}

/* Rows of a section, counted or run over. */
static void
tell_rows (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  const ZbDomain *domain =
      &g_array_index (teller->machine->world->references->domains, ZbDomain, expression->index);
  const ZbBoundDomain *bound = &teller->machine->world->domains[expression->index];
  ZbCellPlace place = {.section_id = domain->section};
  g_autofree char *figure = NULL;

  if (bound->report != NULL)
    place.section = &zb_report_form (bound->report)->sections[bound->section];
  tell_section (teller, &place, text);
  if (expression->kind == ZB_EXPRESSION_LOOP) {
    g_string_append_printf (text, zb_teller_is_chinese (teller) ? "各行计算%s" : " row by row, %s",
                            zb_text_get (function_name (expression->function), teller->language));
    return;
  }
  figure = zb_tell_figure (teller, expression);
  g_string_append_printf (text, zb_teller_is_chinese (teller) ? "的行数 %s" : ", rows %s", figure);
}

static void
tell_named (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  static const struct {
    const char *name;
    ZbText label;
  } attributes[] = {
      {"industry", {(char *)"登记行业", (char *)"registered industry"}},
      {"size", {(char *)"登记规模", (char *)"registered size"}},
      {"registration", {(char *)"登记注册类型", (char *)"registration type"}},
      {"area", {(char *)"所在区划", (char *)"area"}},
      {"zone", {(char *)"管理区", (char *)"zone"}},
      {"status", {(char *)"运营状态", (char *)"operating status"}},
  };
  const char *name =
      g_ptr_array_index (teller->machine->world->references->names, expression->index);
  g_autofree char *figure = zb_tell_figure (teller, expression);

  for (gsize i = 0; i < G_N_ELEMENTS (attributes); i++) {
    if (expression->kind == ZB_EXPRESSION_REGISTER && strcmp (attributes[i].name, name) == 0)
      name = zb_text_get (&attributes[i].label, teller->language);
  }
  g_string_append_printf (text, "%s %s", name, figure);
}

static void
tell_field (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  const ZbWorld *world = teller->machine->world;
  const ZbFieldSlot *slot =
      &g_array_index (world->references->fields, ZbFieldSlot, expression->index);
  const ZbReport *report = world->sources[slot->source].report;
  int field = report == NULL ? -1 : zb_form_find_field (zb_report_form (report), slot->id);
  g_autofree char *figure = zb_tell_figure (teller, expression);
  const char *label = slot->id;

  if (field >= 0)
    label = zb_text_get (&zb_form_field (zb_report_form (report), (guint)field)->label,
                         teller->language);
  g_string_append_printf (text, "%s %s", label, figure);
}

static void
tell_period_word (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  static const ZbText words[] = {{(char *)"月份", (char *)"month"},
                                 {(char *)"月数", (char *)"months"},
                                 {(char *)"季度", (char *)"quarter"},
                                 {(char *)"年份", (char *)"year"},
                                 {(char *)"报告期", (char *)"period"}};
  g_autofree char *figure =
      zb_wide_to_text (teller->machine->world->periods[expression->index], 0, 0, FALSE);

  g_string_append_printf (text, "%s %s", zb_text_get (&words[expression->index], teller->language),
                          figure);
}

/* The branch that was taken. */
static const ZbExpression *
taken_branch (const ZbTeller *teller, const ZbExpression *expression)
{
  ZbOutcome outcome = zb_machine_judge_part (teller->machine, zb_expression_child (expression, 0),
                                             teller->policies);

  return zb_expression_child (expression, outcome == ZB_OUTCOME_PASS ? 1 : 2);
}

static void
tell_extreme (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  gboolean least = expression->function == ZB_FUNCTION_MIN;

  if (zb_teller_is_chinese (teller))
    g_string_append (text, least ? "较小者（" : "较大者（");
  else
    g_string_append (text, least ? "the lesser of (" : "the greater of (");
  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    if (i > 0)
      g_string_append (text, zb_teller_is_chinese (teller) ? "，" : ", ");
    zb_tell_value (teller, zb_expression_child (expression, i), text);
  }
  for (guint i = 0; i < expression->cells->len; i++) {
    ZbCellPlace place =
        zb_cell_place_of_slot (teller->machine->world, g_array_index (expression->cells, guint, i));

    g_string_append (text, zb_teller_is_chinese (teller) ? "，" : ", ");
    zb_tell_cell (teller, &place, text);
  }
  g_string_append (text, zb_teller_is_chinese (teller) ? "）" : ")");
}

static void
tell_absolute (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  g_string_append_c (text, '|');
  zb_tell_value (teller, zb_expression_child (expression, 0), text);
  g_string_append_c (text, '|');
}

static gboolean
is_extreme (const ZbExpression *expression)
{
  return expression->kind == ZB_EXPRESSION_AGGREGATE &&
         (expression->function == ZB_FUNCTION_MIN || expression->function == ZB_FUNCTION_MAX) &&
         zb_expression_n_children (expression) > 0;
}

/* What has no parts worth telling. */
static void
tell_leaf (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  g_autofree char *figure = NULL;
  ZbCellPlace place;

  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
  case ZB_EXPRESSION_ROW_CELL:
  case ZB_EXPRESSION_KEY_CELL:
    place = zb_expression_place (teller->machine, expression);
    zb_tell_cell (teller, &place, text);
    return;
  case ZB_EXPRESSION_FIELD:
    tell_field (teller, expression, text);
    return;
  case ZB_EXPRESSION_REGISTER:
  case ZB_EXPRESSION_PARAMETER:
  case ZB_EXPRESSION_ENTRY:
    tell_named (teller, expression, text);
    return;
  case ZB_EXPRESSION_PERIOD:
    tell_period_word (teller, expression, text);
    return;
  default:
    figure = zb_tell_figure (teller, expression);
    g_string_append (text, figure);
    return;
  }
}

void
zb_tell_value (const ZbTeller *teller, const ZbExpression *expression, GString *text)
{
  switch (expression->kind) {
  case ZB_EXPRESSION_CONSTANT:
    tell_constant (teller, expression, text);
    return;
  case ZB_EXPRESSION_ADD:
  case ZB_EXPRESSION_SUBTRACT:
  case ZB_EXPRESSION_NEGATE:
    tell_sum (teller, expression, text);
    return;
  case ZB_EXPRESSION_MULTIPLY:
  case ZB_EXPRESSION_DIVIDE:
    tell_product (teller, expression, text);
    return;
  case ZB_EXPRESSION_ABSOLUTE:
    tell_absolute (teller, expression, text);
    return;
  case ZB_EXPRESSION_ROUND:
  case ZB_EXPRESSION_NZ:
  case ZB_EXPRESSION_PLAIN:
  case ZB_EXPRESSION_TO_NUMBER:
    zb_tell_value (teller, zb_expression_child (expression, 0), text);
    return;
  case ZB_EXPRESSION_IF:
    zb_tell_value (teller, taken_branch (teller, expression), text);
    return;
  case ZB_EXPRESSION_AGGREGATE:
    if (is_extreme (expression))
      tell_extreme (teller, expression, text);
    else
      tell_aggregate (teller, expression, text);
    return;
  case ZB_EXPRESSION_LOOP:
  case ZB_EXPRESSION_ROWS:
    tell_rows (teller, expression, text);
    return;
  default:
    tell_leaf (teller, expression, text);
    return;
  }
}
