/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/bureau-review.h"

#include "validators/language/diagnostic.h"
#include "validators/ruleset-private.h"

#include <string.h>

/* The form of another system behind @source; NULL if it is of the rules' own, or not installed. */
static const ZbForm *
foreign (const ZbRuleset *ruleset, guint source)
{
  const ZbSource *described = &g_array_index (ruleset->references->sources, ZbSource, source);

  if (described->known == NULL || strcmp (described->known->system, ruleset->form->system) == 0)
    return NULL;
  return described->known;
}

static guint
row_slot_source (const ZbReferences *references, guint index)
{
  guint pair = g_array_index (references->row_slots, ZbRowSlot, index).pair;

  return g_array_index (references->pairs, ZbPair, pair).source;
}

static const ZbForm *
foreign_at (const ZbRuleset *ruleset, const ZbExpression *expression)
{
  const ZbReferences *references = ruleset->references;

  switch (expression->kind) {
  case ZB_EXPRESSION_CELL:
    return foreign (ruleset, g_array_index (references->slots, ZbSlot, expression->index).source);
  case ZB_EXPRESSION_ROW_CELL:
    return foreign (ruleset, row_slot_source (references, expression->index));
  case ZB_EXPRESSION_KEY_CELL:
    return foreign (ruleset,
                    g_array_index (references->key_slots, ZbKeySlot, expression->index).source);
  case ZB_EXPRESSION_FIELD:
    return foreign (ruleset,
                    g_array_index (references->fields, ZbFieldSlot, expression->index).source);
  case ZB_EXPRESSION_LOOP:
  case ZB_EXPRESSION_ROWS:
  case ZB_EXPRESSION_HAS:
    return foreign (ruleset,
                    g_array_index (references->domains, ZbDomain, expression->index).source);
  default:
    return NULL;
  }
}

static const ZbForm *
foreign_among (const ZbRuleset *ruleset, const ZbExpression *expression)
{
  const ZbReferences *references = ruleset->references;
  const ZbForm *form = NULL;

  for (guint i = 0; expression->cells != NULL && form == NULL && i < expression->cells->len; i++) {
    guint slot = g_array_index (expression->cells, guint, i);

    form = foreign (ruleset, g_array_index (references->slots, ZbSlot, slot).source);
  }
  for (guint i = 0; expression->columns != NULL && form == NULL && i < expression->columns->len;
       i++)
    form = foreign (ruleset,
                    row_slot_source (references, g_array_index (expression->columns, guint, i)));
  return form;
}

static const ZbForm *
find_foreign (const ZbRuleset *ruleset, const ZbExpression *expression)
{
  const ZbForm *form;

  if (expression == NULL)
    return NULL;
  form = foreign_at (ruleset, expression);
  if (form == NULL)
    form = foreign_among (ruleset, expression);
  for (guint i = 0; form == NULL && i < zb_expression_n_children (expression); i++)
    form = find_foreign (ruleset, zb_expression_child (expression, i));
  return form;
}

static void
tell (const ZbRule *rule, const char *source, const ZbForm *form, GPtrArray *diagnostics)
{
  ZbDiagnostic *diagnostic = g_new0 (ZbDiagnostic, 1);
  gsize first_line = strcspn (rule->text, "\r\n");

  diagnostic->is_error = TRUE;
  diagnostic->source = g_strdup (source);
  diagnostic->line = rule->line;
  diagnostic->column = rule->column;
  diagnostic->message =
      g_strdup_printf ("this rule looks at %s of another bureau (system %s): it can be soft only",
                       form->id, form->system);
  diagnostic->message_zh =
      g_strdup_printf ("本规则引用其他部门（系统%s）的%s，只能为核实性", form->system, form->code);
  diagnostic->excerpt = g_strdup_printf ("%.*s\n^", (int)first_line, rule->text);
  g_ptr_array_add (diagnostics, diagnostic);
}

guint
zb_rules_review_bureaus (const ZbRuleset *ruleset, const char *source, GPtrArray *diagnostics)
{
  guint n_errors = 0, told = G_MAXUINT;

  for (guint i = 0; i < ruleset->instances->len; i++) {
    const ZbInstance *instance = ruleset->instances->pdata[i];
    const ZbRule *rule = zb_ruleset_rule_of (ruleset, instance);
    const ZbForm *form;

    if (MAX (rule->severity, rule->otherwise) <= ZB_SEVERITY_SOFT || instance->rule == told)
      continue;
    form = find_foreign (ruleset, instance->guard);
    if (form == NULL)
      form = find_foreign (ruleset, instance->body);
    if (form == NULL)
      continue;
    tell (rule, source, form, diagnostics);
    told = instance->rule;
    n_errors++;
  }
  return n_errors;
}
