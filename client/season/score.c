/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/score.h"

#include "client/season/office.h"
#include "client/season/stop.h"
#include "client/season/table.h"
#include "forms/report-reader.h"
#include "validators/check.h"
#include "validators/rulebook.h"

#include <string.h>

typedef struct {
  ZbSeasonScore *score;
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  const ZbParameters *parameters;
  const char *folder;
  char **heads;      /* of the register */
  GHashTable *units; /* code → ZbSeasonUnit */
  GHashTable *files; /* code → GPtrArray of paths, sorted */
  GHashTable *ledger;
  GHashTable *alarms; /* rule → ZbSeasonAlarm */
} Scoring;

/* One enterprise being judged. */
typedef struct {
  Scoring *scoring;
  ZbSeasonOffice *office;
  GPtrArray *reports;
  const GPtrArray *entries; /* (nullable) of the ledger */
  gint8 *levels;            /* of each entry: the hardest severity that found it, or -1 */
} Case;

static gboolean
read_head_or_unit (const char *const *fields, gpointer data, G_GNUC_UNUSED GError **error)
{
  Scoring *s = data;
  ZbSeasonUnit *unit = zb_season_unit_new (0, 0);

  for (guint i = 0; s->heads[i] != NULL; i++)
    zb_season_unit_set (unit, s->heads[i], fields[i]);
  g_hash_table_insert (s->units, g_strdup (fields[0]), unit);
  return TRUE;
}

static gboolean
read_register (Scoring *s, GError **error)
{
  g_autofree char *path = g_build_filename (s->folder, "register.csv", NULL);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  text[strcspn (text, "\n")] = '\0';
  s->heads = g_strsplit (text, ",", -1);
  return zb_season_table_read (path, g_strv_length (s->heads), read_head_or_unit, s, error);
}

/* "FORM-CODE.xml" or "FORM-CODE-2.xml" goes to its enterprise. */
static void
sort_file (Scoring *s, const char *folder, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "-", -1);
  GPtrArray *files = NULL;

  for (guint i = 0; parts[i] != NULL && files == NULL; i++) {
    parts[i][strcspn (parts[i], ".")] = '\0';
    if (!g_hash_table_contains (s->units, parts[i]))
      continue;
    files = g_hash_table_lookup (s->files, parts[i]);
    if (files == NULL) {
      files = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (s->files, g_strdup (parts[i]), files);
    }
  }
  if (files != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
}

static gboolean
list_files (Scoring *s, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (s->folder, 0, error);
  const char *period, *name;

  if (dir == NULL)
    return FALSE;
  while ((period = g_dir_read_name (dir)) != NULL) {
    g_autofree char *folder = g_build_filename (s->folder, period, NULL);
    g_autoptr (GDir) inner = g_dir_open (folder, 0, NULL);

    while (inner != NULL && (name = g_dir_read_name (inner)) != NULL)
      sort_file (s, folder, name);
  }
  return TRUE;
}

static gboolean
is_error (const ZbSeasonEntry *entry)
{
  static const char *const right[] = {ZB_SEASON_LATE_KIND,   ZB_SEASON_MISSING_KIND,
                                      ZB_SEASON_NIL_KIND,    ZB_SEASON_SUSPENDED_KIND,
                                      ZB_SEASON_CLOSED_KIND, NULL};

  return !g_strv_contains (right, entry->kind);
}

/* Months since year 0. */
static gint
month_of (ZbPeriod period)
{
  return period.year * 12 + (gint)zb_period_month (period);
}

/* Whether a pause of the enterprise is what a rule may wonder about in a report of @period: it
 * stood still, or did so in what the report is held against, or foresees to do so next month. */
static gboolean
is_about_pause (const Case *unit, ZbPeriod period)
{
  for (guint i = 0; unit->entries != NULL && i < unit->entries->len; i++) {
    const ZbSeasonEntry *entry = unit->entries->pdata[i];
    ZbPeriod from, until;

    if (strcmp (entry->kind, ZB_SEASON_SUSPENDED_KIND) != 0 ||
        !zb_period_parse (entry->period, &from, NULL) ||
        !zb_period_parse (entry->right, &until, NULL))
      continue;
    if (month_of (period) >= month_of (from) - 1 && month_of (period) <= month_of (until) + 12)
      return TRUE;
  }
  return FALSE;
}

