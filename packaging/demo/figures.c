/* SPDX-License-Identifier: Apache-2.0 */
#include "packaging/demo/figures.h"

#include "forms/form-lookup.h"

#include <string.h>

#define SECOND_CLASS "3913"
#define PAY 7500 /* yuan a worker and month */

/* Thousandths of an average month. */
static const gint64 season[12] = {940, 780,  1010, 1000, 1020, 1040,
                                  990, 1000, 1030, 1010, 1040, 1090};

static guint32
hash_of (const char *text, guint year, guint month)
{
  guint32 hash = 2166136261u ^ (year * 131u + month);

  for (; *text; text++)
    hash = (hash ^ (guchar)*text) * 16777619u;
  hash ^= hash >> 15;
  return hash * 2246822519u;
}

/* Monthly output in thousand yuan of an average month. */
static gint64
base_of (const ZbFigures *figures)
{
  static const gint64 bases[] = {42000, 9000, 2000, 300};
  guint size = CLAMP (figures->size, 1, 4) - 1;

  return bases[size] + (gint64)(hash_of (figures->unit, 0, 0) % 1000) * bases[size] / 1500;
}

static gint64
output_of_month (const ZbFigures *figures, guint year, guint month, gboolean surge)
{
  gint64 trend = 1000 + 50 * ((gint64)year - 2023);
  gint64 noise = 985 + (gint64)(hash_of (figures->unit, year, month) % 31);
  gint64 output = base_of (figures) * season[month - 1] / 1000 * trend / 1000 * noise / 1000;

  return surge && year == 2024 && month == 6 ? output * 8 / 5 : output;
}

/* What a row makes of a month's output; every part is a fixed share, so that parts stay below their
 * whole. */
typedef gint64 (*Share) (gint64 output, gpointer data);

static gint64
sum_months (const ZbFigures *figures,
            guint year,
            guint from,
            guint to,
            gboolean surge,
            Share share,
            gpointer data)
{
  gint64 sum = 0;

  for (guint month = from; month <= to; month++)
    sum += share (output_of_month (figures, year, month, surge), data);
  return sum;
}

typedef struct {
  gint64 times, divided; /* exact rational share, rounded down */
  gboolean rest;         /* what the share leaves of the whole */
} Part;

static gint64
part_of (gint64 output, gpointer data)
{
  const Part *part = data;
  gint64 taken = output * part->times / part->divided;

  return part->rest ? output - taken : taken;
}

/* Columns 1–4 of an output row: month, year to date, and both of last year. */
static void
fill_output_row (
    const ZbFigures *figures, ZbReport *report, guint section, guint row, Part part, gboolean surge)
{
  ZbPeriod period = zb_report_period (report);
  guint year = (guint)period.year, month = zb_period_month (period);

  if (month > 2) {
    zb_report_set_number (report, section, row, 0,
                          sum_months (figures, year, month, month, surge, part_of, &part));
    zb_report_set_number (report, section, row, 2,
                          sum_months (figures, year - 1, month, month, surge, part_of, &part));
  }
  zb_report_set_number (report, section, row, 1,
                        sum_months (figures, year, 1, month, surge, part_of, &part));
  zb_report_set_number (report, section, row, 3,
                        sum_months (figures, year - 1, 1, month, surge, part_of, &part));
}

static void
fill_classes (const ZbFigures *figures, ZbReport *report, guint section, gboolean surge)
{
  Part most = {figures->second_class ? 76 : 100, 100, FALSE};
  Part rest = {76, 100, TRUE};

  zb_report_add_row (report, section, figures->industry, NULL);
  if (figures->second_class)
    zb_report_add_row (report, section, SECOND_CLASS, NULL);
  fill_output_row (figures, report, section,
                   (guint)zb_report_find_row (report, section, figures->industry), most, surge);
  if (figures->second_class)
    fill_output_row (figures, report, section,
                     (guint)zb_report_find_row (report, section, SECOND_CLASS), rest, surge);
}

/* Every product of the list that belongs to a class the unit works in. */
static void
fill_products (const ZbFigures *figures, ZbReport *report, guint section, gboolean surge)
{
  const ZbCodeList *list = zb_report_form (report)->sections[section].keys;

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    const char *class = zb_code_list_attribute (list, code, "class");
    gboolean makes = class && (strcmp (class, figures->industry) == 0 ||
                               (figures->second_class && strcmp (class, SECOND_CLASS) == 0));
    Part part = {code->parent ? 2 : 5, 20, FALSE};

    if (makes && zb_report_add_row (report, section, code->code, NULL) >= 0)
      fill_output_row (figures, report, section,
                       (guint)zb_report_find_row (report, section, code->code), part, surge);
  }
}

