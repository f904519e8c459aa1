/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season.h"

#include "client/season-register.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/report-writer.h"
#include "validators/check.h"
#include "validators/memory-context.h"
#include "validators/rulebook.h"

#include <string.h>

/* Thousandths of an average month. */
static const gint64 season[12] = {940, 780,  1010, 1000, 1020, 1040,
                                  990, 1000, 1030, 1010, 1040, 1090};

typedef struct {
  const ZbSeasonPlan *plan;
  const ZbSeasonModel *model;
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  const char *folder;
  GString *ledger;
  guint n_planted; /* so far: kinds go by turns */
} Season;

/* One unit at work. */
typedef struct {
  const ZbSeasonUnit *unit;
  ZbSeasonBooks *books;
  ZbMemoryContext *context; /* what it has reported so far */
} Office;

static gint64 *
make_outputs (const Season *s, const ZbSeasonUnit *unit, guint n_months)
{
  gint64 *outputs = g_new0 (gint64, n_months);
  const char *code = zb_season_unit_get (unit, "uscc");
  gint64 trend = 1000;

  for (guint m = 0; m < n_months; m++) {
    gint64 noise = 980 + zb_season_chance (s->plan->seed, code, m, 1) % 41;

    if (m > 0 && m % 12 == 0)
      trend = trend * unit->growth / 1000;
    outputs[m] = unit->scale * season[m % 12] / 1000 * trend / 1000 * noise / 1000;
  }
  return outputs;
}

static ZbReport *
make_report (
    const Season *s, const Office *office, ZbPackage *package, ZbPeriod period, GError **error)
{
  ZbRuleset *ruleset = zb_rulebook_get (s->rulebook, package, error);
  g_autoptr (ZbReport) report =
      zb_report_new (zb_package_form (package), zb_package_digest (package),
                     zb_season_unit_get (office->unit, "uscc"), period);

  if (ruleset == NULL ||
      !zb_season_books_fill (office->books, report, office->unit->attributes, error))
    return NULL;
  g_autoptr (ZbCheck) check = zb_check_new (
      ruleset, report, zb_memory_context_get (office->context), ZB_CHECK_COMPUTE, FALSE);
  zb_check_run (check);
  return g_steal_pointer (&report);
}

/* Figures that someone typed: number cells with at least two digits, not computed. */
static gboolean
find_typed (const ZbReport *report, guint32 chance, guint *ret_row, guint *ret_column)
{
  const ZbSection *section = &zb_report_form (report)->sections[0];
  guint n = zb_report_n_rows (report, 0) * section->n_columns;

  for (guint i = 0; i < n; i++) {
    guint at = (chance + i) % n;
    ZbCellSpec spec;
    ZbCell cell = zb_report_cell (report, 0, at / section->n_columns, at % section->n_columns);

    if (cell.state != ZB_STATE_VALUE || cell.number < 100 ||
        !zb_report_cell_spec (report, 0, at / section->n_columns, at % section->n_columns, &spec) ||
        spec.type != ZB_CELL_NUMBER || (spec.flags & ZB_CELL_COMPUTED) || spec.prefill != NULL)
      continue;
    *ret_row = at / section->n_columns;
    *ret_column = at % section->n_columns;
    return TRUE;
  }
  return FALSE;
}

/* The slips of accountants: each makes another figure of one. */
static gint64
slip_unit (gint64 number)
{
  return number * 10;
}

static gint64
slip_sign (gint64 number)
{
  return -number;
}

/* The first two digits that differ change places. */
static gint64
slip_digits (gint64 number)
{
  for (gint64 power = 1; power * 10 <= number; power *= 10) {
    gint64 low = number / power % 10, high = number / (power * 10) % 10;

    if (low != high)
      return number + (high - low) * power + (low - high) * power * 10;
  }
  return number + 1;
}

static gint64
slip_typo (gint64 number)
{
  return number + 9;
}

