/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/stage.h"

#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/language/rules-format.h"
#include "validators/review/rules-import.h"

#include <string.h>

/* Relations in the notations of other tools become rules that mean the same. */

/* A sheet with named columns C and D and rows 3 to 8 and 213, 201, 205, 206. */
static ZbForm *
sheet_form (const char *columns, const char *rows)
{
  g_autoptr (GString) xml = g_string_new (
      "<form xmlns='urn:zhibao:form:1' id='SH-01' code='SH-01' edition='2024' revision='1' "
      "system='s1' period='month' valid-from='2020-01'><title xml:lang='zh'>表</title>"
      "<title xml:lang='en'>Sheet</title><issuer xml:lang='zh'>局</issuer>"
      "<issuer xml:lang='en'>Bureau</issuer><deadline days='9' time='12:00'/>"
      "<section id='A' measure='CNY1000' scale='0'><columns>");
  g_auto (GStrv) column_codes = g_strsplit (columns, " ", -1);
  g_auto (GStrv) row_codes = g_strsplit (rows, " ", -1);
  g_autoptr (GError) error = NULL;
  ZbForm *form;

  for (guint i = 0; column_codes[i] != NULL; i++)
    g_string_append_printf (xml,
                            "<column code='%s'><label xml:lang='zh'>栏</label>"
                            "<label xml:lang='en'>Column</label></column>",
                            column_codes[i]);
  g_string_append (xml, "</columns>");
  for (guint i = 0; row_codes[i] != NULL; i++)
    g_string_append_printf (xml,
                            "<row code='%s'><label xml:lang='zh'>行</label>"
                            "<label xml:lang='en'>Row</label></row>",
                            row_codes[i]);
  g_string_append (xml, "</section></form>");
  form = zb_form_read ("form.xml", xml->str, xml->len, NULL, NULL, &error);
  g_assert_no_error (error);
  return form;
}

typedef struct {
  const char *relation, *rule;
} Case;

