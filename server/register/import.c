/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/import.h"

#include "server/register/import-row.h"
#include "server/register/register.h"

static void
free_import_error (gpointer data)
{
  ZbImportError *fault = data;

  g_free (fault->text);
  g_free (fault);
}

void
zb_import_report_free (ZbImportReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->errors);
  g_free (report);
}

/* Whether the row would change anything, and whether the unit is new. */
static gboolean
count_row (
    ZbStore *store, const ZbImportRow *row, const char *day, ZbImportReport *report, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (store, row->code, day, &fault);
  gboolean same = TRUE;

  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    report->added++;
    return TRUE;
  }
  if (unit == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  for (guint i = 0; i < row->values->len && same; i++) {
    const ZbUnitValue *value = &g_array_index (row->values, ZbUnitValue, i);

    same = g_strcmp0 (zb_unit_attribute (unit, value->name), value->value) == 0;
  }
  if (same)
    report->unchanged++;
  else
    report->changed++;
  return TRUE;
}

static gboolean
count_rows (
    ZbStore *store, GPtrArray *rows, const char *day, ZbImportReport *report, GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    if (!count_row (store, g_ptr_array_index (rows, i), day, report, error))
      return FALSE;
  return TRUE;
}

/* What was done for the same key before takes the place of what would be done now. */
static gboolean
recall (ZbStore *store, const ZbActResult *result, ZbImportReport *report, GError **error)
{
  ZbImportCounts counts;

  if (!result->repeated)
    return TRUE;
  if (!zb_store_read_import (store, result->id, &counts, error))
    return FALSE;
  report->added = counts.added;
  report->changed = counts.changed;
  report->unchanged = counts.unchanged;
  return TRUE;
}

/* All rows are one act. */
static gboolean
write_rows (ZbStore *store,
            GPtrArray *rows,
            const ZbImportOptions *options,
            ZbImportReport *report,
            GError **error)
{
  g_autofree ZbUnitChange *changes = g_new0 (ZbUnitChange, rows->len);
  ZbUnitImport import = {
      .changes = changes,
      .n_changes = rows->len,
      .day = options->day,
      .reason = options->reason,
      .counts = {report->added, report->changed, report->unchanged},
  };
  ZbAct act = {
      .kind = ZB_ACT_IMPORT,
      .what = &import,
      .time = options->time,
      .who = options->who,
      .key = options->key,
  };
  ZbActResult result = {0};

  for (guint i = 0; i < rows->len; i++) {
    const ZbImportRow *row = g_ptr_array_index (rows, i);

    changes[i] = (ZbUnitChange){.code = row->code,
                                .day = options->day,
                                .values = (const ZbUnitValue *)row->values->data,
                                .n_values = row->values->len,
                                .reason = options->reason};
  }
  gboolean done =
      zb_store_commit_one (store, &act, &result, error) && recall (store, &result, report, error);
  zb_act_result_clear (&result);
  return done;
}

ZbImportReport *
zb_register_import (ZbStore *store,
                    const ZbCatalogue *catalogue,
                    const char *source,
                    GBytes *csv,
                    const ZbImportOptions *options,
                    GError **error)
{
  g_autoptr (ZbImportReport) report = g_new0 (ZbImportReport, 1);
  g_autoptr (GPtrArray) rows = NULL;

  report->errors = g_ptr_array_new_with_free_func (free_import_error);
  if (g_bytes_get_size (csv) > ZB_IMPORT_MAX_BYTES) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "%s is larger than %d MiB", source,
                 ZB_IMPORT_MAX_BYTES / 1024 / 1024);
    return NULL;
  }
  if (!zb_register_day_is_valid (options->day)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "\"%s\" is not a day",
                 options->day != NULL ? options->day : "");
    return NULL;
  }
  rows = zb_import_read_rows (catalogue, source, csv, report->errors, error);
  if (rows == NULL || !count_rows (store, rows, options->day, report, error))
    return NULL;
  if (report->errors->len == 0 && !options->dry_run &&
      !write_rows (store, rows, options, report, error))
    return NULL;
  return g_steal_pointer (&report);
}
