/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/rule-parts.h"

#include "forms/measure.h"

#include <string.h>

/* How functions are said: $1, $2, $3 are the arguments, $* all of them with commas. */
static const struct {
  const char *name, *zh, *en;
} phrases[] = {
    {"sum", "$*之和", "the sum of $*"},
    {"count", "$*的行数", "the number of $*"},
    {"avg", "（$*）的平均", "the average of $*"},
    {"min", "（$*）中最小者", "the least of ($*)"},
    {"max", "（$*）中最大者", "the greatest of ($*)"},
    {"abs", "|$1|", "|$1|"},
    {"round", "$1（四舍五入到$2位小数）", "$1 rounded to $2 decimals"},
    {"if", "（若$1则$2，否则$3）", "(if $1 then $2, else $3)"},
    {"nz", "$1（空值按0）", "$1 (blank as 0)"},
    {"number", "$1", "$1"},
    {"len", "$1的字数", "the length of $1"},
    {"substr", "$1自第$2位起的$3位", "$3 characters of $1 from number $2 on"},
    {"prefix", "以$1开头的代码", "codes that begin with $1"},
    {"key", "本行代码", "the row's code"},
    {"parent", "上级行", "the row above it in the list"},
    {"like", "$1的写法为$2", "$1 is written as $2"},
    {"size_class", "按行业、营业收入和从业人员划分的规模（$1，$2，$3）",
     "the size class by industry, revenue and staff ($1, $2, $3)"},
    {"uscc_ok", "$1是有效的统一社会信用代码", "$1 is a valid unified social credit code"},
    {"orgcode_ok", "$1是有效的组织机构代码", "$1 is a valid organisation code"},
    {"leaf", "$1是代码表“$2”的最末级代码", "$1 is a lowest code of the list “$2”"},
    {"listed", "$1在代码表“$2”中", "$1 is in the list “$2”"},
    {"choices", "$1所选项数", "the number of choices in $1"},
    {"chosen", "$1选了$2", "$1 has the choice $2"},
    {"consecutive", "$1连续$2期相同", "$1 is the same in $2 periods in a row"},
    {"exists", "有$1", "there is $1"},
    {"blank", "$*为空", "$* is blank"},
    {"filled", "$*已填", "$* is filled in"},
    {"unique", "$*不重复", "$* has no repetition"},
    {"has", "$1中有$2", "$1 include $2"},
};

static const struct {
  const char *word, *zh, *en;
} words[] = {
    {"month", "月份", "the month"},
    {"months", "月数", "the number of months"},
    {"quarter", "季度", "the quarter"},
    {"year", "年份", "the year"},
    {"period", "报告期", "the period"},
    {"period_start", "报告期首日", "the period's first day"},
    {"period_end", "报告期末日", "the period's last day"},
    {"true", "成立", "true"},
    {"false", "不成立", "false"},
};

/* Words that are conditions themselves. */
static const struct {
  const char *word, *zh, *en, *not_zh, *not_en;
} states[] = {
    {"first", "本期为本年首期", "this is the year's first period", "本期不是本年首期",
     "this is not the year's first period"},
    {"joint", "1—2月合并报送", "January and February are reported together", "不是1—2月合并报送",
     "January and February are not reported together"},
};

static int
binding_of (const ZbSyntax *syntax)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_IFF:
    return 0;
  case ZB_SYNTAX_OR:
    return 1;
  case ZB_SYNTAX_AND:
    return 2;
  case ZB_SYNTAX_NOT:
  case ZB_SYNTAX_COMPARE:
  case ZB_SYNTAX_BETWEEN:
  case ZB_SYNTAX_IN:
    return 3;
  case ZB_SYNTAX_ADD:
  case ZB_SYNTAX_SUBTRACT:
    return 4;
  case ZB_SYNTAX_MULTIPLY:
  case ZB_SYNTAX_DIVIDE:
    return 5;
  default:
    return 6;
  }
}

/* In parentheses where it binds less than @least. */
static void
tell_within (const ZbRuleReading *reading, const ZbSyntax *syntax, int least, GString *out)
{
  gboolean wrapped = binding_of (syntax) < least;

  g_string_append (out, wrapped ? zb_rule_say (reading, "（", "(") : "");
  zb_rule_tell (reading, syntax, out);
  g_string_append (out, wrapped ? zb_rule_say (reading, "）", ")") : "");
}

static void
tell_joined (const ZbRuleReading *reading, const ZbSyntax *syntax, const char *sign, GString *out)
{
  int own = binding_of (syntax);
  gboolean strict = syntax->kind == ZB_SYNTAX_SUBTRACT || syntax->kind == ZB_SYNTAX_DIVIDE;

  for (guint i = 0; i < zb_syntax_n_children (syntax); i++) {
    if (i > 0)
      g_string_append (out, sign);
    tell_within (reading, zb_syntax_child (syntax, i), own + (strict && i > 0), out);
  }
}

