/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/concept.h"

#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/shared-figure.h"
#include "tests/forms/example.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

#define UNIT "9135020061202218XY"
#define LABEL "<label xml:lang='zh'>一</label><label xml:lang='en'>I</label>"

static const char concepts[] =
    "<codelist xmlns='urn:zhibao:codelist:1' id='concepts' version='1'>"
    "<title xml:lang='zh'>一</title><title xml:lang='en'>I</title>"
    "<code code='sales' level='flow' measure='CNY1000'><name xml:lang='zh'>一</name>"
    "<name xml:lang='en'>I</name></code>"
    "<code code='stock' level='stock' measure='CNY1000'><name xml:lang='zh'>一</name>"
    "<name xml:lang='en'>I</name></code>"
    "<code code='name' level='fact'><name xml:lang='zh'>一</name><name "
    "xml:lang='en'>I</name></code>"
    "</codelist>";

static ZbCodeList *
find_concepts_cb (const char *id, gpointer data)
{
  return strcmp (id, "concepts") == 0 ? data : NULL;
}

/* A yearly form whose one section is @body. */
static ZbForm *
read_form (const char *body, GError **error)
{
  g_autoptr (ZbCodeList) list =
      zb_code_list_read ("concepts.xml", concepts, strlen (concepts), error);
  g_autofree char *text =
      g_strconcat ("<form xmlns='urn:zhibao:form:1' id='T1' code='T1' edition='1' revision='1'"
                   " system='s1' period='year' valid-from='2024'>"
                   "<title xml:lang='zh'>一</title><title xml:lang='en'>I</title>"
                   "<issuer xml:lang='zh'>一</issuer><issuer xml:lang='en'>I</issuer>"
                   "<deadline days='9' time='24:00'/>"
                   "<codelists><use id='concepts'/></codelists><section id='A'>",
                   body, "</section></form>", NULL);

  return list != NULL
             ? zb_form_read ("form.xml", text, strlen (text), find_concepts_cb, list, error)
             : NULL;
}

static const ZbCellSpec *
spec_of (const ZbForm *form, guint row, guint column)
{
  return &form->sections[0].specs[row * form->sections[0].n_columns + column];
}

static void
test_rows_bring_the_concept_and_columns_the_span (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form =
      read_form ("<columns><column code='1' span='period' measure='CNY'>" LABEL "</column>"
                 "<column code='2' measure='CNY'>" LABEL "</column>"
                 "<column code='3' span='opening' measure='CNY10000'>" LABEL "</column></columns>"
                 "<row code='1' concept='sales'>" LABEL "<cell column='3' span='none'/></row>"
                 "<row code='2' concept='stock'>" LABEL "</row>"
                 "<row code='3'>" LABEL "<cell column='2' concept='sales' span='to-date'/></row>",
                 &error);

  g_assert_no_error (error);
  g_assert_cmpstr (spec_of (form, 0, 0)->concept->code, ==, "sales");
  g_assert_cmpint (spec_of (form, 0, 0)->span, ==, ZB_SPAN_PERIOD);
  g_assert_null (spec_of (form, 0, 1)->concept);
  g_assert_null (spec_of (form, 0, 2)->concept);
  /* A stock in a column of flows stands at the end. */
  g_assert_cmpint (spec_of (form, 1, 0)->span, ==, ZB_SPAN_END);
  g_assert_cmpint (spec_of (form, 1, 2)->span, ==, ZB_SPAN_OPENING);
  g_assert_cmpint (spec_of (form, 2, 0)->span, ==, ZB_SPAN_NONE);
  g_assert_cmpstr (spec_of (form, 2, 1)->concept->code, ==, "sales");
}