/* What is written, what it becomes, and that this is read and laid out as itself. */
static void
assert_import (const ZbForm *form, const char *before, const Case *cases, gsize n)
{
  for (gsize i = 0; i < n; i++) {
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autoptr (GError) error = NULL;
    g_autofree char *relations = g_strconcat (before, cases[i].relation, NULL);
    g_autofree char *rules =
        zb_rules_import (form, NULL, "relations", relations, diagnostics, &error);
    g_autofree char *expected = g_strdup_printf ("form SH-01 revision 1\n\n%s\n", cases[i].rule);
    g_autofree char *again = NULL;
    g_autofree char *laid_out = NULL;
    g_autoptr (ZbRuleset) ruleset = NULL;

    g_test_message ("%s", cases[i].relation);
    for (guint j = 0; j < diagnostics->len; j++)
      g_test_message ("%s", ((const ZbDiagnostic *)diagnostics->pdata[j])->message);
    g_assert_no_error (error);
    g_assert_cmpuint (diagnostics->len, ==, 0);
    g_assert_cmpstr (rules, ==, expected);
    again = zb_rules_import (form, NULL, "rules", rules, diagnostics, &error);
    g_assert_cmpstr (again, ==, rules);
    laid_out = zb_rules_format ("rules", rules, NULL, &error);
    g_assert_cmpstr (laid_out, ==, rules);
    ruleset = zb_ruleset_compile ((ZbForm *)form, "rules", rules, NULL, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
test_rows_by_their_codes (void)
{
  static const Case cases[] = {
      {"(213)=(201)+(206)", "#1 hard\n  [213] = [201] + [206]"},
      {"213=201+206", "#1 hard\n  [213] = [201] + [206]"},
      {"213＝201＋206", "#1 hard\n  [213] = [201] + [206]"},
      {"（213）≥（201）×2", "#1 hard\n  [213] >= [201] * 2"},
      {"(213) <> (201)", "#1 hard\n  [213] != [201]"},
      /* Where rows are marked, plain numbers are numbers. */
      {"(213)>=205", "#1 hard\n  [213] >= 205"},
      {"213>=205*1.05", "#1 hard\n  [213] >= [205] * 1.05"},
      {"213>=205*5%", "#1 hard\n  [213] >= [205] * 5%"},
      {"[213,C]>=205", "#1 hard\n  [213,C] >= 205"},
      {"SUM(201:206)=213", "#1 hard\n  sum([201..206]) = [213]"},
      {"MAX((201),(205),0)<=(213)", "#1 hard\n  max([201], [205], 0) <= [213]"},
      {"IF((201)>0,(205),(206))=(213)", "#1 hard\n  if([201] > 0, [205], [206]) = [213]"},
      {"((201)+(205))/(213)<=1", "#1 hard\n  ([201] + [205]) / [213] <= 1"},
  };
  g_autoptr (ZbForm) form = sheet_form ("C D", "201 205 206 213");

  assert_import (form, "", cases, G_N_ELEMENTS (cases));
}

static void
test_levels_conditions_tolerances (void)
{
  static const Case cases[] = {
      {"核实：(213)>0", "#1 soft\n  [213] > 0"},
      {"准强制 (213)>0", "#1 quasi\n  [213] > 0"},
      {"强制性:(213)>0", "#1 hard\n  [213] > 0"},
      {"1、(213)=(201)+(205)±1", "#1 hard\n  [213] = [201] + [205]\n  within 1"},
      {"2. (213)=(201)±0.5%", "#1 hard\n  [213] = [201]\n  within 0.5%"},
      {"(213)=(201) 允差 舍入", "#1 hard\n  [213] = [201]\n  within rounding"},
      {"若(201)>0，则(205)>0", "#1 hard\n  when [201] > 0 => [205] > 0"},
      {"如果(201)>0那么(205)>0", "#1 hard\n  when [201] > 0 => [205] > 0"},
      {"当 (201)>0 且 (205)>0，则 (206)>0 或 (213)>0",
       "#1 hard\n  when [201] > 0 and [205] > 0 => [206] > 0 or [213] > 0"},
      {"(201)>0 -> (205)>0", "#1 hard\n  when [201] > 0 => [205] > 0"},
      {"IF (201)>0 THEN (205)>0", "#1 hard\n  when [201] > 0 => [205] > 0"},
      {"(201)>0;(205)>0；(206)>0",
       "#1 hard\n  [201] > 0\n\n#2 hard\n  [205] > 0\n\n#3 hard\n  [206] > 0"},
      {"# 表内\n(201)>0 # 注", "#1 hard\n  [201] > 0"},
  };
  g_autoptr (ZbForm) form = sheet_form ("C D", "201 205 206 213");

  assert_import (form, "", cases, G_N_ELEMENTS (cases));
}

static void
test_cells_of_a_sheet (void)
{
  static const Case cases[] = {
      {"C3=C4+C5", "#1 hard\n  [3,C] = [4,C] + [5,C]"},
      {"C3≥D3", "#1 hard\n  [3,C] >= [3,D]"},
      {"SUM(C4:C6)<=C3", "#1 hard\n  sum([4..6,C]) <= [3,C]"},
      {"SUM(C4:D6)>=0", "#1 hard\n  sum([4..6,C..D]) >= 0"},
      {"[C3:C8] > [D3:D8]", "#1 hard each r in 3..8 :\n  [r,C] > [r,D]"},
      {"[C3:D3] >= [C4:D4] + [C5:D5]", "#1 hard each c in C..D :\n  [3,c] >= [4,c] + [5,c]"},
      {"C3 >= @-1C3", "#1 hard\n  [3,C] >= [3,C]@-1m"},
      {"C3 >= @-12C3", "#1 hard\n  [3,C] >= [3,C]@-12m"},
      {"SJ_02->C3 = C3", "#1 hard\n  SJ-02:[3,C] = [3,C]"},
      {"SJ_02->(213) = C3", "#1 hard\n  SJ-02:[213] = [3,C]"},
      {"当 C3>0 则 SJ_02->C3>0", "#1 hard\n  when [3,C] > 0 => SJ-02:[3,C] > 0"},
  };
  g_autoptr (ZbForm) form = sheet_form ("C D", "3 4 5 6 7 8");

  assert_import (form, "", cases, G_N_ELEMENTS (cases));
}

/* The sheet's own letters and numbers, where the form has other codes. */
static void
test_cells_by_an_anchor (void)
{
  static const Case cases[] = {
      {"C5=C6+D6", "#1 hard\n  [01,1] = [02,1] + [02,2]"},
      {"[C5:C7]>=[D5:D7]", "#1 hard each r in 01..03 :\n  [r,1] >= [r,2]"},
  };
  g_autoptr (ZbForm) form = sheet_form ("1 2", "01 02 03");

  assert_import (form, "grid C5 = [01,1]\n", cases, G_N_ELEMENTS (cases));
}

static void
test_tells_what_it_cannot_read (void)
{
  static const struct {
    const char *relation, *message;
    int line, column;
  } cases[] = {
      {"(201)>0\n(214)=1", "SH-01 has no row “214”, or several; did you mean “213”?", 2, 1},
      {"E3>0", "E3 has no place in SH-01: say where the sheet begins, as in “grid C3 = [201,C]”", 1,
       1},
      {"(201)+SJ_02->", "a value is missing before the end of the file", 1, 14},
      {"(201)=", "a value is missing before the end of the file", 1, 7},
      {"(201)=(205)；核实 若(201)>0，则(205)+*(206)>0", "a value is missing before “*”", 1, 32},
      {"[C201:D205]>0", "a span runs down one column or along one row", 1, 6},
      {"[C201:C205]>[C201:C206]",
       "the spans of one relation must run over the same rows, or the same columns", 1, 18},
      {"[C201]>0", "a span has its first and its last cell, as in [C3:C8]", 1, 6},
      {"@-1 > 0", "a cell is missing after the form or the period", 1, 5},
  };
  g_autoptr (ZbForm) form = sheet_form ("C D", "201 205 206 213");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) diagnostics =
        g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
    g_autofree char *rules =
        zb_rules_import (form, NULL, "relations", cases[i].relation, diagnostics, NULL);
    const ZbDiagnostic *first;

    g_test_message ("%s", cases[i].relation);
    g_assert_cmpuint (diagnostics->len, ==, 1);
    first = g_ptr_array_index (diagnostics, 0);
    g_assert_cmpstr (first->message, ==, cases[i].message);
    g_assert_cmpint (first->line, ==, cases[i].line);
    g_assert_cmpint (first->column, ==, cases[i].column);
  }
}

static void
test_refuses_nothing_at_all (void)
{
  g_autoptr (ZbForm) form = sheet_form ("C D", "201 205");
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_rules_import (form, NULL, "relations", "# nothing\n", diagnostics, &error));
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, "relations: no relation could be read");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/rules-import/" name, test)
  ADD ("rows-by-their-codes", test_rows_by_their_codes);
  ADD ("levels-conditions-tolerances", test_levels_conditions_tolerances);
  ADD ("cells-of-a-sheet", test_cells_of_a_sheet);
  ADD ("cells-by-an-anchor", test_cells_by_an_anchor);
  ADD ("tells-what-it-cannot-read", test_tells_what_it_cannot_read);
  ADD ("refuses-nothing-at-all", test_refuses_nothing_at_all);
#undef ADD
  return g_test_run ();
}
