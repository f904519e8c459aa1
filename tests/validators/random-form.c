/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/random-form.h"

#include "validators/language/diagnostic.h"

#include <string.h>

ZbForm *
zb_random_form (void)
{
  g_autoptr (GString) xml = g_string_new (
      "<form xmlns='urn:zhibao:form:1' id='T-01' code='T-01' edition='2024' revision='1' "
      "system='s1' valid-from='2020-01' period='month' january='collected'>"
      "<title xml:lang='zh'>表</title><title xml:lang='en'>Form</title>"
      "<issuer xml:lang='zh'>局</issuer><issuer xml:lang='en'>Bureau</issuer>"
      "<deadline days='9' time='12:00'/><section id='A' measure='CNY1000'>"
      "<title xml:lang='zh'>甲</title><title xml:lang='en'>A</title><columns>");
  g_autoptr (GError) error = NULL;
  ZbForm *form;

  for (guint i = 1; i <= ZB_RANDOM_COLUMNS; i++)
    g_string_append_printf (xml,
                            "<column code='%u'><label xml:lang='zh'>栏</label>"
                            "<label xml:lang='en'>Column</label></column>",
                            i);
  g_string_append (xml, "</columns>");
  for (guint i = 1; i <= ZB_RANDOM_ROWS; i++)
    g_string_append_printf (xml,
                            "<row code='%02u' scale='%u'><label xml:lang='zh'>行</label>"
                            "<label xml:lang='en'>Row</label></row>",
                            i, i % 3 == 0 ? 2 : 0);
  g_string_append (xml, "</section></form>");
  form = zb_form_read ("random.xml", xml->str, xml->len, NULL, NULL, &error);
  g_assert_no_error (error);
  return form;
}

guint
zb_random_pick (GRand *random, guint n)
{
  return (guint)g_rand_int_range (random, 0, (gint32)n);
}

static void
add_cell (GRand *random, GString *text)
{
  g_string_append_printf (text, "[%02u,%u]", 1 + zb_random_pick (random, ZB_RANDOM_ROWS),
                          1 + zb_random_pick (random, ZB_RANDOM_COLUMNS));
}

static void
add_range (GRand *random, GString *text)
{
  guint from = 1 + zb_random_pick (random, ZB_RANDOM_ROWS - 1);

  g_string_append_printf (text, "[%02u..%02u,%u]", from,
                          from + 1 + zb_random_pick (random, ZB_RANDOM_ROWS - from),
                          1 + zb_random_pick (random, ZB_RANDOM_COLUMNS));
}

static void add_condition (GRand *random, GString *text, guint depth);
static void add_money (GRand *random, GString *text, guint depth);

static void
add_call (GRand *random, GString *text, const char *name, guint n, guint depth)
{
  g_string_append_printf (text, "%s(", name);
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append (text, ", ");
    add_money (random, text, depth);
  }
  g_string_append_c (text, ')');
}

static void
add_pair (GRand *random, GString *text, const char *between, guint depth)
{
  g_string_append_c (text, '(');
  add_money (random, text, depth);
  g_string_append (text, between);
  add_money (random, text, depth);
  g_string_append_c (text, ')');
}

/* An amount of money. */
static void
add_money (GRand *random, GString *text, guint depth)
{
  switch (depth == 0 ? zb_random_pick (random, 3) : zb_random_pick (random, 13)) {
  case 3:
  case 4:
    add_pair (random, text, " + ", depth - 1);
    return;
  case 5:
    add_pair (random, text, " - ", depth - 1);
    return;
  case 6:
    g_string_append_printf (text, "%s * ", zb_random_pick (random, 2) ? "3" : "0.25");
    add_money (random, text, depth - 1);
    return;
  case 7:
    add_call (random, text, zb_random_pick (random, 2) ? "max" : "min", 2, depth - 1);
    return;
  case 8:
    add_call (random, text, "abs", 1, depth - 1);
    return;
  case 9:
    add_call (random, text, "nz", 1, 0);
    return;
  case 10:
    g_string_append (text, zb_random_pick (random, 4) ? "sum(" : "max(");
    add_range (random, text);
    g_string_append_c (text, ')');
    return;
  case 11:
    g_string_append (text, "if(");
    add_condition (random, text, 0);
    g_string_append (text, ", ");
    add_money (random, text, depth - 1);
    g_string_append (text, ", ");
    add_money (random, text, 0);
    g_string_append_c (text, ')');
    return;
  case 12:
    g_string_append (text, "round(");
    add_money (random, text, depth - 1);
    g_string_append (text, ", 0)");
    return;
  default:
    add_cell (random, text);
    return;
  }
}

const char *
zb_random_relation (GRand *random)
{
  static const char *const relations[] = {" = ", " = ", " != ", " < ", " <= ", " > ", " >= "};

  return relations[zb_random_pick (random, G_N_ELEMENTS (relations))];
}

static void
add_ratio (GRand *random, GString *text, guint depth)
{
  static const char *const bounds[] = {" between 0.7 and 1.5",
                                       " in (9..11, 90..110) or its inverse",
                                       " >= 0.5",
                                       " in (0..1, 3..5)",
                                       " = 1 within 10%",
                                       " between -2 and 2"};

  add_money (random, text, depth);
  g_string_append (text, " / ");
  add_pair (random, text, " + ", 0);
  g_string_append (text, bounds[zb_random_pick (random, G_N_ELEMENTS (bounds))]);
}