static void
assert_refused (const char *body, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_form (body, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_concepts_must_fit_their_cells (void)
{
  assert_refused ("<columns><column code='1' span='period'>" LABEL "</column></columns>"
                  "<row code='1' concept='sale'>" LABEL "</row>",
                  ZB_FORMS_ERROR_NOT_FOUND,
                  "form.xml:1: there is no concept “sale”; did you mean “sales”?");
  assert_refused ("<columns><column code='1' span='period' measure='USD'>" LABEL
                  "</column></columns><row code='1' concept='sales'>" LABEL "</row>",
                  ZB_FORMS_ERROR_MISMATCH,
                  "form.xml:1: the concept “sales” is measured in CNY1000, the cell in USD");
  assert_refused ("<columns><column code='1' span='period'>" LABEL "</column></columns>"
                  "<row code='1' concept='sales'>" LABEL "</row>",
                  ZB_FORMS_ERROR_MISMATCH,
                  "form.xml:1: the concept “sales” is measured in CNY1000, the cell in no measure");
  assert_refused ("<columns><column code='1' span='end' type='text' max-length='9'>" LABEL
                  "</column></columns><row code='1' concept='sales'>" LABEL "</row>",
                  ZB_FORMS_ERROR_MISMATCH, "form.xml:1: the concept “sales” is a figure");
  assert_refused ("<columns><column code='1' span='end'>" LABEL "</column></columns>"
                  "<row code='1' concept='name'>" LABEL "</row>",
                  ZB_FORMS_ERROR_MISMATCH, "form.xml:1: the concept “name” is no figure");
  assert_refused ("<columns><column code='1' span='end' measure='CNY'>" LABEL "</column></columns>"
                  "<row code='1' concept='sales'>" LABEL "</row>",
                  ZB_FORMS_ERROR_MISMATCH,
                  "form.xml:1: the concept “sales” is a flow and has no figure “end”");
  assert_refused ("<columns><column code='1' span='ever'>" LABEL "</column></columns>"
                  "<row code='1'>" LABEL "</row>",
                  ZB_FORMS_ERROR_INVALID,
                  "form.xml:1: span=\"ever\" of <column> must be none, period, to-date, end, "
                  "opening");
}

static void
test_every_concept_is_shared (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  g_autoptr (ZbConceptIndex) index = zb_concept_index_new (catalogue);
  ZbCodeList *list = zb_catalogue_code_list (catalogue, ZB_CONCEPT_LIST);

  g_assert_cmpuint (zb_code_list_length (list), >=, 90);
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *concept = zb_code_list_at (list, i);
    const GArray *places = zb_concept_index_places (index, concept->code);
    g_autoptr (GHashTable) forms = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint p = 0; places != NULL && p < places->len; p++)
      g_hash_table_add (forms, g_array_index (places, ZbConceptPlace, p).form->id);
    if (g_hash_table_size (forms) < 2)
      g_error ("only one form asks for “%s”", concept->code);
  }
  g_assert_null (zb_concept_index_places (index, "none"));
}

static void
test_spans_agree_at_the_same_end (void)
{
  ZbPeriod june = zb_example_period ("2024-06"), quarter = zb_example_period ("2024-Q2"),
           may = zb_example_period ("2024-05");

  g_assert_true (zb_span_agrees (ZB_SPAN_TO_DATE, june, quarter));
  g_assert_true (zb_span_agrees (ZB_SPAN_END, june, quarter));
  g_assert_false (zb_span_agrees (ZB_SPAN_PERIOD, june, quarter));
  g_assert_true (zb_span_agrees (ZB_SPAN_PERIOD, june, june));
  g_assert_false (zb_span_agrees (ZB_SPAN_TO_DATE, may, quarter));
  g_assert_true (zb_span_agrees (ZB_SPAN_OPENING, may, quarter));
  g_assert_false (zb_span_agrees (ZB_SPAN_OPENING, may, zb_example_period ("2023-12")));
  g_assert_false (zb_span_agrees (ZB_SPAN_NONE, june, june));
}

/* Reports of one unit, by "FORM PERIOD". */
typedef struct {
  ZbCatalogue *catalogue;
  GHashTable *reports;
  ZbConceptIndex *index;
  ZbStanding standing; /* of those found */
} World;

static World
world_new (void)
{
  ZbCatalogue *catalogue = zb_source_catalogue_read ();

  return (World){
      catalogue,
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_report_unref),
      zb_concept_index_new (catalogue), ZB_STANDING_SENT};
}

static void
world_clear (World *world)
{
  g_hash_table_unref (world->reports);
  zb_concept_index_free (world->index);
  zb_catalogue_unref (world->catalogue);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static ZbReport *
add (World *world, const char *form, const char *period)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package =
      zb_catalogue_find (world->catalogue, form, zb_example_period (period), &error);
  ZbReport *report;

  g_assert_no_error (error);
  report = zb_report_new (zb_package_form (package), zb_package_digest (package), UNIT,
                          zb_example_period (period));
  g_hash_table_insert (world->reports, g_strdup_printf ("%s %s", form, period), report);
  return report;
}