static void
tell_comparison (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  static const char *const signs[] = {" = ", " ≠ ", " < ", " ≤ ", " > ", " ≥ "};

  for (guint i = 0; i < zb_syntax_n_children (syntax); i++) {
    if (i > 0)
      g_string_append (out, signs[g_array_index (syntax->relations, ZbRelation, i - 1)]);
    tell_within (reading, zb_syntax_child (syntax, i), 4, out);
  }
}

static void
tell_between (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  tell_within (reading, zb_syntax_child (syntax, 0), 4, out);
  g_string_append (out, zb_rule_say (reading, "介于", " between "));
  tell_within (reading, zb_syntax_child (syntax, 1), 4, out);
  g_string_append (out, zb_rule_say (reading, "与", " and "));
  tell_within (reading, zb_syntax_child (syntax, 2), 4, out);
  g_string_append (out, zb_rule_say (reading, "之间", ""));
}

static void
tell_in (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  tell_within (reading, zb_syntax_child (syntax, 0), 4, out);
  g_string_append (out, zb_rule_say (reading, "属于（", " is one of ("));
  for (guint i = 0; i < syntax->items->len; i++) {
    const ZbSyntaxItem *item = &g_array_index (syntax->items, ZbSyntaxItem, i);

    g_string_append_printf (out, "%s%s%s%s%s%s", i > 0 ? zb_rule_say (reading, "、", ", ") : "",
                            item->from, item->prefix ? "…" : "", item->to ? "—" : "",
                            item->to ? item->to : "", item->percent ? "%" : "");
  }
  g_string_append (out, zb_rule_say (reading, "）", ")"));
  if (syntax->inverse)
    g_string_append (out, zb_rule_say (reading, "或其倒数属于此", ", or its inverse is"));
}

static void
tell_arguments (const ZbRuleReading *reading, const ZbSyntax *call, GString *out)
{
  for (guint i = 0; i < zb_syntax_n_children (call); i++) {
    g_string_append (out, i == 0 ? "" : zb_rule_say (reading, "、", ", "));
    zb_rule_tell (reading, zb_syntax_child (call, i), out);
  }
  if (call->loop != NULL) {
    g_string_append (out, zb_rule_say (reading, "（", " (over "));
    for (guint i = 0; i < call->loop->set->len; i++) {
      g_string_append (out, i == 0 ? "" : zb_rule_say (reading, "、", ", "));
      zb_rule_tell (reading, call->loop->set->pdata[i], out);
    }
    g_string_append (out, zb_rule_say (reading, "）", ")"));
  }
  for (guint i = 0; call->except != NULL && i < call->except->len; i++) {
    g_string_append (out, i == 0 ? zb_rule_say (reading, "（除", " (except ")
                                 : zb_rule_say (reading, "、", ", "));
    zb_rule_tell (reading, call->except->pdata[i], out);
    if (i + 1 == call->except->len)
      g_string_append (out, zb_rule_say (reading, "外）", ")"));
  }
}

/* attr (r, name), attr (x, list, name): the last argument names it. */
static void
tell_attribute (const ZbRuleReading *reading, const ZbSyntax *call, GString *out)
{
  guint n = zb_syntax_n_children (call);
  const ZbSyntax *name = zb_syntax_child (call, n - 1);

  zb_rule_tell (reading, zb_syntax_child (call, 0), out);
  g_string_append_printf (out, zb_rule_say (reading, "的属性“%s”", "’s attribute “%s”"),
                          name->text ? name->text : "");
}

static void
tell_call (const ZbRuleReading *reading, const ZbSyntax *call, GString *out)
{
  const char *phrase = NULL;

  if (strcmp (call->text, "attr") == 0 && zb_syntax_n_children (call) > 0) {
    tell_attribute (reading, call, out);
    return;
  }
  for (gsize i = 0; phrase == NULL && i < G_N_ELEMENTS (phrases); i++)
    if (strcmp (phrases[i].name, call->text) == 0)
      phrase = zb_rule_say (reading, phrases[i].zh, phrases[i].en);
  if (phrase == NULL)
    phrase = "?($*)";
  for (const char *c = phrase; *c; c++) {
    guint index = g_ascii_isdigit (c[1]) ? (guint)(c[1] - '1') : 0;

    if (*c != '$')
      g_string_append_c (out, *c);
    else if (*++c == '*')
      tell_arguments (reading, call, out);
    else if (index < zb_syntax_n_children (call))
      zb_rule_tell (reading, zb_syntax_child (call, index), out);
  }
}

