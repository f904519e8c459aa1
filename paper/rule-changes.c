/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/form-changes.h"
#include "paper/rule-words.h"
#include "validators/language/diagnostic.h"
#include "validators/language/rules-parser.h"
#include "validators/language/syntax-text.h"

#include <string.h>

/* The rules of one side, as written. */
typedef struct {
  ZbRuleText *text;
  ZbRulesSyntax *rules;
  ZbRuleTeller teller;
} Side;

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->rules, zb_rules_syntax_free);
  g_clear_pointer (&side->text, zb_rule_text_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

static void
side_read (Side *side, const ZbPackage *package, const ZbCatalogue *catalogue, const char *language)
{
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);

  side->teller = (ZbRuleTeller){zb_package_form (package), catalogue, language};
  side->text =
      zb_rule_text_new (zb_package_rules_source (package), zb_package_rules (package), NULL);
  side->rules = side->text ? zb_rules_parse (side->text, diagnostics) : zb_rules_syntax_new ();
}

static const ZbRuleSyntax *
find_rule (const Side *side, const char *name)
{
  for (guint i = 0; i < side->rules->rules->len; i++)
    if (strcmp (((ZbRuleSyntax *)side->rules->rules->pdata[i])->name, name) == 0)
      return side->rules->rules->pdata[i];
  return NULL;
}

static void
append_syntax (GString *out, const ZbSyntax *syntax)
{
  if (syntax)
    zb_syntax_append (out, syntax);
  g_string_append_c (out, '\n');
}

/* All that decides what a rule says, in one notation: two rules are the same where these are. */
static char *
dup_notation (const ZbRuleSyntax *rule)
{
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%d %d %d %d %d %u\n", rule->level, rule->level_otherwise,
                          rule->bureau_only, rule->is_calc, rule->blank, rule->explain_length);
  for (guint i = 0; i < rule->each->len; i++) {
    zb_syntax_append_each (out, rule->each->pdata[i]);
    g_string_append_c (out, '\n');
  }
  append_syntax (out, rule->level_if);
  append_syntax (out, rule->when);
  append_syntax (out, rule->target);
  append_syntax (out, rule->body);
  if (rule->tolerance->len > 0)
    zb_syntax_append_tolerance (out, rule->tolerance);
  return g_strdup (out->str);
}

static char *
tell (const Side *side, const ZbRuleSyntax *rule)
{
  g_autofree char *words = zb_rule_in_words (&side->teller, rule);
  const char *level = zb_severity_word (rule->level, side->teller.language);

  return rule->is_calc ? g_steal_pointer (&words) : g_strdup_printf ("(%s) %s", level, words);
}

static void
add_rule (
    ZbChangeList *list, ZbChangeKind kind, const char *name, const char *before, const char *after)
{
  ZbChange change = {ZB_CHANGES_RULES, kind, (char *)name, NULL, (char *)before, (char *)after};

  zb_change_list_add (list, &change);
}

static void
compare_rules (ZbChangeList *list,
               const Side *old,
               const ZbRuleSyntax *before,
               const Side *new,
               const ZbRuleSyntax *after)
{
  g_autofree char *old_notation = dup_notation (before);
  g_autofree char *new_notation = dup_notation (after);

  if (strcmp (old_notation, new_notation) != 0) {
    g_autofree char *was = tell (old, before);
    g_autofree char *is = tell (new, after);
    add_rule (list, ZB_CHANGE_CHANGED, after->name, was, is);
  }
  zb_change_list_compare (list, ZB_CHANGES_RULES, after->name,
                          zb_change_list_say (list, "的提示语", "(its message)"),
                          zb_rule_message (old->rules, before, list->language),
                          zb_rule_message (new->rules, after, list->language));
}

void
zb_rule_changes_add (ZbChangeList *list,
                     const ZbPackage *before,
                     const ZbPackage *after,
                     const ZbCatalogue *catalogue)
{
  g_auto (Side) old = {NULL, NULL, {NULL, NULL, NULL}};
  g_auto (Side) new = {NULL, NULL, {NULL, NULL, NULL}};

  side_read (&old, before, catalogue, list->language);
  side_read (&new, after, catalogue, list->language);
  for (guint i = 0; i < old.rules->rules->len; i++) {
    const ZbRuleSyntax *rule = old.rules->rules->pdata[i];
    const ZbRuleSyntax *now = find_rule (&new, rule->name);

    if (now) {
      compare_rules (list, &old, rule, &new, now);
      continue;
    }
    g_autofree char *was = tell (&old, rule);
    add_rule (list, ZB_CHANGE_DROPPED, rule->name, was, NULL);
  }
  for (guint i = 0; i < new.rules->rules->len; i++) {
    const ZbRuleSyntax *rule = new.rules->rules->pdata[i];

    if (find_rule (&old, rule->name))
      continue;
    g_autofree char *is = tell (&new, rule);
    add_rule (list, ZB_CHANGE_ADDED, rule->name, NULL, is);
  }
}
