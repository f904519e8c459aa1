/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/language/rules-format.h"

#include "forms/catalogue.h"
#include "tests/validators/real-rules.h"
#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/ruleset.h"

#include <string.h>

/* The one layout of a rules file: the same rules, the same comments, and nothing left to change. */

static char *
format (const char *rules)
{
  g_autoptr (GError) error = NULL;
  char *laid_out = zb_rules_format ("form.rules", rules, NULL, &error);

  g_assert_no_error (error);
  return laid_out;
}

static void
assert_format (const char *rules, const char *expected)
{
  g_autofree char *laid_out = format (rules);
  g_autofree char *again = format (laid_out);

  g_assert_cmpstr (laid_out, ==, expected);
  g_assert_cmpstr (again, ==, laid_out);
}

static void
test_lays_out_parts (void)
{
  assert_format (
      "form B203   revision 1 #4 each c in 1..2:[213,c]=[217,c]+[218,c] message balance "
      "within   rounding blank=zero explain 20\n"
      "message balance en \"Both sides.\" zh \"两边相等。\"\n"
      "#5 severity(joint?soft:hard)side bureau when month in(3,6)and not(first or [1,2]>5 CNY)=>"
      "[301,1]/[602,1]/months between 2000 CNY and 40000 CNY within max(1,2%)",
      "form B203 revision 1\n"
      "\n"
      "#4 hard each c in 1..2 :\n"
      "  [213,c] = [217,c] + [218,c]\n"
      "  within rounding\n"
      "  blank = zero\n"
      "  explain 20\n"
      "  message balance\n"
      "\n"
      "message balance\n"
      "  zh \"两边相等。\"\n"
      "  en \"Both sides.\"\n"
      "\n"
      "#5 severity (joint ? soft : hard) side bureau\n"
      "  when month in (3, 6) and not (first or [1,2] > 5 CNY) =>\n"
      "    [301,1] / [602,1] / months between 2000 CNY and 40000 CNY\n"
      "  within max(1, 2%)\n");
}

static void
test_keeps_comments (void)
{
  assert_format ("# Who keeps this file.\nform B203 revision 1 # the first\n\n\n"
                 "# One paragraph,\n# of two lines.\n\n# Of the next rule.\n"
                 "#1 hard [1] = # inside\n  [2]   # behind it  \n"
                 "#2 hard [1] > 0\n\n# At the end.\n#\n",
                 "# Who keeps this file.\n"
                 "form B203 revision 1 # the first\n"
                 "\n"
                 "# One paragraph,\n"
                 "# of two lines.\n"
                 "\n"
                 "# Of the next rule.\n"
                 "# inside\n"
                 "#1 hard\n"
                 "  [1] = [2] # behind it\n"
                 "\n"
                 "#2 hard\n"
                 "  [1] > 0\n"
                 "\n"
                 "# At the end.\n"
                 "#\n");
}

static void
test_writes_one_notation (void)
{
  assert_format (
      "表 B203 修订 2\n＃1 强制 每个 r 在 201、202 除 202：［r，1］≥（［205，1］×２）且 非 "
      "首期 允差 舍入 # 注\n",
      "form B203 revision 2\n"
      "\n"
      "#1 hard each r in 201,202 except 202 :\n"
      "  [r,1] >= [205,1] * 2 and not first\n"
      "  within rounding # 注\n");
}

