/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/validators/random-rows.h"

#include <string.h>

#define N_KEYS 1400
#define N_ROWS 4
#define N_COLUMNS 2

typedef struct {
  ZbCodeList *goods, *kinds; /* the latter with a measure of each code */
} Lists;

static ZbCodeList *
find_list (const char *id, gpointer data)
{
  const Lists *lists = data;

  return strcmp (id, "goods") == 0 ? lists->goods : lists->kinds;
}

static ZbCodeList *
make_list (const char *id)
{
  static const char *const measures[] = {"measure='MACHINE' scale='0'",
                                         "measure='MACHINE10000' scale='2'",
                                         "measure='SHEET10000' scale='1'"};
  gboolean measured = strcmp (id, "kinds") == 0;
  g_autoptr (GString) xml = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  ZbCodeList *list;

  g_string_append_printf (xml,
                          "<codelist xmlns='urn:zhibao:codelist:1' id='%s' version='1'>"
                          "<title xml:lang='zh'>品</title><title xml:lang='en'>Goods</title>",
                          id);
  for (guint i = 0; i < (measured ? 12 : N_KEYS); i++)
    g_string_append_printf (xml,
                            "<code code='%04u' %s><name xml:lang='zh'>品</name>"
                            "<name xml:lang='en'>Good</name></code>",
                            i, measured ? measures[i % G_N_ELEMENTS (measures)] : "");
  g_string_append (xml, "</codelist>");
  list = zb_code_list_read ("list.xml", xml->str, xml->len, &error);
  g_assert_no_error (error);
  return list;
}

static void
add_head (GString *xml, const char *attributes)
{
  g_string_append_printf (xml,
                          "<section %s><title xml:lang='zh'>节</title>"
                          "<title xml:lang='en'>Section</title><columns>",
                          attributes);
  for (guint i = 1; i <= N_COLUMNS; i++)
    g_string_append_printf (xml,
                            "<column code='%u'%s><label xml:lang='zh'>栏</label>"
                            "<label xml:lang='en'>Column</label></column>",
                            i, i == 2 ? " scale='1'" : "");
  g_string_append (xml, "</columns>");
}

ZbForm *
zb_random_rows_form (void)
{
  g_autoptr (GString) xml = g_string_new (
      "<form xmlns='urn:zhibao:form:1' id='T-02' code='T-02' edition='2024' revision='1' "
      "system='s1' valid-from='2020-01' period='month' january='collected'>"
      "<title xml:lang='zh'>表</title><title xml:lang='en'>Form</title>"
      "<issuer xml:lang='zh'>局</issuer><issuer xml:lang='en'>Bureau</issuer>"
      "<deadline days='9' time='12:00'/><codelists><use id='goods'/><use id='kinds'/></codelists>");
  g_autoptr (ZbCodeList) goods = make_list ("goods"), kinds = make_list ("kinds");
  Lists lists = {goods, kinds};
  g_autoptr (GError) error = NULL;
  ZbForm *form;

  add_head (xml, "id='A' measure='CNY1000' scale='0'");
  for (guint i = 1; i <= N_ROWS; i++)
    g_string_append_printf (xml,
                            "<row code='%02u'%s><label xml:lang='zh'>行</label>"
                            "<label xml:lang='en'>Row</label></row>",
                            i, i == 1 ? " computed='true'" : "");
  g_string_append (xml, "</section>");
  add_head (xml, "id='B' keys='goods' max-rows='1400' measure='CNY1000' scale='0'");
  g_string_append (xml, "</section>");
  add_head (xml, "id='C' keys='goods' max-rows='20' measure='CNY1000' scale='0'");
  g_string_append (xml, "</section>");
  add_head (xml, "id='D' keys='kinds' max-rows='20'");
  g_string_append (xml, "</section></form>");
  form = zb_form_read ("rows.xml", xml->str, xml->len, find_list, &lists, &error);
  g_assert_no_error (error);
  return form;
}

/* A fixed cell, of this month or of the one before. */
static void
add_cell (GRand *random, GString *text)
{
  g_string_append_printf (text, "[A.%02u,%u]%s", 2 + zb_random_pick (random, N_ROWS - 1),
                          1 + zb_random_pick (random, N_COLUMNS),
                          zb_random_pick (random, 4) ? "" : "@prev");
}

/* A cell of the row at hand, its own or last month's, or of the report that it is in. */
static void
add_row_cell (GRand *random, GString *text)
{
  switch (zb_random_pick (random, 5)) {
  case 0:
    g_string_append_printf (text, "[r,%u]@prev", 1 + zb_random_pick (random, N_COLUMNS));
    return;
  case 1:
    if (zb_random_pick (random, 2)) {
      add_cell (random, text);
      return;
    }
    G_GNUC_FALLTHROUGH;
  default:
    g_string_append_printf (text, "[r,%u]", 1 + zb_random_pick (random, N_COLUMNS));
    return;
  }
}