static const struct {
  const char *kind;
  gint64 (*slip) (gint64 number);
} slips[] = {{"unit-slip", slip_unit},
             {"sign", slip_sign},
             {"digit-swap", slip_digits},
             {"typo", slip_typo}};

static void
note (const Season *s,
      const ZbReport *report,
      const char *item,
      const char *kind,
      const char *right,
      const char *wrong)
{
  char period[ZB_PERIOD_TEXT_SIZE];

  g_string_append_printf (
      s->ledger, "%s,%s,%s,%s,%s,%s,%s\n", zb_report_unit (report), zb_report_form (report)->id,
      zb_period_format (zb_report_period (report), period), item, kind, right, wrong);
}

/* Puts one wrong figure into the report. */
static void
plant (Season *s, ZbReport *report, guint32 chance)
{
  guint row, column, kind = s->n_planted % G_N_ELEMENTS (slips);
  g_autofree char *item = NULL, *right = NULL, *wrong = NULL;
  ZbDecimal value;

  if (!find_typed (report, chance, &row, &column))
    return;
  zb_report_decimal (report, 0, row, column, &value);
  right = zb_decimal_to_string (value);
  value.digits = slips[kind].slip (value.digits);
  wrong = zb_decimal_to_string (value);
  zb_report_set_number (report, 0, row, column, value.digits);
  item = zb_form_item_id (zb_report_form (report), 0, zb_report_row_key (report, 0, row), column);
  note (s, report, item, slips[kind].kind, right, wrong);
  s->n_planted++;
}

static gboolean
write_file (const char *folder, const char *name, const char *text, gssize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_NONE, 0644, error);
}

static gboolean
write_report (const Season *s, const ZbReport *report, GError **error)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *folder =
      g_build_filename (s->folder, zb_period_format (zb_report_period (report), period), NULL);
  g_autofree char *name =
      g_strdup_printf ("%s-%s.xml", zb_report_form (report)->id, zb_report_unit (report));
  g_autoptr (GBytes) bytes = zb_report_write (report);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: the folder cannot be made", folder);
  return write_file (folder, name, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                     error);
}

/* What becomes of a report that is right: a few are wrong, late or missing. */
static gboolean
hand_in (Season *s, const Office *office, ZbReport *report, GError **error)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *what = g_strconcat (zb_report_unit (report), zb_report_form (report)->id,
                                       zb_period_format (zb_report_period (report), period), NULL);
  guint32 fate = zb_season_chance (s->plan->seed, what, 0, 2) % 1000;
  g_autoptr (ZbReport) sent = zb_report_copy (report);

  zb_memory_context_add_report (office->context, report);
  if (fate < ZB_SEASON_MISSING) {
    note (s, report, "", "missing", "", "");
    return TRUE;
  }
  if (fate < ZB_SEASON_MISSING + ZB_SEASON_LATE)
    note (s, report, "", "late", "", "");
  else if (fate < ZB_SEASON_MISSING + ZB_SEASON_LATE + ZB_SEASON_WRONG)
    plant (s, sent, zb_season_chance (s->plan->seed, what, 0, 3));
  return write_report (s, sent, error);
}

/* Reports of @form whose period ends with the month. */
static gboolean
report_form (Season *s, const Office *office, const char *form, ZbPeriod month, GError **error)
{
  GError *none = NULL;
  ZbPackage *package = zb_catalogue_find (s->catalogue, form, month, &none);
  ZbPeriod period = month;

  /* Of another kind of period: its own of that kind. */
  for (guint kind = 0; package == NULL && kind <= ZB_PERIOD_MONTH; kind++) {
    g_clear_error (&none);
    period = zb_period_to_kind (month, (ZbPeriodKind)kind);
    package = zb_catalogue_find (s->catalogue, form, period, &none);
  }
  if (package == NULL) {
    g_propagate_error (error, none);
    return FALSE;
  }
  g_clear_error (&none);
  GDate end = zb_period_last_day (period), month_end = zb_period_last_day (month);
  if (g_date_compare (&end, &month_end) != 0 ||
      !zb_form_collects (zb_package_form (package), period))
    return TRUE;
  g_autoptr (ZbReport) report = make_report (s, office, package, period, error);
  return report != NULL && hand_in (s, office, report, error);
}