static gboolean
names_report (const ZbSeasonEntry *entry, const char *form, const char *period)
{
  return strcmp (entry->form, form) == 0 && strcmp (entry->period, period) == 0;
}

/* "FORM-CODE.xml" before "FORM-CODE-2.xml". */
static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const char *first = *(const char *const *)a, *second = *(const char *const *)b;
  gsize length = MIN (strlen (first), strlen (second)) - strlen (".xml");
  int order = strncmp (first, second, length);

  return order != 0 ? order : (int)strlen (first) - (int)strlen (second);
}

/* A report that came twice, byte by byte, is found without any rule. */
static void
find_duplicate (Case *unit, const ZbReport *report, const char *bytes, const char *last)
{
  char period[ZB_PERIOD_TEXT_SIZE];

  if (g_strcmp0 (bytes, last) != 0)
    return;
  zb_period_format (zb_report_period (report), period);
  for (guint i = 0; unit->entries != NULL && i < unit->entries->len; i++)
    if (is_error (unit->entries->pdata[i]) &&
        names_report (unit->entries->pdata[i], zb_report_form (report)->id, period))
      unit->levels[i] = ZB_SEVERITY_HARD;
}

static gboolean
read_reports (Case *unit, GPtrArray *files, GError **error)
{
  g_autofree char *last = NULL;

  g_ptr_array_sort (files, compare_paths);
  for (guint i = 0; i < files->len; i++) {
    g_autofree char *bytes = NULL;
    gsize length;
    ZbReport *report;

    if (!g_file_get_contents (files->pdata[i], &bytes, &length, error))
      return FALSE;
    report = zb_report_read (files->pdata[i], bytes, length, unit->scoring->catalogue, error);
    if (report == NULL)
      return FALSE;
    g_ptr_array_add (unit->reports, report);
    zb_season_office_add (unit->office, report);
    find_duplicate (unit, report, bytes, last);
    g_free (last);
    last = g_steal_pointer (&bytes);
  }
  return TRUE;
}

/* Whether the finding, on a report of @form and @period, has to do with the entry; @ret_names: with
 * the very cell, or the very report. */
static gboolean
touches (const ZbSeasonEntry *entry,
         const ZbFinding *finding,
         const char *form,
         const char *period,
         gboolean *ret_names)
{
  const ZbFindingFigures *figures = zb_finding_figures (finding);
  gboolean beside = FALSE;

  *ret_names = names_report (entry, form, period);
  for (guint i = 0; figures != NULL && !*ret_names && i < figures->operands->len; i++) {
    const ZbOperand *operand = figures->operands->pdata[i];
    g_autofree char *item =
        g_strdup_printf ("%s.%s.%s", operand->section, operand->row, operand->column);

    if (operand->period == NULL || !names_report (entry, operand->form, operand->period))
      continue;
    beside = TRUE;
    *ret_names = *entry->item == '\0' || strcmp (entry->item, item) == 0;
  }
  return beside || *ret_names;
}

static ZbSeasonAlarm *
find_alarm (Scoring *s, const ZbFinding *finding)
{
  ZbSeasonAlarm *alarm = g_hash_table_lookup (s->alarms, finding->rule);

  if (alarm == NULL) {
    alarm = g_new0 (ZbSeasonAlarm, 1);
    alarm->rule = g_strdup (finding->rule);
    alarm->severity = finding->severity;
    g_hash_table_insert (s->alarms, alarm->rule, alarm);
    g_ptr_array_add (s->score->alarms, alarm);
  }
  return alarm;
}

/* Whether the rules look at a report beside this one that has an error: a condition of theirs may
 * hold by it without naming its cells. */