static void
set (ZbReport *report, const char *item, const char *text)
{
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  guint section, column;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  zb_report_set_canonical (report, section, (guint)zb_report_find_row (report, section, key),
                           column, text, &error);
  g_assert_no_error (error);
}

static gboolean
find_cb (const char *form, ZbPeriod period, gpointer data, ZbFigureSource *ret_source)
{
  World *world = data;
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *name = g_strdup_printf ("%s %s", form, zb_period_format (period, text));

  ret_source->report = g_hash_table_lookup (world->reports, name);
  ret_source->standing = world->standing;
  ret_source->version = "m1";
  return ret_source->report != NULL;
}

static const ZbSharedFigure *
figure_for (const GPtrArray *figures, const char *item)
{
  for (guint i = 0; i < figures->len; i++)
    if (strcmp (((ZbSharedFigure *)figures->pdata[i])->item, item) == 0)
      return figures->pdata[i];
  return NULL;
}

static char *
text_of (const ZbReport *report, const char *item)
{
  g_autofree char *key = NULL;
  guint section, column;
  ZbDecimal value;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  if (!zb_report_decimal (report, section, (guint)zb_report_find_row (report, section, key), column,
                          &value))
    return NULL;
  return zb_decimal_to_string (value);
}

/* 元 of the statement into whole 千元: half up, and the figure says so. */
static void
test_finer_figures_are_rounded (void)
{
  g_auto (World) world = world_new ();
  ZbReport *statement = add (&world, "KQ-02", "2024-Q2"),
           *finance = add (&world, "B203", "2024-06");
  g_autoptr (GPtrArray) figures = NULL;
  g_autofree char *revenue = NULL, *cost = NULL;

  set (statement, "A.1.C", "12345500.00");
  set (statement, "A.2.C", "-1000499.99");
  figures = zb_shared_figures_list (finance, world.index, find_cb, &world);
  const ZbSharedFigure *figure = figure_for (figures, "A.301.1");
  g_assert_cmpstr (figure->text, ==, "12346");
  g_assert_cmpint (figure->precision, ==, ZB_FIGURE_ROUNDED);
  g_assert_cmpstr (figure->original, ==, "12345500.00");
  g_assert_cmpstr (figure->measure->id, ==, "CNY");
  g_assert_cmpstr (figure->form, ==, "会企02");
  g_assert_cmpstr (figure->source_item, ==, "A.1.C");
  g_assert_cmpstr (figure->version, ==, "m1");
  g_assert_cmpint (figure->period.kind, ==, ZB_PERIOD_QUARTER);
  g_assert_cmpuint (zb_report_fill_shared (finance, figures), ==, 2);
  revenue = text_of (finance, "A.301.1");
  cost = text_of (finance, "A.307.1");
  g_assert_cmpstr (revenue, ==, "12346");
  g_assert_cmpstr (cost, ==, "-1000");
  /* Another quarter's end, and months within it, have nothing from it. */
  g_autoptr (GPtrArray) may =
      zb_shared_figures_list (add (&world, "B203", "2024-05"), world.index, find_cb, &world);
  g_assert_cmpuint (may->len, ==, 0);
}

/* 千元 into 万元 with two decimals is exact; into 元 it is shown and not filled in. */
static void
test_coarse_figures_are_offered_only (void)
{
  g_auto (World) world = world_new ();
  ZbReport *finance = add (&world, "B203", "2024-06"), *benefit = add (&world, "KB-01", "2024-06"),
           *statement = add (&world, "KQ-02", "2024-Q2");
  g_autofree char *filled = NULL;

  set (finance, "A.301.1", "12345");
  g_autoptr (GPtrArray) monthly = zb_shared_figures_list (benefit, world.index, find_cb, &world);
  g_assert_cmpstr (figure_for (monthly, "A.02.2")->text, ==, "1234.50");
  g_assert_false (figure_for (monthly, "A.02.2")->offered);
  g_assert_null (figure_for (monthly, "A.02.1"));
  zb_report_fill_shared (benefit, monthly);
  filled = text_of (benefit, "A.02.2");
  g_assert_cmpstr (filled, ==, "1234.50");
  g_autoptr (GPtrArray) yuan = zb_shared_figures_list (statement, world.index, find_cb, &world);
  const ZbSharedFigure *figure = figure_for (yuan, "A.1.C");
  g_assert_true (figure->offered);
  g_assert_cmpint (figure->precision, ==, ZB_FIGURE_COARSE);
  g_assert_cmpuint (zb_report_fill_shared (statement, yuan), ==, 0);
  /* A form that knows all digits goes first. */
  set (add (&world, "CIT-A200000", "2024-Q2"), "A.1.1", "12344900.25");
  g_autoptr (GPtrArray) better = zb_shared_figures_list (statement, world.index, find_cb, &world);
  g_assert_cmpstr (figure_for (better, "A.1.C")->text, ==, "12344900.25");
  g_assert_cmpint (figure_for (better, "A.1.C")->precision, ==, ZB_FIGURE_EXACT);
}

