/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/rule-compiler.h"

#include "validators/compiler/cell-binder.h"
#include "validators/rule-shape.h"
#include "validators/compiler/tolerance-binder.h"
#include "validators/compiler/variable-set.h"

#include <string.h>

/* A rule while its variables run through their sets. */
typedef struct {
  ZbBinder *binder;
  const ZbRuleSyntax *rule;
  ZbRuleset *ruleset;
  ZbPolicies policies;
  GPtrArray *instances; /* ZbInstance */
  guint64 cost, visits;
} Compilation;

/* Blank counts as zero in sums and differences; ratios, rules over periods and those that run over
 * a set skip it elsewhere. */
static ZbPolicies
policies_of (const ZbRuleSyntax *rule)
{
  ZbRuleShape shape = zb_rule_shape (rule);

  switch (rule->blank) {
  case ZB_BLANK_ZERO:
    return (ZbPolicies){ZB_POLICY_ZERO, ZB_POLICY_ZERO};
  case ZB_BLANK_SKIP:
    return (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP};
  case ZB_BLANK_FAIL:
    return (ZbPolicies){ZB_POLICY_FAIL, ZB_POLICY_FAIL};
  case ZB_BLANK_DEFAULT:
    break;
  }
  if (shape.has_quotient || shape.has_period)
    return (ZbPolicies){ZB_POLICY_SKIP, ZB_POLICY_SKIP};
  return (ZbPolicies){shape.has_each ? ZB_POLICY_SKIP : ZB_POLICY_ZERO, ZB_POLICY_ZERO};
}

static void
name_place (const ZbBinder *binder, const ZbVariable *variable, GString *key, GString *suffix)
{
  const ZbSection *section = &binder->form->sections[variable->section];
  GString *end = suffix->len > 0 || variable->kind == ZB_BOUND_COLUMN_CELL ? suffix : key;

  switch (variable->kind) {
  case ZB_BOUND_ROW:
    g_string_append_printf (key, "%s.%s", section->id, section->rows[variable->row].code);
    return;
  case ZB_BOUND_ROWS:
    g_string_append_printf (key, "%s.", section->id);
    return;
  case ZB_BOUND_CELL:
    g_string_append_printf (key, "%s.%s.%s", section->id, section->rows[variable->row].code,
                            section->columns[variable->column].code);
    return;
  case ZB_BOUND_COLUMN_CELL:
    g_string_append_printf (key, "%s.", section->id);
    g_string_append_printf (end, ".%s", section->columns[variable->column].code);
    return;
  case ZB_BOUND_COLUMN:
    return;
  }
}

/* "A.01", "1", "A.01.1", or "B." and ".1" around the key of a dynamic row: rows first, then
 * columns. */
static void
name_instance (const ZbBinder *binder, ZbInstance *instance)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GString) suffix = g_string_new (NULL);

  for (guint i = 0; i < binder->n_variables; i++)
    name_place (binder, &binder->variables[i], key, suffix);
  for (guint i = 0; i < binder->n_variables; i++) {
    const ZbVariable *variable = &binder->variables[i];
    GString *end = instance->domain >= 0 ? suffix : key;

    if (variable->kind == ZB_BOUND_COLUMN)
      g_string_append_printf (end, "%s%s", key->len > 0 ? "." : "", variable->column_code);
  }
  instance->key = g_strdup (key->str);
  instance->suffix = g_strdup (suffix->str);
}

