/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rules-syntax.h"

static void
selector_clear (ZbSelector *selector)
{
  g_free (selector->from);
  g_free (selector->to);
  zb_syntax_free (selector->key);
}

static void
item_clear (gpointer data)
{
  ZbSyntaxItem *item = data;

  g_free (item->from);
  g_free (item->to);
}

ZbSyntax *
zb_syntax_new (ZbSyntaxKind kind, gsize start)
{
  ZbSyntax *syntax = g_new0 (ZbSyntax, 1);

  syntax->kind = kind;
  syntax->start = start;
  syntax->end = start;
  if (kind == ZB_SYNTAX_COMPARE)
    syntax->relations = g_array_new (FALSE, FALSE, sizeof (ZbRelation));
  if (kind == ZB_SYNTAX_IN) {
    syntax->items = g_array_new (FALSE, TRUE, sizeof (ZbSyntaxItem));
    g_array_set_clear_func (syntax->items, item_clear);
  }
  return syntax;
}

void
zb_syntax_free (ZbSyntax *syntax)
{
  if (syntax == NULL)
    return;
  g_clear_pointer (&syntax->children, g_ptr_array_unref);
  g_free (syntax->text);
  g_free (syntax->unit);
  g_free (syntax->form);
  g_free (syntax->section);
  selector_clear (&syntax->row);
  selector_clear (&syntax->column);
  zb_syntax_each_free (syntax->loop);
  g_clear_pointer (&syntax->except, g_ptr_array_unref);
  g_clear_pointer (&syntax->items, g_array_unref);
  g_clear_pointer (&syntax->relations, g_array_unref);
  g_free (syntax);
}

void
zb_syntax_add (ZbSyntax *syntax, ZbSyntax *child)
{
  if (child == NULL)
    return;
  if (syntax->children == NULL)
    syntax->children = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_syntax_free);
  g_ptr_array_add (syntax->children, child);
  syntax->end = MAX (syntax->end, child->end);
}

const ZbSyntax *
zb_syntax_child (const ZbSyntax *syntax, guint index)
{
  return g_ptr_array_index (syntax->children, index);
}

guint
zb_syntax_n_children (const ZbSyntax *syntax)
{
  return syntax->children == NULL ? 0 : syntax->children->len;
}

void
zb_syntax_each_free (ZbSyntaxEach *each)
{
  if (each == NULL)
    return;
  g_free (each->variable);
  g_clear_pointer (&each->set, g_ptr_array_unref);
  g_clear_pointer (&each->except, g_ptr_array_unref);
  g_free (each);
}

static void
tolerance_clear (gpointer data)
{
  ZbSyntaxTolerance *tolerance = data;

  g_free (tolerance->amount);
  g_free (tolerance->unit);
}

ZbRuleSyntax *
zb_rule_syntax_new (gsize start)
{
  ZbRuleSyntax *rule = g_new0 (ZbRuleSyntax, 1);

  rule->start = start;
  rule->level = ZB_SEVERITY_HARD;
  rule->each = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_syntax_each_free);
  rule->tolerance = g_array_new (FALSE, TRUE, sizeof (ZbSyntaxTolerance));
  g_array_set_clear_func (rule->tolerance, tolerance_clear);
  return rule;
}

void
zb_rule_syntax_free (ZbRuleSyntax *rule)
{
  if (rule == NULL)
    return;
  g_free (rule->name);
  zb_syntax_free (rule->level_if);
  zb_syntax_free (rule->target);
  g_ptr_array_unref (rule->each);
  zb_syntax_free (rule->when);
  zb_syntax_free (rule->body);
  g_array_unref (rule->tolerance);
  g_free (rule->message);
  g_free (rule);
}

void
zb_message_syntax_free (ZbMessageSyntax *message)
{
  if (message == NULL)
    return;
  g_free (message->id);
  g_free (message->zh);
  g_free (message->en);
  g_free (message);
}

ZbRulesSyntax *
zb_rules_syntax_new (void)
{
  ZbRulesSyntax *rules = g_new0 (ZbRulesSyntax, 1);

  rules->rules = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_rule_syntax_free);
  rules->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_message_syntax_free);
  return rules;
}

void
zb_rules_syntax_free (ZbRulesSyntax *rules)
{
  if (rules == NULL)
    return;
  g_free (rules->form);
  g_ptr_array_unref (rules->rules);
  g_ptr_array_unref (rules->messages);
  g_free (rules);
}