/* What stands in a cell stays; facts are filled in like figures. */
static void
test_filled_cells_stay (void)
{
  g_auto (World) world = world_new ();
  ZbReport *basic = add (&world, "201-1", "2024"), *cover = add (&world, "CZ-00", "2024-12");

  set (basic, "A.102.1", "厦门甲公司");
  set (basic, "A.101.1", UNIT);
  set (cover, "A.F01.1", "厦门乙公司");
  g_autoptr (GPtrArray) figures = zb_shared_figures_list (cover, world.index, find_cb, &world);
  g_assert_cmpstr (figure_for (figures, "A.F01.1")->text, ==, "厦门甲公司");
  g_assert_cmpuint (zb_report_fill_shared (cover, figures), ==, 1);
  int row = zb_report_find_row (cover, 0, "F01");
  g_assert_cmpstr (zb_report_cell (cover, 0, (guint)row, 0).text, ==, "厦门乙公司");
}

static void
test_conversions (void)
{
  ZbCellSpec thousand = {.measure = zb_measure_find ("CNY1000")},
             yuan = {.measure = zb_measure_find ("CNY"), .scale = 2},
             people = {.measure = zb_measure_find ("PERSON")};
  ZbDecimal value;

  g_assert_true (zb_cell_convert ((ZbDecimal){-7, 0}, &thousand, &yuan, &value));
  g_assert_cmpint (value.digits, ==, -700000);
  g_assert_cmpuint (value.scale, ==, 2);
  g_assert_false (zb_cell_convert ((ZbDecimal){1, 2}, &yuan, &thousand, &value));
  g_assert_true (zb_cell_convert_half_up ((ZbDecimal){49999, 2}, &yuan, &thousand, &value));
  g_assert_cmpint (value.digits, ==, 0);
  g_assert_true (zb_cell_convert_half_up ((ZbDecimal){-50000, 2}, &yuan, &thousand, &value));
  g_assert_cmpint (value.digits, ==, -1);
  g_assert_false (zb_cell_convert ((ZbDecimal){1, 0}, &people, &thousand, &value));
  g_assert_false (zb_cell_convert_half_up ((ZbDecimal){1, 0}, &people, &thousand, &value));
  g_assert_false (
      zb_cell_convert ((ZbDecimal){ZB_DECIMAL_MAX_DIGITS, 0}, &thousand, &yuan, &value));
  g_assert_cmpint (zb_cell_missing_digits (&thousand, &yuan), ==, 5);
  g_assert_cmpint (zb_cell_missing_digits (&yuan, &thousand), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/concept/rows-bring-the-concept-and-columns-the-span",
                   test_rows_bring_the_concept_and_columns_the_span);
  g_test_add_func ("/forms/concept/must-fit-their-cells", test_concepts_must_fit_their_cells);
  g_test_add_func ("/forms/concept/every-one-is-shared", test_every_concept_is_shared);
  g_test_add_func ("/forms/concept/spans-agree-at-the-same-end", test_spans_agree_at_the_same_end);
  g_test_add_func ("/forms/concept/conversions", test_conversions);
  g_test_add_func ("/forms/shared-figure/finer-ones-are-rounded", test_finer_figures_are_rounded);
  g_test_add_func ("/forms/shared-figure/coarse-ones-are-offered-only",
                   test_coarse_figures_are_offered_only);
  g_test_add_func ("/forms/shared-figure/filled-cells-stay", test_filled_cells_stay);
  return g_test_run ();
}