static void
fill_output (const ZbFigures *figures, ZbReport *report, gboolean surge)
{
  static const struct {
    const char *row;
    Part part;
  } rows[] = {
      {"01", {1, 1, FALSE}},    {"02", {15, 100, FALSE}},  {"03", {98, 100, FALSE}},
      {"04", {31, 100, FALSE}}, {"05", {100, 280, FALSE}}, /* in hundredths of 10,000 kWh */
  };
  const ZbForm *form = zb_report_form (report);
  int a = zb_form_find_section (form, "A"), b = zb_form_find_section (form, "B"),
      c = zb_form_find_section (form, "C");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    fill_output_row (figures, report, (guint)a,
                     (guint)zb_section_find_row (&form->sections[a], rows[i].row), rows[i].part,
                     surge);
  fill_classes (figures, report, (guint)b, surge);
  fill_products (figures, report, (guint)c, surge);
}

/* A flow of the financial form, in hundred-thousandths of revenue. */
typedef struct {
  const char *row;
  gint64 share;
} Flow;

static const Flow flows[] = {
    {"301", 100000}, {"302", 97000}, {"307", 80000}, {"308", 78000}, {"309", 600}, {"312", 2000},
    {"313", 4000},   {"331", 3000},  {"317", 550},   {"318", 100},   {"319", 600}, {"322", 200},
    {"334", 0},      {"321", 0},     {"333", -100},  {"320", -80},   {"329", 0},   {"330", 300},
    {"325", 100},    {"326", 50},    {"401", 11000}, {"402", 2000},
};

/* A stock, in hundredths of total assets. */
static const Flow stocks[] = {{"213", 100}, {"201", 60}, {"202", 20},
                              {"205", 15},  {"206", 6},  {"217", 45}};

static void
put (ZbReport *report, const char *code, guint column, gint64 number)
{
  int row = zb_section_find_row (&zb_report_form (report)->sections[0], code);
  ZbCellSpec spec;

  if (row >= 0 && zb_report_cell_spec (report, 0, (guint)row, column, &spec) &&
      !(spec.flags & ZB_CELL_COMPUTED))
    zb_report_set_number (report, 0, (guint)row, column, number);
}

static gint64
flow (gint64 revenue, const char *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    if (strcmp (flows[i].row, code) == 0)
      return revenue * flows[i].share / 100000;
  return 0;
}

static void
fill_profit (ZbReport *report, guint column, gint64 revenue)
{
  static const char *const costs[] = {"307", "309", "312", "313", "331", "317"};
  static const char *const gains[] = {"330", "322", "334", "321", "333", "320", "329"};
  gint64 operating = revenue;

  for (guint i = 0; i < G_N_ELEMENTS (costs); i++)
    operating -= flow (revenue, costs[i]);
  for (guint i = 0; i < G_N_ELEMENTS (gains); i++)
    operating += flow (revenue, gains[i]);
  gint64 total = operating + flow (revenue, "325") - flow (revenue, "326");
  put (report, "323", column, operating);
  put (report, "327", column, total);
  put (report, "328", column, MAX (total, 0) * 15 / 100);
}

static void
fill_stocks (const ZbFigures *figures, ZbReport *report, guint column, guint year, guint month)
{
  gint64 assets = base_of (figures) * 14 + output_of_month (figures, year, month, FALSE);
  gint64 workers = MAX (base_of (figures) * 1000 * 11 / 100 / PAY, 1);

  for (guint i = 0; i < G_N_ELEMENTS (stocks); i++)
    put (report, stocks[i].row, column, assets * stocks[i].share / 100);
  put (report, "218", column, assets - assets * 45 / 100);
  put (report, "601", column, workers);
  put (report, "602", column, MAX (workers * 99 / 100, 1));
}

static void
fill_finance (const ZbFigures *figures, ZbReport *report, gboolean surge)
{
  ZbPeriod period = zb_report_period (report);
  Part sales = {98, 100, FALSE};

  for (guint column = 0; column < 2; column++) {
    guint year = (guint)period.year - column, month = zb_period_month (period);
    gint64 revenue = sum_months (figures, year, 1, month, surge, part_of, &sales);

    for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
      put (report, flows[i].row, column, revenue * flows[i].share / 100000);
    fill_profit (report, column, revenue);
    fill_stocks (figures, report, column, year, month);
  }
}

static void
fill_fields (ZbReport *report)
{
  static const struct {
    const char *id, *text;
  } fields[] = {
      {"in-production", "1"},           {"start-month", "200608"}, {"head-of-unit", "林晓燕"},
      {"head-of-statistics", "郑雪梅"}, {"preparer", "苏美珍"},    {"phone", "0592-0000001"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    int field = zb_form_find_field (zb_report_form (report), fields[i].id);
    if (field >= 0)
      zb_report_set_field (report, (guint)field, fields[i].text, NULL);
  }
}

void
zb_figures_fill (const ZbFigures *figures, ZbReport *report, gboolean surge)
{
  fill_fields (report);
  if (zb_form_find_section (zb_report_form (report), "B") >= 0)
    fill_output (figures, report, surge);
  else
    fill_finance (figures, report, surge);
}