/* Whether a formula can come out differently at all. */
static gboolean
varies (const ZbExpression *expression)
{
  if (expression->kind != ZB_EXPRESSION_CONSTANT && expression->kind != ZB_EXPRESSION_TEXT &&
      expression->kind != ZB_EXPRESSION_LITERAL && zb_expression_n_children (expression) == 0)
    return TRUE;
  if (expression->cells != NULL && expression->cells->len + expression->columns->len > 0)
    return TRUE;
  if (expression->kind == ZB_EXPRESSION_HAS || expression->kind == ZB_EXPRESSION_LOOP)
    return TRUE;
  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    if (varies (zb_expression_child (expression, i)))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_constant (Compilation *compilation, const ZbInstance *instance)
{
  const ZbExpression *body = instance->body;
  gboolean is_false = body->kind == ZB_EXPRESSION_LITERAL && body->digits == 0;

  if (compilation->rule->is_calc || varies (body))
    return TRUE;
  if (instance->guard != NULL && varies (instance->guard) && is_false)
    return TRUE;
  zb_binder_fail (compilation->binder, compilation->rule->body->start,
                  "this never changes: it looks at no cell");
  return FALSE;
}

static gboolean
reads_target (const ZbExpression *expression, const ZbExpression *target)
{
  if (expression->kind == target->kind && expression->index == target->index)
    return TRUE;
  for (guint i = 0; target->kind == ZB_EXPRESSION_CELL && expression->cells != NULL &&
                    i < expression->cells->len;
       i++) {
    if (g_array_index (expression->cells, guint, i) == target->index)
      return TRUE;
  }
  for (guint i = 0; target->kind == ZB_EXPRESSION_ROW_CELL && expression->columns != NULL &&
                    i < expression->columns->len;
       i++) {
    if (g_array_index (expression->columns, guint, i) == target->index)
      return TRUE;
  }
  for (guint i = 0; i < zb_expression_n_children (expression); i++) {
    if (reads_target (zb_expression_child (expression, i), target))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_computed (const ZbBinder *binder, const ZbExpression *target)
{
  const ZbSection *section;
  guint spec;

  if (target->kind == ZB_EXPRESSION_CELL) {
    const ZbSlot *slot = &g_array_index (binder->references->slots, ZbSlot, target->index);

    section = &binder->form->sections[slot->section_index];
    spec = (guint)slot->column_index +
           (slot->row_index < 0 ? 0 : (guint)slot->row_index * section->n_columns);
  } else {
    const ZbRowSlot *slot =
        &g_array_index (binder->references->row_slots, ZbRowSlot, target->index);
    const ZbPair *pair = &g_array_index (binder->references->pairs, ZbPair, slot->pair);

    section = &binder->form->sections[pair->section_index];
    spec = (guint)slot->column_index;
  }
  return (section->specs[spec].flags & ZB_CELL_COMPUTED) != 0;
}

static gboolean
bind_target (Compilation *compilation, ZbInstance *instance)
{
  ZbBinder *binder = compilation->binder;
  const ZbSyntax *syntax = compilation->rule->target;

  if (syntax->form != NULL || syntax->from.kind != ZB_OFFSET_NONE) {
    zb_binder_fail (binder, syntax->start, "a rule computes cells of its own form and period");
    return FALSE;
  }
  instance->target = zb_bind_cell (binder, syntax);
  if (instance->target == NULL)
    return FALSE;
  if (instance->target->type.kind != ZB_VALUE_NUMBER || instance->target->type.late ||
      instance->target->kind == ZB_EXPRESSION_KEY_CELL) {
    zb_binder_fail (binder, syntax->start, "only a figure of a known measure can be computed");
    return FALSE;
  }
  if (!is_computed (binder, instance->target)) {
    zb_binder_fail (binder, syntax->start,
                    "the form does not say that this cell is computed, so people may type it");
    return FALSE;
  }
  return TRUE;
}

static gboolean
bind_calc (Compilation *compilation, ZbInstance *instance)
{
  ZbBinder *binder = compilation->binder;
  const ZbRuleSyntax *rule = compilation->rule;
  ZbQuantity target;

  if (rule->when != NULL) {
    zb_binder_fail (binder, rule->when->start,
                    "a formula holds always: use if (condition, …, …) instead of “when”");
    return FALSE;
  }
  if (!bind_target (compilation, instance))
    return FALSE;
  target = instance->target->type;
  binder->target = &target;
  instance->body = zb_bind_number (binder, rule->body);
  binder->target = NULL;
  if (instance->body == NULL)
    return FALSE;
  if (!zb_quantity_meet (&target, &instance->body->type)) {
    g_autofree char *left = zb_quantity_describe (&target);
    g_autofree char *right = zb_quantity_describe (&instance->body->type);

    zb_binder_fail (binder, rule->body->start, "a cell in %s cannot be set to %s", left, right);
    return FALSE;
  }
  if (reads_target (instance->body, instance->target)) {
    zb_binder_fail (binder, rule->body->start, "the formula looks at the cell that it computes");
    return FALSE;
  }
  instance->tolerances = zb_bind_tolerance_of (binder, rule->tolerance, instance->target);
  return !binder->failed;
}

static gboolean
bind_check (Compilation *compilation, ZbInstance *instance)
{
  ZbBinder *binder = compilation->binder;
  const ZbRuleSyntax *rule = compilation->rule;

  if (rule->when != NULL) {
    instance->guard = zb_bind_condition (binder, rule->when);
    if (instance->guard == NULL)
      return FALSE;
  }
  instance->body = zb_bind_condition (binder, rule->body);
  return instance->body != NULL && zb_bind_tolerances (binder, rule->tolerance, instance->body);
}

static gboolean
emit (Compilation *compilation, ZbInstance *instance)
{
  ZbProgram *program = compilation->ruleset->program;
  int start = zb_program_emit (program, instance->guard, instance->body, compilation->policies);
  int level = instance->level_if == NULL
                  ? 0
                  : zb_program_emit (program, NULL, instance->level_if, compilation->policies);

  if (start < 0 || level < 0) {
    zb_binder_fail (compilation->binder, compilation->rule->start,
                    "this rule is nested too deeply to be run");
    return FALSE;
  }
  instance->start = (guint)start;
  instance->policies = compilation->policies;
  instance->level_start = (guint)level;
  return TRUE;
}

/* The row of a dynamic section that the instance stands for. */
static const ZbVariable *
dynamic_variable (const ZbBinder *binder)
{
  for (guint i = 0; i < binder->n_variables; i++) {
    if (binder->variables[i].kind == ZB_BOUND_ROWS ||
        binder->variables[i].kind == ZB_BOUND_COLUMN_CELL)
      return &binder->variables[i];
  }
  return NULL;
}

static gboolean
compile_instance (Compilation *compilation)
{
  ZbBinder *binder = compilation->binder;
  const ZbVariable *rows = dynamic_variable (binder);
  const ZbSyntax *level_if = compilation->rule->level_if;
  ZbInstance *instance = g_new0 (ZbInstance, 1);

  g_ptr_array_add (compilation->instances, instance);
  instance->domain = rows == NULL ? -1 : (int)rows->domain;
  instance->rule = compilation->ruleset->rules->len;
  binder->n_frames = rows == NULL ? 0 : 1;
  binder->cost = binder->visits = 0;
  binder->n_loops = 0;
  binder->factor = rows == NULL ? 1 : rows->rows->max_rows;
  if (compilation->rule->is_calc ? !bind_calc (compilation, instance)
                                 : !bind_check (compilation, instance))
    return FALSE;
  if (level_if != NULL) {
    instance->level_if = zb_bind_condition (binder, level_if);
    if (instance->level_if == NULL)
      return FALSE;
  }
  if (!check_constant (compilation, instance))
    return FALSE;
  name_instance (binder, instance);
  compilation->cost += binder->cost;
  compilation->visits = MIN (compilation->visits + binder->visits, ZB_RULE_MAX_VISITS + 1);
  if (compilation->cost > ZB_RULE_MAX_OPERANDS || compilation->visits > ZB_RULE_MAX_VISITS) {
    zb_binder_fail (
        binder, compilation->rule->start, "this rule may look at more than %d cells of one report",
        compilation->cost > ZB_RULE_MAX_OPERANDS ? ZB_RULE_MAX_OPERANDS : ZB_RULE_MAX_VISITS);
    return FALSE;
  }
  return emit (compilation, instance);
}

static gboolean
is_dynamic (const ZbVariable *variable)
{
  return variable->kind == ZB_BOUND_ROWS || variable->kind == ZB_BOUND_COLUMN_CELL;
}

static gboolean expand (Compilation *compilation, guint index);

/* Runs the last variable through @set. */
static gboolean
expand_set (Compilation *compilation, guint index, const GArray *set, gsize at)
{
  ZbBinder *binder = compilation->binder;
  const ZbVariable *rows = dynamic_variable (binder);

  if (binder->n_variables == ZB_BINDER_MAX_VARIABLES) {
    zb_binder_fail (binder, at, "a rule has at most %d variables", ZB_BINDER_MAX_VARIABLES);
    return FALSE;
  }
  for (guint i = 0; i < set->len; i++) {
    const ZbVariable *value = &g_array_index (set, ZbVariable, i);

    if (rows != NULL && is_dynamic (value)) {
      zb_binder_fail (binder, at,
                      "a rule runs over the chosen rows of one section: “%s” and “%s” are two",
                      rows->name, value->name);
      return FALSE;
    }
    binder->variables[binder->n_variables++] = *value;
    if (!expand (compilation, index))
      return FALSE;
    binder->n_variables--;
  }
  return TRUE;
}

/* Binds the variables from @index on, then the columns left out, then the instance. */
static gboolean
expand (Compilation *compilation, guint index)
{
  ZbBinder *binder = compilation->binder;
  const GPtrArray *each = compilation->rule->each;
  g_autoptr (GArray) set = NULL;

  if (index < each->len) {
    const ZbSyntaxEach *over = g_ptr_array_index (each, index);

    set = zb_variable_set (binder, over);
    return set != NULL && expand_set (compilation, index + 1, set, over->start);
  }
  if (index == each->len) {
    set = zb_variable_set_of_columns (binder);
    if (set->len > 0)
      return expand_set (compilation, index + 1, set, compilation->rule->start);
  }
  return compile_instance (compilation);
}

static char *
text_of (const ZbBinder *binder, const ZbRuleSyntax *rule)
{
  gsize start = zb_rule_text_origin (binder->text, rule->start);
  gsize end = zb_rule_text_origin (binder->text, rule->end - 1);
  const char *last = g_utf8_next_char (binder->text->original + end);

  return g_strndup (binder->text->original + start,
                    (gsize)(last - (binder->text->original + start)));
}

static void
append_rule (Compilation *compilation, const char *name, const ZbMessageSyntax *message)
{
  const ZbRuleSyntax *syntax = compilation->rule;
  ZbRuleset *ruleset = compilation->ruleset;
  ZbRulePlace place;
  ZbRule rule = {.name = g_strdup (name),
                 .text = text_of (compilation->binder, syntax),
                 .severity = syntax->level,
                 .otherwise = syntax->level_if == NULL ? syntax->level : syntax->level_otherwise,
                 .bureau_only = syntax->bureau_only,
                 .is_calc = syntax->is_calc,
                 .explain_length = syntax->explain_length};

  place = zb_rule_text_place (compilation->binder->text,
                              zb_rule_text_origin (compilation->binder->text, syntax->start));
  rule.line = place.line;
  rule.column = place.column;
  if (message != NULL) {
    rule.message.zh = g_strdup (message->zh);
    rule.message.en = g_strdup (message->en);
  }
  g_array_append_val (ruleset->rules, rule);
  for (guint i = 0; i < compilation->instances->len; i++)
    g_ptr_array_add (ruleset->instances, g_ptr_array_index (compilation->instances, i));
  g_ptr_array_set_free_func (compilation->instances, NULL);
}

gboolean
zb_rule_compile (ZbBinder *binder,
                 const ZbRuleSyntax *rule,
                 const char *name,
                 const ZbMessageSyntax *message,
                 ZbRuleset *ruleset)
{
  g_autoptr (GPtrArray) instances =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_instance_free);
  Compilation compilation = {.binder = binder,
                             .rule = rule,
                             .ruleset = ruleset,
                             .policies = policies_of (rule),
                             .instances = instances};

  binder->rule = rule;
  binder->failed = FALSE;
  binder->n_variables = 0;
  binder->target = NULL;
  if (!expand (&compilation, 0))
    return FALSE;
  append_rule (&compilation, name, message);
  return TRUE;
}
