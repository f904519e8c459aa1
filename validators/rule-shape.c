/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/rule-shape.h"

#include <string.h>

static gboolean visit_syntax (const ZbSyntax *syntax, ZbSyntaxVisit visit, gpointer data);

static gboolean
visit_each (const ZbSyntaxEach *each, ZbSyntaxVisit visit, gpointer data)
{
  for (guint i = 0; i < each->set->len; i++) {
    if (visit_syntax (g_ptr_array_index (each->set, i), visit, data))
      return TRUE;
  }
  return FALSE;
}

static gboolean
visit_syntax (const ZbSyntax *syntax, ZbSyntaxVisit visit, gpointer data)
{
  if (syntax == NULL)
    return FALSE;
  if (visit (syntax, data) || visit_syntax (syntax->row.key, visit, data) ||
      (syntax->loop != NULL && visit_each (syntax->loop, visit, data)))
    return TRUE;
  for (guint i = 0; i < zb_syntax_n_children (syntax); i++) {
    if (visit_syntax (zb_syntax_child (syntax, i), visit, data))
      return TRUE;
  }
  return FALSE;
}

gboolean
zb_rule_visit (const ZbRuleSyntax *rule, ZbSyntaxVisit visit, gpointer data)
{
  return visit_syntax (rule->when, visit, data) || visit_syntax (rule->level_if, visit, data) ||
         visit_syntax (rule->target, visit, data) || visit_syntax (rule->body, visit, data);
}

static gboolean
shape_cb (const ZbSyntax *syntax, gpointer data)
{
  ZbRuleShape *shape = data;

  if (syntax->kind == ZB_SYNTAX_DIVIDE)
    shape->has_quotient = TRUE;
  if (syntax->from.kind != ZB_OFFSET_NONE ||
      (syntax->kind == ZB_SYNTAX_CALL && strcmp (syntax->text, "consecutive") == 0))
    shape->has_period = TRUE;
  return FALSE;
}

ZbRuleShape
zb_rule_shape (const ZbRuleSyntax *rule)
{
  ZbRuleShape shape = {.has_each = rule->each->len > 0};

  zb_rule_visit (rule, shape_cb, &shape);
  return shape;
}

typedef struct {
  const char *variable;
  ZbVariableRoles roles;
} RoleSearch;

static gboolean
role_cb (const ZbSyntax *syntax, gpointer data)
{
  RoleSearch *search = data;

  if (syntax->kind == ZB_SYNTAX_CELLS && syntax->row.kind == ZB_SELECT_ONE &&
      strcmp (syntax->row.from, search->variable) == 0)
    search->roles |= ZB_ROLE_ROW;
  if (syntax->kind == ZB_SYNTAX_CELLS && syntax->column.kind == ZB_SELECT_ONE &&
      strcmp (syntax->column.from, search->variable) == 0)
    search->roles |= ZB_ROLE_COLUMN;
  /* key (r), parent (r) and attr (r, …) take a row. */
  if (syntax->kind == ZB_SYNTAX_CALL && zb_syntax_n_children (syntax) > 0 &&
      (strcmp (syntax->text, "key") == 0 || strcmp (syntax->text, "parent") == 0 ||
       strcmp (syntax->text, "attr") == 0)) {
    const ZbSyntax *first = zb_syntax_child (syntax, 0);

    if (first->kind == ZB_SYNTAX_WORD && strcmp (first->text, search->variable) == 0)
      search->roles |= ZB_ROLE_ROW;
  } else if (syntax->kind == ZB_SYNTAX_WORD && strcmp (syntax->text, search->variable) == 0) {
    search->roles |= ZB_ROLE_CELL;
  }
  return FALSE;
}

ZbVariableRoles
zb_rule_roles (const ZbRuleSyntax *rule, const char *variable)
{
  RoleSearch search = {.variable = variable};

  zb_rule_visit (rule, role_cb, &search);
  return search.roles;
}
