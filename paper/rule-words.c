/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/rule-words.h"

#include "paper/paper-words.h"
#include "paper/rule-parts.h"
#include "validators/language/diagnostic.h"
#include "validators/language/rules-parser.h"

#include <string.h>

const char *
zb_severity_word (ZbSeverity severity, const char *language)
{
  static const char *const zh[] = {"提示", "核实性", "准强制性", "强制性"};
  static const char *const en[] = {"note", "to explain", "quasi-mandatory", "mandatory"};

  return zb_paper_is_chinese (language) ? zh[severity] : en[severity];
}

static void
tell_tolerance (const ZbRuleReading *reading, const ZbRuleSyntax *rule, GString *out)
{
  for (guint i = 0; i < rule->tolerance->len; i++) {
    const ZbSyntaxTolerance *tolerance = &g_array_index (rule->tolerance, ZbSyntaxTolerance, i);
    const ZbMeasure *measure = tolerance->unit ? zb_measure_find (tolerance->unit) : NULL;
    const char *unit = measure           ? zb_text_get (&measure->name, reading->teller->language)
                       : tolerance->unit ? tolerance->unit
                                         : "";

    g_string_append (out, i == 0 ? zb_rule_say (reading, "（允差", " (within ")
                                 : zb_rule_say (reading, "或", " or "));
    if (tolerance->kind == ZB_TOLERANCE_ROUNDING)
      g_string_append (out, zb_rule_say (reading, "：四舍五入", "rounding"));
    else
      g_string_append_printf (out, "%s%s%s%s", tolerance->amount,
                              tolerance->kind == ZB_TOLERANCE_SHARE ? "%" : "",
                              *unit && !reading->chinese ? " " : "", unit);
  }
  if (rule->tolerance->len > 0)
    g_string_append (out, zb_rule_say (reading, "）", ")"));
}

static gboolean
is_word (const ZbSyntax *syntax, const char *word)
{
  return syntax->kind == ZB_SYNTAX_WORD && strcmp (syntax->text, word) == 0;
}

char *
zb_rule_in_words (const ZbRuleTeller *teller, const ZbRuleSyntax *rule)
{
  ZbRuleReading reading = {teller, zb_paper_is_chinese (teller->language), rule};
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < rule->each->len; i++) {
    zb_rule_tell_each (&reading, rule->each->pdata[i], out);
    g_string_append (out, zb_rule_say (&reading, "：", ": "));
  }
  if (rule->when != NULL && is_word (rule->body, "false")) {
    g_string_append (out, zb_rule_say (&reading, "不应有：", "must not be: "));
    zb_rule_tell (&reading, rule->when, out);
    return g_strdup (out->str);
  }
  if (rule->when != NULL) {
    g_string_append (out, zb_rule_say (&reading, "当", "when "));
    if (rule->when->kind == ZB_SYNTAX_CALL && strcmp (rule->when->text, "parent") == 0)
      g_string_append (out, zb_rule_say (&reading, "本行有", "there is "));
    zb_rule_tell (&reading, rule->when, out);
    g_string_append (out, zb_rule_say (&reading, "时，", ", "));
  }
  if (rule->target != NULL) {
    zb_rule_tell (&reading, rule->target, out);
    g_string_append (out, " = ");
  }
  zb_rule_tell (&reading, rule->body, out);
  tell_tolerance (&reading, rule, out);
  return g_strdup (out->str);
}

const char *
zb_rule_message (const ZbRulesSyntax *rules, const ZbRuleSyntax *rule, const char *language)
{
  for (guint i = 0; rule->message != NULL && i < rules->messages->len; i++) {
    const ZbMessageSyntax *message = rules->messages->pdata[i];
    const char *text = zb_paper_is_chinese (language) ? message->zh : message->en;

    if (g_strcmp0 (message->id, rule->message) == 0)
      return text && !strchr (text, '{') ? text : NULL;
  }
  return NULL;
}

/* "5（强制性）…。上期末数应等于本期初数。" */
static char *
tell_rule (const ZbRuleTeller *teller, const ZbRulesSyntax *rules, const ZbRuleSyntax *rule)
{
  gboolean chinese = zb_paper_is_chinese (teller->language);
  g_autofree char *words = zb_rule_in_words (teller, rule);
  const char *message = zb_rule_message (rules, rule, teller->language);
  const char *level = rule->is_calc ? (chinese ? "计算" : "computed")
                                    : zb_severity_word (rule->level, teller->language);

  if (chinese)
    return g_strdup_printf ("%s（%s）%s。%s", rule->name, level, words, message ? message : "");
  return g_strdup_printf ("%s (%s) %s.%s%s", rule->name, level, words, message ? " " : "",
                          message ? message : "");
}

GPtrArray *
zb_rules_in_words (const ZbPackage *package, const ZbCatalogue *catalogue, const char *language)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  ZbRuleTeller teller = {zb_package_form (package), catalogue, language};
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (ZbRuleText) text =
      zb_rule_text_new (zb_package_rules_source (package), zb_package_rules (package), NULL);
  g_autoptr (ZbRulesSyntax) rules = text ? zb_rules_parse (text, diagnostics) : NULL;

  for (guint i = 0; rules && i < rules->rules->len; i++)
    g_ptr_array_add (lines, tell_rule (&teller, rules, rules->rules->pdata[i]));
  return lines;
}