static void
add_comparison (GRand *random, GString *text, guint depth)
{
  switch (zb_random_pick (random, 8)) {
  case 0:
    add_ratio (random, text, depth);
    return;
  case 1:
    add_pair (random, text, " * ", depth);
    g_string_append (text, zb_random_relation (random));
    add_pair (random, text, " * ", 0);
    return;
  case 2:
    g_string_append (text, zb_random_pick (random, 2) ? "blank(" : "filled(");
    add_range (random, text);
    g_string_append_c (text, ')');
    return;
  case 3:
    add_money (random, text, depth);
    g_string_append (text, " in (0..3, 7, 100..1000000)");
    return;
  case 4:
    g_string_append (text, "count(");
    add_range (random, text);
    g_string_append_printf (text, ") >= %u", 1 + zb_random_pick (random, 3));
    return;
  default:
    add_money (random, text, depth);
    g_string_append (text, zb_random_relation (random));
    if (zb_random_pick (random, 5) == 0)
      g_string_append_printf (text, "%u", zb_random_pick (random, 100));
    else
      add_money (random, text, depth);
    return;
  }
}

static void
add_condition (GRand *random, GString *text, guint depth)
{
  if (depth == 0 || zb_random_pick (random, 3) > 0) {
    add_comparison (random, text, depth == 0 ? 0 : depth - 1);
    return;
  }
  if (zb_random_pick (random, 4) == 0)
    g_string_append (text, "not ");
  g_string_append_c (text, '(');
  add_condition (random, text, depth - 1);
  g_string_append (text, zb_random_pick (random, 2) ? " and " : " or ");
  add_condition (random, text, depth - 1);
  g_string_append_c (text, ')');
}

char *
zb_random_rule (GRand *random)
{
  static const char *const tolerances[] = {
      "", "", "", "", " within 1", " within rounding", " within 5%", " within max(2, 1%)"};
  static const char *const blanks[] = {
      "", "", "", " blank = zero", " blank = skip", " blank = fail"};
  GString *text = g_string_new ("hard ");

  if (zb_random_pick (random, 4) == 0) {
    g_string_append (text, "when ");
    add_condition (random, text, 1);
    g_string_append (text, " => ");
  }
  add_condition (random, text, 2);
  g_string_append (text, tolerances[zb_random_pick (random, G_N_ELEMENTS (tolerances))]);
  g_string_append (text, blanks[zb_random_pick (random, G_N_ELEMENTS (blanks))]);
  return g_string_free (text, FALSE);
}

ZbRuleset *
zb_random_ruleset (ZbForm *form, GRand *random, guint n)
{
  g_autoptr (GString) text = g_string_new ("form T-01 revision 1\n");
  g_autoptr (GError) error = NULL;
  ZbRuleset *ruleset;

  for (guint i = 0; i < n;) {
    g_autofree char *rule = zb_random_rule (random);
    g_autofree char *alone = g_strdup_printf ("form T-01 revision 1\n#1 %s\n", rule);
    g_autoptr (ZbRuleset) compiled =
        zb_ruleset_compile (form, "random.rules", alone, NULL, NULL, NULL);

    if (compiled == NULL)
      continue;
    g_string_append_printf (text, "#%u %s\n", ++i, rule);
  }
  ruleset = zb_ruleset_compile (form, "random.rules", text->str, NULL, NULL, &error);
  g_assert_no_error (error);
  return ruleset;
}

static gint64
random_figure (GRand *random, guint mode)
{
  gint64 wide = (gint64)((guint64)g_rand_int (random) << 32 | g_rand_int (random));

  switch (mode) {
  case 0:
    return g_rand_int_range (random, 0, 4);
  case 1:
    return g_rand_int_range (random, -100, 100);
  case 2:
    return wide % 5000000000;
  case 3:
    return wide % ZB_DECIMAL_MAX_DIGITS;
  case 4:
    return zb_random_pick (random, 2) ? ZB_DECIMAL_MAX_DIGITS : -ZB_DECIMAL_MAX_DIGITS;
  case 5:
    return 1000000000 + g_rand_int_range (random, 0, 200);
  default:
    return 7;
  }
}

/* Columns keep to their own kind for a while, so that blocks differ. */
static void
fill_report (ZbReport *report, GRand *random, guint index, guint flavour, gboolean dense)
{
  for (guint row = 0; row < ZB_RANDOM_ROWS; row++) {
    for (guint column = 0; column < ZB_RANDOM_COLUMNS; column++) {
      guint kind = (flavour + index / 1024 + row * ZB_RANDOM_COLUMNS + column) * 7 % 19;
      guint mode = kind % 9, luck = zb_random_pick (random, 100);

      if (dense)
        kind = mode = (row + column) % 2;
      if (kind == 9 || (kind > 9 && luck < 10))
        continue;
      if (kind > 14 && luck < 20)
        zb_report_set_state (report, 0, row, column,
                             luck < 12   ? ZB_STATE_WITHHELD
                             : luck < 16 ? ZB_STATE_OUT_OF_SCOPE
                                         : ZB_STATE_NOT_APPLICABLE);
      else
        zb_report_set_number (report, 0, row, column, random_figure (random, MIN (mode, 6)));
    }
  }
}

GPtrArray *
zb_random_reports (ZbForm *form, GRand *random, guint n, gboolean dense)
{
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  ZbPeriod period = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6};
  guint flavour = zb_random_pick (random, 19);

  for (guint i = 0; i < n; i++) {
    g_autofree char *unit = g_strdup_printf ("9135%014u", i);
    ZbReport *report = zb_report_new (form, "", unit, period);

    fill_report (report, random, i, flavour, dense);
    if (zb_random_pick (random, 50) == 0)
      zb_report_set_kind (report, ZB_REPORT_NIL);
    g_ptr_array_add (reports, report);
  }
  return reports;
}