static gboolean
stands_beside (const Case *unit, ZbRuleset *ruleset, ZbPeriod period)
{
  g_autoptr (GArray) needs = zb_ruleset_needs (ruleset, period);
  char text[ZB_PERIOD_TEXT_SIZE];

  for (guint n = 0; n < needs->len; n++) {
    const ZbNeed *need = &g_array_index (needs, ZbNeed, n);

    zb_period_format (need->period, text);
    for (guint i = 0; unit->entries != NULL && i < unit->entries->len; i++)
      if (is_error (unit->entries->pdata[i]) &&
          names_report (unit->entries->pdata[i], need->form, text))
        return TRUE;
  }
  return FALSE;
}

typedef enum { FORESEEN, BY_PAUSE, ALARM } Reason;

/* ALARM if nothing planted has to do with it, and no pause. */
static Reason
judge_finding (Case *unit, const ZbReport *report, const ZbFinding *finding, gboolean beside)
{
  const char *form = zb_report_form (report)->id;
  char period[ZB_PERIOD_TEXT_SIZE];
  gboolean touched = beside;

  zb_period_format (zb_report_period (report), period);
  for (guint i = 0; unit->entries != NULL && i < unit->entries->len; i++) {
    const ZbSeasonEntry *entry = unit->entries->pdata[i];
    gboolean names;

    if (!touches (entry, finding, form, period, &names))
      continue;
    touched |= is_error (entry);
    if (names)
      unit->levels[i] = MAX (unit->levels[i], (gint8)finding->severity);
  }
  if (touched)
    return FORESEEN;
  if (finding->severity != ZB_SEVERITY_HARD && is_about_pause (unit, zb_report_period (report)))
    return BY_PAUSE;
  ZbSeasonAlarm *alarm = find_alarm (unit->scoring, finding);
  if (alarm->n++ == 0)
    alarm->example =
        g_strdup_printf ("%s %s: %s", zb_report_unit (report), period, finding->instance);
  return ALARM;
}

static gboolean
judge_report (Case *unit, ZbReport *report, GError **error)
{
  Scoring *s = unit->scoring;
  ZbPackage *package = zb_catalogue_find_digest (s->catalogue, zb_report_package (report));
  ZbRuleset *ruleset = zb_rulebook_get (s->rulebook, package, error);
  int hardest = -1;
  gboolean of_pause = FALSE;

  if (ruleset == NULL)
    return FALSE;
  g_autoptr (ZbCheck) check = zb_check_new (
      ruleset, report, zb_season_office_context (unit->office), ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  const GPtrArray *findings = zb_check_findings (check);
  gboolean beside = findings->len > 0 && stands_beside (unit, ruleset, zb_report_period (report));
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];

    Reason reason = judge_finding (unit, report, finding, beside);
    of_pause |= reason == BY_PAUSE && finding->severity != ZB_SEVERITY_INFO;
    if (reason == ALARM)
      hardest = MAX (hardest, (int)finding->severity);
  }
  s->score->asked_of_pause += of_pause;
  s->score->reports++;
  s->score->stopped += hardest == ZB_SEVERITY_HARD;
  s->score->asked += hardest == ZB_SEVERITY_SOFT || hardest == ZB_SEVERITY_QUASI;
  return TRUE;
}

static ZbSeasonKindScore *
find_kind (ZbSeasonScore *score, const char *kind)
{
  ZbSeasonKindScore *found;

  for (guint i = 0; i < score->kinds->len; i++) {
    found = score->kinds->pdata[i];
    if (strcmp (found->kind, kind) == 0)
      return found;
  }
  found = g_new0 (ZbSeasonKindScore, 1);
  found->kind = g_intern_string (kind);
  g_ptr_array_add (score->kinds, found);
  return found;
}

static void
count_entries (const Case *unit)
{
  ZbSeasonScore *score = unit->scoring->score;

  for (guint i = 0; unit->entries != NULL && i < unit->entries->len; i++) {
    const ZbSeasonEntry *entry = unit->entries->pdata[i];

    if (!is_error (entry)) {
      score->late += strcmp (entry->kind, ZB_SEASON_LATE_KIND) == 0;
      score->missing += strcmp (entry->kind, ZB_SEASON_MISSING_KIND) == 0;
      score->nil += strcmp (entry->kind, ZB_SEASON_NIL_KIND) == 0;
      score->suspended += strcmp (entry->kind, ZB_SEASON_SUSPENDED_KIND) == 0;
      score->closed += strcmp (entry->kind, ZB_SEASON_CLOSED_KIND) == 0;
      continue;
    }
    ZbSeasonKindScore *kind = find_kind (score, entry->kind);
    kind->planted++;
    kind->stopped += unit->levels[i] == ZB_SEVERITY_HARD;
    kind->asked += unit->levels[i] == ZB_SEVERITY_SOFT || unit->levels[i] == ZB_SEVERITY_QUASI;
    kind->told += unit->levels[i] == ZB_SEVERITY_INFO;
  }
}