static gboolean
tell_state (const ZbRuleReading *reading, const char *word, gboolean negated, GString *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++) {
    if (strcmp (states[i].word, word) != 0)
      continue;
    g_string_append (out, negated ? zb_rule_say (reading, states[i].not_zh, states[i].not_en)
                                  : zb_rule_say (reading, states[i].zh, states[i].en));
    return TRUE;
  }
  return FALSE;
}

static void
tell_word (const ZbRuleReading *reading, const char *word, GString *out)
{
  if (tell_state (reading, word, FALSE, out))
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strcmp (words[i].word, word) == 0) {
      g_string_append (out, zb_rule_say (reading, words[i].zh, words[i].en));
      return;
    }
  }
  for (guint i = 0; i < reading->rule->each->len; i++) {
    if (strcmp (((ZbSyntaxEach *)reading->rule->each->pdata[i])->variable, word) == 0) {
      g_string_append (out, zb_rule_say (reading, "本项", "it"));
      return;
    }
  }
  g_string_append (out, word);
}

static void
tell_number (const ZbRuleReading *reading, const ZbSyntax *number, GString *out)
{
  const ZbMeasure *measure = number->unit ? zb_measure_find (number->unit) : NULL;

  g_string_append (out, number->text);
  g_string_append (out, number->percent ? "%" : "");
  if (number->unit != NULL)
    g_string_append_printf (out, zb_rule_say (reading, "%s", " %s"),
                            measure ? zb_text_get (&measure->name, reading->teller->language)
                                    : number->unit);
}

static void
tell_leaf (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_NUMBER:
    tell_number (reading, syntax, out);
    return;
  case ZB_SYNTAX_TEXT:
    g_string_append_printf (out, "“%s”", syntax->text);
    return;
  case ZB_SYNTAX_PARAMETER:
    g_string_append_printf (out, zb_rule_say (reading, "参数“%s”", "the parameter “%s”"),
                            syntax->text);
    return;
  case ZB_SYNTAX_ATTRIBUTE:
    g_string_append_printf (out, zb_rule_say (reading, "名录“%s”", "the register’s “%s”"),
                            syntax->text);
    return;
  default:
    tell_word (reading, syntax->text ? syntax->text : "", out);
    return;
  }
}

static void
tell_not (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  if (syntax->kind == ZB_SYNTAX_WORD && tell_state (reading, syntax->text, TRUE, out))
    return;
  g_string_append (out, zb_rule_say (reading, "并非（", "not ("));
  zb_rule_tell (reading, syntax, out);
  g_string_append (out, zb_rule_say (reading, "）", ")"));
}

static void
tell_logic (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_NOT:
    tell_not (reading, zb_syntax_child (syntax, 0), out);
    return;
  case ZB_SYNTAX_AND:
    tell_joined (reading, syntax, zb_rule_say (reading, "，且", " and "), out);
    return;
  case ZB_SYNTAX_OR:
    tell_joined (reading, syntax, zb_rule_say (reading, "，或", " or "), out);
    return;
  default:
    tell_joined (reading, syntax, zb_rule_say (reading, "，当且仅当", " exactly when "), out);
    return;
  }
}

void
zb_rule_tell (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  switch (syntax->kind) {
  case ZB_SYNTAX_CELLS:
  case ZB_SYNTAX_ROWS:
  case ZB_SYNTAX_FIELD:
    zb_rule_tell_cells (reading, syntax, out);
    return;
  case ZB_SYNTAX_CALL:
    tell_call (reading, syntax, out);
    return;
  case ZB_SYNTAX_NEGATE:
    g_string_append (out, "−");
    tell_within (reading, zb_syntax_child (syntax, 0), 6, out);
    return;
  case ZB_SYNTAX_ADD:
    tell_joined (reading, syntax, " + ", out);
    return;
  case ZB_SYNTAX_SUBTRACT:
    tell_joined (reading, syntax, " − ", out);
    return;
  case ZB_SYNTAX_MULTIPLY:
    tell_joined (reading, syntax, " × ", out);
    return;
  case ZB_SYNTAX_DIVIDE:
    tell_joined (reading, syntax, " ÷ ", out);
    return;
  case ZB_SYNTAX_COMPARE:
    tell_comparison (reading, syntax, out);
    return;
  case ZB_SYNTAX_BETWEEN:
    tell_between (reading, syntax, out);
    return;
  case ZB_SYNTAX_IN:
    tell_in (reading, syntax, out);
    return;
  case ZB_SYNTAX_NOT:
  case ZB_SYNTAX_AND:
  case ZB_SYNTAX_OR:
  case ZB_SYNTAX_IFF:
    tell_logic (reading, syntax, out);
    return;
  default:
    tell_leaf (reading, syntax, out);
    return;
  }
}
