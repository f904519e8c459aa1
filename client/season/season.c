/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/season.h"

#include "client/season/calendar.h"
#include "client/season/ledger.h"
#include "client/season/mistake.h"
#include "client/season/office.h"
#include "client/season/stop.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/report-writer.h"
#include "validators/check.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* Thousandths of an average month. */
static const gint64 seasons[12] = {940, 780,  1010, 1000, 1020, 1040,
                                   990, 1000, 1030, 1010, 1040, 1090};

/* The books begin two years earlier, for last year's columns and what they open with, and go on one
 * month, for forecasts. */
#define YEARS_BEFORE 2
/* Of the code list “status”. */
#define STATUS_CLOSED "4"

typedef struct {
  const ZbSeasonPlan *plan;
  const ZbSeasonModel *model;
  const ZbParameters *parameters;
  ZbCatalogue *catalogue;
  const ZbCodeList *products;
  const GArray *dues;
  const char *folder;
  char **lines;   /* of the register, by rank */
  char **ledgers; /* by rank */
  GMutex mutex;
  GError *failure; /* the first */
} Season;

/* One unit at work. */
typedef struct {
  Season *season;
  ZbSeasonDesk desk;
  ZbSeasonOffice *office;
  const ZbSeasonStop *stop;
  GString *ledger;
} Work;

/* Of each month, and of an average month of its year. */
static void
make_turnovers (const Season *s,
                const ZbSeasonUnit *unit,
                const ZbSeasonStop *stop,
                guint n_months,
                gint64 *turnovers,
                gint64 *levels)
{
  const char *code = zb_season_unit_get (unit, "uscc");
  gint64 trend = 1000;

  for (guint m = 0; m < n_months; m++) {
    gint64 noise = 980 + zb_season_chance (s->plan->seed, code, m, 1) % 41;

    if (m > 0 && m % 12 == 0)
      trend = trend * unit->growth / 1000;
    levels[m] = unit->scale * trend / 1000;
    turnovers[m] = levels[m] * seasons[m % 12] / 1000 * noise / 1000;
    if (m >= 12 * YEARS_BEFORE && zb_season_stop_covers (stop, m - 12 * YEARS_BEFORE))
      turnovers[m] = 0;
  }
}

/* Fills what the form's rules compute. */
static void
compute (const Work *work, const ZbSeasonDue *due, ZbReport *report)
{
  if (!due->edition->computes)
    return;
  g_autoptr (ZbCheck) check =
      zb_check_new (due->edition->ruleset, report, work->desk.context, ZB_CHECK_COMPUTE, FALSE);
  zb_check_run (check);
}

static void
note (Work *work, const ZbReport *report, const char *kind, const ZbSeasonMistake *mistake)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  ZbSeasonEntry entry = {(char *)zb_report_unit (report),
                         zb_report_form (report)->id,
                         (char *)zb_period_format (zb_report_period (report), period),
                         mistake != NULL && mistake->item != NULL ? mistake->item : (char *)"",
                         (char *)kind,
                         mistake != NULL && mistake->right != NULL ? mistake->right : (char *)"",
                         mistake != NULL && mistake->wrong != NULL ? mistake->wrong : (char *)""};

  zb_season_ledger_add (work->ledger, &entry);
}

static ZbReport *
make_report (Work *work, const ZbSeasonDue *due)
{
  ZbPackage *package = due->edition->package;
  ZbReport *report = zb_report_new (zb_package_form (package), zb_package_digest (package),
                                    zb_season_unit_get (work->desk.unit, "uscc"), due->period);

  zb_season_recipe_fill (due->edition->recipe, &work->desk, report);
  g_autoptr (ZbReport) nil = zb_season_nil_return (report);
  if (nil != NULL) {
    zb_report_unref (report);
    report = g_steal_pointer (&nil);
    note (work, report, ZB_SEASON_NIL_KIND, NULL);
  }
  compute (work, due, report);
  return report;
}

/* Without waiting for the disk: a season can be made again. */
static gboolean
write_file (const char *folder, const char *name, const char *text, gssize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  gsize n = length < 0 ? strlen (text) : (gsize)length;
  FILE *file = g_fopen (path, "wb");
  gboolean written = file != NULL && fwrite (text, 1, n, file) == n;

  written = file != NULL && fclose (file) == 0 && written;
  return written ||
         zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: %s", path, g_strerror (errno));
}

/* @again: FORM-CODE-2.xml beside what was sent first. */
static gboolean
write_report (const Season *s, const ZbReport *report, gboolean again, GError **error)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *name =
      g_strdup_printf ("%s/%s-%s%s.xml", zb_period_format (zb_report_period (report), period),
                       zb_report_form (report)->id, zb_report_unit (report), again ? "-2" : "");
  g_autoptr (GBytes) bytes = zb_report_write (report);

  return write_file (s->folder, name, g_bytes_get_data (bytes, NULL),
                     (gssize)g_bytes_get_size (bytes), error);
}