static gboolean
judge_unit (Scoring *s, const char *code, GPtrArray *files, GError **error)
{
  const ZbSeasonUnit *attributes = g_hash_table_lookup (s->units, code);
  g_autoptr (ZbSeasonOffice) office =
      zb_season_office_new (s->catalogue, attributes, s->parameters);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  const GPtrArray *entries = g_hash_table_lookup (s->ledger, code);
  g_autofree gint8 *levels = g_new (gint8, entries != NULL ? entries->len + 1 : 1);
  Case unit = {s, office, reports, entries, levels};

  memset (levels, -1, entries != NULL ? entries->len + 1 : 1);
  if (!read_reports (&unit, files, error))
    return FALSE;
  for (guint i = 0; i < reports->len; i++)
    if (!judge_report (&unit, reports->pdata[i], error))
      return FALSE;
  count_entries (&unit);
  return TRUE;
}

static int
compare_alarms (gconstpointer a, gconstpointer b)
{
  const ZbSeasonAlarm *first = *(ZbSeasonAlarm *const *)a, *second = *(ZbSeasonAlarm *const *)b;

  if (first->severity != second->severity)
    return first->severity > second->severity ? -1 : 1;
  return first->n != second->n ? (first->n > second->n ? -1 : 1)
                               : strcmp (first->rule, second->rule);
}

static int
compare_kinds (gconstpointer a, gconstpointer b)
{
  const ZbSeasonKindScore *first = *(ZbSeasonKindScore *const *)a,
                          *second = *(ZbSeasonKindScore *const *)b;

  return strcmp (first->kind, second->kind);
}

static gboolean
judge_all (Scoring *s, GError **error)
{
  g_autoptr (GList) codes = g_list_sort (g_hash_table_get_keys (s->files), (GCompareFunc)strcmp);

  for (GList *at = codes; at != NULL; at = at->next)
    if (!judge_unit (s, at->data, g_hash_table_lookup (s->files, at->data), error))
      return FALSE;
  g_ptr_array_sort (s->score->alarms, compare_alarms);
  g_ptr_array_sort (s->score->kinds, compare_kinds);
  return TRUE;
}

static void
alarm_free (gpointer data)
{
  ZbSeasonAlarm *alarm = data;

  g_free (alarm->rule);
  g_free (alarm->example);
  g_free (alarm);
}

void
zb_season_score_free (ZbSeasonScore *score)
{
  g_ptr_array_unref (score->kinds);
  g_ptr_array_unref (score->alarms);
  g_free (score);
}

ZbSeasonScore *
zb_season_score_new (const char *folder,
                     ZbCatalogue *catalogue,
                     const ZbParameters *parameters,
                     GError **error)
{
  g_autoptr (ZbSeasonScore) score = g_new0 (ZbSeasonScore, 1);
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autoptr (GHashTable) units =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_season_unit_free);
  g_autoptr (GHashTable) files =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GHashTable) alarms = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) ledger = zb_season_ledger_read (folder, error);
  Scoring s = {.score = score,
               .catalogue = catalogue,
               .rulebook = rulebook,
               .parameters = parameters,
               .folder = folder,
               .units = units,
               .files = files,
               .ledger = ledger,
               .alarms = alarms};
  gboolean done;

  score->kinds = g_ptr_array_new_with_free_func (g_free);
  score->alarms = g_ptr_array_new_with_free_func (alarm_free);
  done = ledger != NULL && read_register (&s, error) && list_files (&s, error) &&
         judge_all (&s, error);
  g_strfreev (s.heads);
  return done ? g_steal_pointer (&score) : NULL;
}