static void
add_row_money (GRand *random, GString *text, guint depth)
{
  switch (depth == 0 ? 0 : zb_random_pick (random, 9)) {
  case 1:
  case 2:
    g_string_append_c (text, '(');
    add_row_money (random, text, depth - 1);
    g_string_append (text, zb_random_pick (random, 2) ? " + " : " - ");
    add_row_money (random, text, depth - 1);
    g_string_append_c (text, ')');
    return;
  case 3:
    g_string_append (text, "3 * ");
    add_row_money (random, text, depth - 1);
    return;
  case 4:
    g_string_append (text, zb_random_pick (random, 2) ? "max(" : "min(");
    add_row_money (random, text, depth - 1);
    g_string_append (text, ", ");
    add_row_money (random, text, 0);
    g_string_append_c (text, ')');
    return;
  case 5:
    g_string_append (text, "nz(");
    add_row_cell (random, text);
    g_string_append_c (text, ')');
    return;
  case 6:
    g_string_append (text, "round(");
    add_row_money (random, text, depth - 1);
    g_string_append (text, " / 3, 0)");
    return;
  default:
    add_row_cell (random, text);
    return;
  }
}

static void
add_row_condition (GRand *random, GString *text)
{
  switch (zb_random_pick (random, 6)) {
  case 0:
    g_string_append_printf (text, "filled([r,%u])", 1 + zb_random_pick (random, N_COLUMNS));
    return;
  case 1:
    add_row_money (random, text, 0);
    g_string_append (text, " / ");
    add_row_money (random, text, 0);
    g_string_append (text,
                     zb_random_pick (random, 2) ? " between 0.5 and 2" : " in (9..11, 90..110)");
    return;
  default:
    add_row_money (random, text, 1);
    g_string_append (text, zb_random_relation (random));
    add_row_money (random, text, 1);
    return;
  }
}

/* What a report's rows come to. */
static void
add_gathering (GRand *random, GString *text)
{
  static const char *const functions[] = {"sum", "sum", "avg", "min", "max"};
  const char *function = functions[zb_random_pick (random, G_N_ELEMENTS (functions))];

  switch (zb_random_pick (random, 5)) {
  case 0:
    g_string_append_printf (text, "%s(r in B.* : ", function);
    add_row_money (random, text, 1);
    g_string_append_c (text, ')');
    return;
  case 1:
    g_string_append_printf (text, "%s([B.*,%u], [C.*,%u])", function,
                            1 + zb_random_pick (random, N_COLUMNS),
                            1 + zb_random_pick (random, N_COLUMNS));
    return;
  case 2:
    g_string_append_printf (text, "%s([A.02..04,%u], [C.*,%u])", function,
                            1 + zb_random_pick (random, N_COLUMNS),
                            1 + zb_random_pick (random, N_COLUMNS));
    return;
  default:
    g_string_append_printf (text, "%s([%s.*,%u])", function, zb_random_pick (random, 3) ? "B" : "C",
                            1 + zb_random_pick (random, N_COLUMNS));
    return;
  }
}

static void
add_money (GRand *random, GString *text)
{
  switch (zb_random_pick (random, 5)) {
  case 0:
    add_cell (random, text);
    return;
  case 1:
    add_gathering (random, text);
    g_string_append (text, zb_random_pick (random, 2) ? " + " : " - ");
    add_cell (random, text);
    return;
  case 2:
    g_string_append (text, "round(");
    add_gathering (random, text);
    g_string_append (text, zb_random_pick (random, 2) ? ", 0)" : " / 7, 0)");
    return;
  default:
    add_gathering (random, text);
    return;
  }
}

static void
add_condition (GRand *random, GString *text)
{
  switch (zb_random_pick (random, 8)) {
  case 0:
    g_string_append_printf (text, "count(B.*)%s%u", zb_random_relation (random),
                            zb_random_pick (random, 4));
    return;
  case 1:
    g_string_append_printf (text, "%s([%s.*,%u])", zb_random_pick (random, 2) ? "blank" : "filled",
                            zb_random_pick (random, 2) ? "B" : "C",
                            1 + zb_random_pick (random, N_COLUMNS));
    return;
  case 2:
    g_string_append (text, "count(r in B.* : ");
    add_row_condition (random, text);
    g_string_append_printf (text, ")%s%u", zb_random_relation (random), zb_random_pick (random, 4));
    return;
  case 3:
    g_string_append_printf (text, "count([B.*,%u])%s%u", 1 + zb_random_pick (random, N_COLUMNS),
                            zb_random_relation (random), zb_random_pick (random, 4));
    return;
  default:
    add_money (random, text);
    g_string_append (text, zb_random_relation (random));
    add_money (random, text);
    return;
  }
}

static char *
make_rule (GRand *random)
{
  static const char *const tolerances[] = {"",          "", "", " within 1", " within rounding",
                                           " within 5%"};
  static const char *const blanks[] = {
      "", "", "", " blank = zero", " blank = skip", " blank = fail"};
  GString *text = g_string_new ("hard ");
  gboolean by_row = zb_random_pick (random, 5) < 2;

  if (by_row)
    g_string_append_printf (text, "each r in %s.* : ", zb_random_pick (random, 3) ? "B" : "D");
  if (zb_random_pick (random, 4) == 0) {
    g_string_append (text, "when ");
    if (by_row)
      add_row_condition (random, text);
    else
      add_condition (random, text);
    g_string_append (text, " => ");
  }
  if (by_row)
    add_row_condition (random, text);
  else
    add_condition (random, text);
  g_string_append (text, tolerances[zb_random_pick (random, G_N_ELEMENTS (tolerances))]);
  g_string_append (text, blanks[zb_random_pick (random, G_N_ELEMENTS (blanks))]);
  return g_string_free (text, FALSE);
}