/* Breaks come between conditions before they come within one, and in parentheses last of all. */
static void
test_breaks_long_rules (void)
{
  g_autoptr (GString) rules = g_string_new ("form B203 revision 1\n#1 hard [1] = [100]");
  g_autofree char *laid_out = NULL;
  g_autofree char *again = NULL;
  g_auto (GStrv) lines = NULL;

  for (guint i = 101; i < 150; i++)
    g_string_append_printf (rules, " + [%u]", i);
  g_string_append (rules, " and sum(");
  for (guint i = 200; i < 230; i++)
    g_string_append_printf (rules, "%s[%u,1]", i == 200 ? "" : ",", i);
  g_string_append (rules, ") = 0 or [1] < 5");
  laid_out = format (rules->str);
  again = format (laid_out);
  g_assert_cmpstr (again, ==, laid_out);
  lines = g_strsplit (laid_out, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_cmpuint (strlen (lines[i]), <=, ZB_RULES_FORMAT_WIDTH);
  g_assert_nonnull (strstr (laid_out, "\n    and sum("));
  g_assert_nonnull (strstr (laid_out, " or [1] < 5\n"));
}

/* What reads the same is written the same: parentheses that say nothing go, those that do stay. */
static void
test_keeps_the_meaning (void)
{
  static const struct {
    const char *written, *canonical;
  } cases[] = {
      {"(([1]))+([2]-[3])-([4]-[5]) = 0", "[1] + ([2] - [3]) - ([4] - [5]) = 0"},
      {"([1]*2)/([2]/[3]) > (0.5)", "([1] * 2) / ([2] / [3]) > 0.5"},
      {"-([1]+[2]) < -[3]", "-([1] + [2]) < -[3]"},
      {"([1]>0 or [2]>0) and [3]>0", "([1] > 0 or [2] > 0) and [3] > 0"},
      {"[1]>0 or ([2]>0 and [3]>0)", "[1] > 0 or [2] > 0 and [3] > 0"},
      {"([1]>0 and [2]>0) and [3]>0", "([1] > 0 and [2] > 0) and [3] > 0"},
      {"not not [1]>0", "not not ([1] > 0)"},
      {"1<[1]<=[2]!=3", "1 < [1] <= [2] != 3"},
      {"[1] in 5", "[1] in (5)"},
      {"[1]/[2] in (9..11,900..1100) or its inverse",
       "[1] / [2] in bands(9..11, 900..1100) or its inverse"},
      {"head.x in (06..46,53*,\"a b\",1.5,-2..3%)",
       "head.x in (06..46, 53*, \"a b\", 1.5, -2%..3%)"},
      {"leaf(head.x,industry) and head.x in list(areas)",
       "head.x in leaf(industry) and head.x in list(areas)"},
      {"has(C,prefix(key(r))) and has(B@prev,\"3911\")",
       "has(C, prefix key(r)) and has(B@prev, \"3911\")"},
      {"sum([B.*,1],[A.01..A.05,1]except[A.02,1][A.03,1])>0",
       "sum([B.*,1], [A.01..05,1] except [A.02,1] [A.03,1]) > 0"},
      {"count(r in C.*@prev:not has(C,key(r)))=0", "count(r in C.*@prev : not has(C, key(r))) = 0"},
      {"exists B203:[301,1]@-1m and [\"9a\",1]@ye-1>[1]@ys",
       "exists(B203:[301,1]@-1m) and [\"9a\",1]@ye-1 > [1]@ys"},
      {"avg([1,1]@-12m..-1m) > $rate CNY/USD * 5%", "avg([1,1]@-12m..-1m) > $rate CNY/USD * 5%"},
      {"[S.(key(r)),1]=[S.parent(r),1] and reg.size=unit.size",
       "[S.key(r),1] = [S.parent(r),1] and reg.size = unit.size"},
      {"205-1:head.x@-1y = \"a\"", "205-1:head.x@-1y = \"a\""},
      {"[1]>0<=>([2]>0<=>[3]>0)", "[1] > 0 <=> ([2] > 0 <=> [3] > 0)"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *rules = g_strdup_printf ("form B203 revision 1\n#1 hard %s", cases[i].written);
    g_autofree char *expected =
        g_strdup_printf ("form B203 revision 1\n\n#1 hard\n  %s\n", cases[i].canonical);

    g_test_message ("%s", cases[i].written);
    assert_format (rules, expected);
  }
}

static void
test_settles_at_once (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (zb_real_rules); i++) {
    g_autofree char *rules = g_strdup_printf ("form B204-1 revision 3\n%s\n", zb_real_rules[i]);
    g_autofree char *laid_out = format (rules);
    g_autofree char *again = format (laid_out);

    g_assert_cmpstr (again, ==, laid_out);
  }
}

/* Laid out, the rules of each published form say the same, line for line of their canonical text.
 */
static void
test_lays_out_the_catalogue (void)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (path, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbPackage *package = zb_catalogue_at (catalogue, i);
    g_autofree char *laid_out = format (zb_package_rules (package));

    g_autofree char *again = format (laid_out);
    g_autoptr (ZbRuleset) before = zb_ruleset_compile_package (package, catalogue, NULL, &error);
    g_autoptr (ZbRuleset) after = NULL;

    g_assert_no_error (error);
    after = zb_ruleset_compile (zb_package_form (package), "laid out", laid_out, catalogue, NULL,
                                &error);
    g_assert_no_error (error);
    g_assert_cmpstr (again, ==, laid_out);
    g_assert_cmpuint (zb_ruleset_n_rules (after), ==, zb_ruleset_n_rules (before));
    for (guint j = 0; j < zb_ruleset_n_rules (after); j++)
      g_assert_cmpstr (zb_ruleset_rule (after, j).name, ==, zb_ruleset_rule (before, j).name);
  }
}

static void
test_refuses_broken_rules (void)
{
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_rules_format ("a.rules", "form B203 revision 1\n#1 hard [1 = 5\n#2 hard (\n",
                                  diagnostics, &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "a.rules:2:12: the closing bracket ] is missing before “=”");
  g_assert_cmpuint (diagnostics->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/rules-format/" name, test)
  ADD ("lays-out-parts", test_lays_out_parts);
  ADD ("keeps-comments", test_keeps_comments);
  ADD ("writes-one-notation", test_writes_one_notation);
  ADD ("breaks-long-rules", test_breaks_long_rules);
  ADD ("keeps-the-meaning", test_keeps_the_meaning);
  ADD ("settles-at-once", test_settles_at_once);
  ADD ("lays-out-the-catalogue", test_lays_out_the_catalogue);
  ADD ("refuses-broken-rules", test_refuses_broken_rules);
#undef ADD
  return g_test_run ();
}