static gboolean
report_all (Season *s, const Office *office, GError **error)
{
  const GPtrArray *forms = zb_season_model_forms (s->model);

  for (guint m = 0; m < s->plan->months; m++) {
    ZbPeriod month = {ZB_PERIOD_MONTH, s->plan->year + (int)(m / 12), m % 12 + 1};

    for (guint i = 0; i < forms->len; i++)
      if (zb_season_model_owes (s->model, forms->pdata[i], office->unit->attributes) &&
          !report_form (s, office, forms->pdata[i], month, error))
        return FALSE;
  }
  return TRUE;
}

static gboolean
run_unit (Season *s, const ZbSeasonUnit *unit, GError **error)
{
  /* The books begin a year earlier, for last year's columns. */
  guint n_months = 12 + (s->plan->months + 11) / 12 * 12;
  g_autofree gint64 *outputs = make_outputs (s, unit, n_months);
  g_autoptr (ZbSeasonBooks) books =
      zb_season_books_new (s->model, s->plan->year - 1, n_months, outputs, unit->scale);
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (s->catalogue);
  Office office = {unit, books, context};
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, unit->attributes);
  while (g_hash_table_iter_next (&iter, &name, &value))
    zb_memory_context_set_attribute (context, name, value);
  return report_all (s, &office, error);
}

static gboolean
check_plan (const ZbSeasonPlan *plan, const char *folder, GError **error)
{
  g_autofree char *register_path = g_build_filename (folder, "register.csv", NULL);

  if (plan->enterprises < 1 || plan->enterprises > ZB_SEASON_MAX_ENTERPRISES)
    return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error,
                          "a season has 1 to %d enterprises, not %u", ZB_SEASON_MAX_ENTERPRISES,
                          plan->enterprises);
  if (plan->months < 1 || plan->months > ZB_SEASON_MAX_MONTHS)
    return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error, "a season has 1 to %d months, not %u",
                          ZB_SEASON_MAX_MONTHS, plan->months);
  if (g_file_test (register_path, G_FILE_TEST_EXISTS))
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: there is a season already", folder);
  if (g_mkdir_with_parents (folder, 0755) != 0)
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: the folder cannot be made", folder);
  return TRUE;
}

gboolean
zb_season_make (const ZbSeasonPlan *plan,
                const ZbSeasonModel *model,
                ZbCatalogue *catalogue,
                const char *folder,
                GError **error)
{
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autoptr (GString) ledger = g_string_new ("unit,form,period,item,kind,right,wrong\n");
  g_autoptr (GString) lines = NULL;
  g_autofree char *head = zb_season_register_head ();
  const ZbCodeList *products = zb_catalogue_code_list (catalogue, "products");
  Season s = {plan, model, catalogue, rulebook, folder, ledger, 0};
  gboolean done = TRUE;

  if (products == NULL)
    return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no code list “products”");
  if (!check_plan (plan, folder, error))
    return FALSE;
  lines = g_string_new (head);
  for (guint rank = 0; done && rank < plan->enterprises; rank++) {
    ZbSeasonUnit *unit = zb_season_unit_new (plan->seed, rank, plan->enterprises, products);
    g_autofree char *line = zb_season_unit_line (unit);

    g_string_append (lines, line);
    done = run_unit (&s, unit, error);
    zb_season_unit_free (unit);
  }
  return done && write_file (folder, "ledger.csv", ledger->str, (gssize)ledger->len, error) &&
         write_file (folder, "register.csv", lines->str, (gssize)lines->len, error);
}