/* The correction names the message that it replaces, as if that one had been sent. */
static gboolean
write_again (const Work *work, const ZbReport *right, gboolean corrected, GError **error)
{
  g_autoptr (ZbReport) again = zb_report_copy (right);
  char id[37];

  if (corrected) {
    guint32 chance = zb_season_chance (work->season->plan->seed, zb_report_unit (right),
                                       zb_report_period (right).index, 11);

    g_snprintf (id, sizeof id, "%08x-%04x-4000-8000-%04x%08x", chance, chance >> 16,
                chance & 0xffff, ~chance);
    zb_report_set_kind (again, ZB_REPORT_CORRECTION);
    zb_report_set_replaces (again, id);
  }
  return write_report (work->season, again, TRUE, error);
}

static gboolean
send_wrong (Work *work, const ZbSeasonDue *due, ZbReport *right, guint32 chance, GError **error)
{
  g_autoptr (ZbReport) wrong = zb_report_copy (right);
  g_auto (ZbSeasonMistake) mistake = {.report = wrong, .chance = chance};
  ZbContext context = work->desk.context;
  ZbAvailability why;
  ZbPeriod before;

  if (zb_form_previous (zb_report_form (right), due->period, &before))
    mistake.before =
        context.interface->report (context.self, zb_report_form (right)->id, before, &why);
  if (!zb_season_mistake_make (&mistake))
    return write_report (work->season, right, FALSE, error);
  if (mistake.recompute)
    compute (work, due, wrong);
  note (work, right, mistake.kind, &mistake);
  return write_report (work->season, wrong, FALSE, error) &&
         (!mistake.twice || write_again (work, right, mistake.corrected, error));
}

/* Half of those that are late or missing are so with all that the enterprise owes that month. */
static guint32
fate_of (const Work *work, const ZbReport *report, const char *what)
{
  const ZbSeasonPlan *plan = work->season->plan;
  ZbPeriod period = zb_report_period (report);
  guint month = (guint)period.year * 12 + zb_period_month (period);
  guint32 all = zb_season_chance (plan->seed, zb_report_unit (report), month, 5) % 2000;

  return all < plan->missing + plan->late ? all : zb_season_chance (plan->seed, what, 0, 2) % 2000;
}

/* What becomes of a report that is right: a few are wrong, late or missing. */
static gboolean
hand_in (Work *work, const ZbSeasonDue *due, ZbReport *report, GError **error)
{
  const ZbSeasonPlan *plan = work->season->plan;
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *what = g_strconcat (zb_report_unit (report), zb_report_form (report)->id,
                                       zb_period_format (due->period, period), NULL);
  guint32 fate = fate_of (work, report, what);

  zb_season_office_add (work->office, report);
  if (fate < plan->missing) {
    note (work, report, ZB_SEASON_MISSING_KIND, NULL);
    return TRUE;
  }
  if (fate < plan->missing + plan->late)
    note (work, report, ZB_SEASON_LATE_KIND, NULL);
  else if (zb_season_chance (plan->seed, what, 0, 3) % 1000 < plan->wrong)
    return send_wrong (work, due, report, zb_season_chance (plan->seed, what, 0, 4), error);
  return write_report (work->season, report, FALSE, error);
}

/* Which month of the season the period ends with. */
static guint
month_of (const Work *work, ZbPeriod period)
{
  return (guint)(period.year - work->season->plan->year) * 12 + zb_period_month (period) - 1;
}