static gboolean
compiles (ZbForm *form, const char *rule)
{
  g_autofree char *alone = g_strdup_printf ("form T-02 revision 1\n#1 %s\n", rule);
  g_autoptr (ZbRuleset) compiled = zb_ruleset_compile (form, "rows.rules", alone, NULL, NULL, NULL);

  return compiled != NULL;
}

ZbRuleset *
zb_random_rows_ruleset (ZbForm *form, GRand *random, guint n)
{
  g_autoptr (GString) text = g_string_new (
      "form T-02 revision 1\n#calc1 quasi calc [A.01,1] := sum([B.*,1]) + [A.02,1]@prev\n");
  g_autoptr (GError) error = NULL;
  ZbRuleset *ruleset;

  g_string_append_printf (text, "#calc2 quasi calc [A.01,2] := avg(r in B.* : [r,2]) / 3%s\n",
                          zb_random_pick (random, 2) ? " within 1" : "");
  for (guint i = 0; i < n;) {
    g_autofree char *rule = make_rule (random);

    if (compiles (form, rule))
      g_string_append_printf (text, "#%u %s\n", ++i, rule);
  }
  g_string_append (text, "#keys soft each r in B.* : has(C, key(r))\n"
                         "#unique info unique([C.*,1])\n#register quasi reg.size = \"1\"\n");
  ruleset = zb_ruleset_compile (form, "rows.rules", text->str, NULL, NULL, &error);
  g_assert_no_error (error);
  return ruleset;
}

static gint64
random_figure (GRand *random)
{
  gint64 wide = (gint64)((guint64)g_rand_int (random) << 32 | g_rand_int (random));

  switch (zb_random_pick (random, 40)) {
  case 0:
    return wide % ZB_DECIMAL_MAX_DIGITS;
  case 1:
  case 2:
    return wide % 5000000000;
  case 3:
  case 4:
  case 5:
    return g_rand_int_range (random, -100, 100);
  default:
    return g_rand_int_range (random, 0, 5);
  }
}

static void
fill_cell (ZbReport *report, GRand *random, guint section, guint row, guint column)
{
  guint luck = zb_random_pick (random, 100);

  if (luck < 8)
    zb_report_set_state (report, section, row, column, ZB_STATE_BLANK);
  else if (luck < 10)
    zb_report_set_state (report, section, row, column, ZB_STATE_WITHHELD);
  else
    zb_report_set_number (report, section, row, column,
                          luck < 96 ? g_rand_int_range (random, 0, 5) : random_figure (random));
}

static void
add_rows (ZbReport *report, GRand *random, guint section, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("%04u", n > 20 ? i : zb_random_pick (random, 12));
    int row = zb_report_add_row (report, section, key, NULL);

    for (guint column = 0; row >= 0 && column < N_COLUMNS; column++)
      fill_cell (report, random, section, (guint)row, column);
  }
}

GPtrArray *
zb_random_rows_reports (ZbForm *form, GRand *random, ZbPeriod period, guint n, guint chance)
{
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);

  for (guint i = 0; i < n; i++) {
    g_autofree char *unit = g_strdup_printf ("9135%014u", i);
    ZbReport *report;

    if (zb_random_pick (random, 100) >= chance)
      continue;
    report = zb_report_new (form, "", unit, period);
    for (guint row = 0; row < N_ROWS; row++) {
      for (guint column = 0; column < N_COLUMNS; column++)
        fill_cell (report, random, 0, row, column);
    }
    add_rows (report, random, 1,
              zb_random_pick (random, 400) == 0 ? 1300 : zb_random_pick (random, 6));
    add_rows (report, random, 2, zb_random_pick (random, 4));
    add_rows (report, random, 3, zb_random_pick (random, 4));
    if (zb_random_pick (random, 50) == 0)
      zb_report_set_kind (report, ZB_REPORT_NIL);
    g_ptr_array_add (reports, report);
  }
  return reports;
}

void
zb_random_rows_change (ZbReport *report, GRand *random)
{
  switch (zb_random_pick (random, 4)) {
  case 0:
    add_rows (report, random, 1 + zb_random_pick (random, 3), 1 + zb_random_pick (random, 3));
    return;
  case 1:
    if (zb_report_n_rows (report, 1) > 0)
      zb_report_remove_row (report, 1, zb_random_pick (random, zb_report_n_rows (report, 1)));
    return;
  case 2:
    zb_report_set_kind (report, zb_random_pick (random, 4) ? ZB_REPORT_NORMAL : ZB_REPORT_NIL);
    return;
  default:
    fill_cell (report, random, 0, zb_random_pick (random, N_ROWS),
               zb_random_pick (random, N_COLUMNS));
    return;
  }
}