static gboolean
report_all (Work *work, GError **error)
{
  const GArray *dues = work->season->dues;

  for (guint i = 0; i < dues->len; i++) {
    const ZbSeasonDue *due = &g_array_index (dues, ZbSeasonDue, i);

    if (zb_season_stop_ends (work->stop, month_of (work, due->period)) ||
        !zb_season_recipe_owes (due->edition->recipe, work->desk.unit, due->period))
      continue;
    g_autoptr (ZbReport) report = make_report (work, due);
    if (!hand_in (work, due, report, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
run_unit (
    Season *s, const ZbSeasonUnit *unit, const ZbSeasonStop *stop, GString *ledger, GError **error)
{
  guint n_months = 12 * YEARS_BEFORE + s->plan->months + 1;
  g_autofree gint64 *turnovers = g_new0 (gint64, n_months);
  g_autofree gint64 *levels = g_new0 (gint64, n_months);

  make_turnovers (s, unit, stop, n_months, turnovers, levels);
  g_autoptr (ZbSeasonBooks) books = zb_season_books_new (
      s->model->economy, unit, s->plan->year - YEARS_BEFORE, n_months, turnovers, levels);
  g_autoptr (ZbSeasonOffice) office = zb_season_office_new (s->catalogue, unit, s->parameters);
  Work work = {.season = s,
               .desk = {unit, books, s->parameters, zb_season_office_context (office)},
               .office = office,
               .stop = stop,
               .ledger = ledger};

  return report_all (&work, error);
}

/* The register has it at the season's end, the ledger when it was. */
static void
enter_stop (const Season *s, ZbSeasonUnit *unit, const ZbSeasonStop *stop, GString *ledger)
{
  const ZbPeriod january = {ZB_PERIOD_MONTH, s->plan->year, 1};
  gboolean closes = zb_season_stop_ends (stop, s->plan->months - 1);
  char from[ZB_PERIOD_TEXT_SIZE], until[ZB_PERIOD_TEXT_SIZE] = "";

  if (stop->kind == NULL)
    return;
  zb_period_format (zb_period_add (january, (int)stop->first), from);
  if (closes)
    zb_season_unit_set (unit, "status", STATUS_CLOSED);
  else
    zb_period_format (zb_period_add (january, (int)(stop->first + stop->months)), until);
  const ZbSeasonEntry entry = {(char *)zb_season_unit_get (unit, "uscc"),
                               (char *)"",
                               from,
                               (char *)"",
                               (char *)stop->kind,
                               until,
                               (char *)""};
  zb_season_ledger_add (ledger, &entry);
}

static void
unit_cb (gpointer data, gpointer user_data)
{
  guint rank = GPOINTER_TO_UINT (data) - 1;
  Season *s = user_data;
  g_autoptr (ZbSeasonUnit) unit = zb_season_register_unit (s->model->register_, s->plan->seed, rank,
                                                           s->plan->enterprises, s->products);
  g_autoptr (GString) ledger = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const ZbSeasonStop stop =
      zb_season_stop_draw (unit, rank, s->plan->enterprises, s->plan->stopped, s->plan->months);

  enter_stop (s, unit, &stop, ledger);
  s->lines[rank] = zb_season_register_line (s->model->register_, unit);
  if (!run_unit (s, unit, &stop, ledger, &error)) {
    g_mutex_lock (&s->mutex);
    if (s->failure == NULL)
      s->failure = g_steal_pointer (&error);
    g_mutex_unlock (&s->mutex);
  }
  s->ledgers[rank] = g_string_free (g_steal_pointer (&ledger), FALSE);
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
  if (plan->wrong + plan->late + plan->missing > 1000)
    return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error,
                          "wrong, late and missing are %u of a thousand reports together",
                          plan->wrong + plan->late + plan->missing);
  if (plan->stopped > 1000)
    return zb_forms_fail (ZB_FORMS_ERROR_OUT_OF_RANGE, error,
                          "of a thousand enterprises 0 to 1000 stop, not %u", plan->stopped);
  if (g_file_test (register_path, G_FILE_TEST_EXISTS))
    return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: there is a season already", folder);
  return TRUE;
}

/* The folder of each period. */
static gboolean
make_folders (const Season *s, GError **error)
{
  for (guint i = 0; i < s->dues->len; i++) {
    char period[ZB_PERIOD_TEXT_SIZE];
    g_autofree char *path = g_build_filename (
        s->folder, zb_period_format (g_array_index (s->dues, ZbSeasonDue, i).period, period), NULL);

    if (g_mkdir_with_parents (path, 0755) != 0)
      return zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "%s: the folder cannot be made", path);
  }
  return TRUE;
}

static gboolean
run_units (Season *s, GError **error)
{
  guint threads = s->plan->threads != 0 ? s->plan->threads : g_get_num_processors ();
  GThreadPool *pool = g_thread_pool_new (unit_cb, s, (int)threads, TRUE, error);

  if (pool == NULL)
    return FALSE;
  for (guint rank = 0; rank < s->plan->enterprises; rank++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (rank + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  if (s->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&s->failure));
  else
    return TRUE;
  return FALSE;
}

static gboolean
write_tables (const Season *s, GError **error)
{
  g_autofree char *head = zb_season_register_head (s->model->register_);
  g_autofree char *lines = g_strjoinv ("", s->lines);
  g_autofree char *ledgers = g_strjoinv ("", s->ledgers);
  g_autofree char *register_ = g_strconcat (head, lines, NULL);
  g_autofree char *ledger = g_strconcat (ZB_SEASON_LEDGER_HEAD, ledgers, NULL);

  return write_file (s->folder, "ledger.csv", ledger, -1, error) &&
         write_file (s->folder, "register.csv", register_, -1, error);
}

gboolean
zb_season_make (const ZbSeasonPlan *plan,
                const ZbSeasonModel *model,
                ZbCatalogue *catalogue,
                const ZbParameters *parameters,
                const char *folder,
                GError **error)
{
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autoptr (ZbSeasonCalendar) calendar = NULL;
  Season s = {.plan = plan,
              .model = model,
              .parameters = parameters,
              .catalogue = catalogue,
              .products = zb_catalogue_code_list (catalogue, "products"),
              .folder = folder};
  gboolean done;

  if (s.products == NULL)
    return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no code list “products”");
  if (!check_plan (plan, folder, error))
    return FALSE;
  calendar = zb_season_calendar_new (model, rulebook, plan->year, plan->months, plan->forms, error);
  if (calendar == NULL)
    return FALSE;
  s.dues = zb_season_calendar_dues (calendar);
  s.lines = g_new0 (char *, plan->enterprises + 1);
  s.ledgers = g_new0 (char *, plan->enterprises + 1);
  g_mutex_init (&s.mutex);
  done = make_folders (&s, error) && run_units (&s, error) && write_tables (&s, error);
  g_mutex_clear (&s.mutex);
  g_strfreev (s.lines);
  g_strfreev (s.ledgers);
  return done;
}
