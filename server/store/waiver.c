/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/waiver.h"

#include "server/store/reader-private.h"

void
zb_waiver_free (ZbWaiver *waiver)
{
  if (waiver == NULL)
    return;
  g_free (waiver->tenant);
  g_free (waiver->form);
  g_free (waiver->rule);
  g_free (waiver->period);
  g_free (waiver->reason);
  g_free (waiver->second);
  g_free (waiver);
}

static gboolean
end_waiver (ZbApply *apply, const ZbWaiver *waiver, GError **error)
{
  if (!zb_database_run (apply->database,
                        "UPDATE waiver SET ended = ?2, ended_by = ?3 "
                        "WHERE id = ?1 AND ended IS NULL",
                        error, zb_value_int (waiver->id), zb_value_int (apply->act->time),
                        zb_value_text (apply->act->who)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "there is no waiver %" G_GINT64_FORMAT " in force", waiver->id);
  return FALSE;
}

gboolean
zb_apply_waiver (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbWaiver *waiver = what;

  apply->result->id = waiver->id;
  if (waiver->id != 0)
    return end_waiver (apply, waiver, error);
  if (waiver->second == NULL || waiver->second[0] == '\0' ||
      g_strcmp0 (waiver->second, apply->act->who) == 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID, "waiving %s takes a second person",
                 waiver->rule);
    return FALSE;
  }
  if (!zb_database_run (
          apply->database,
          "INSERT INTO waiver (tenant, form, rule, period, unit, reason, second, time, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          error, zb_value_text (waiver->tenant), zb_value_text (waiver->form),
          zb_value_text (waiver->rule), zb_value_text (waiver->period),
          waiver->unit != 0 ? zb_value_int (waiver->unit) : zb_value_text (NULL),
          zb_value_text (waiver->reason), zb_value_text (waiver->second),
          zb_value_int (apply->act->time), zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

static gpointer
make_waiver (const ZbStatement *row)
{
  ZbWaiver *waiver = g_new0 (ZbWaiver, 1);

  waiver->id = zb_statement_int (row, 0);
  waiver->tenant = zb_statement_dup_text (row, 1);
  waiver->form = zb_statement_dup_text (row, 2);
  waiver->rule = zb_statement_dup_text (row, 3);
  waiver->period = zb_statement_dup_text (row, 4);
  waiver->unit = zb_statement_int (row, 5);
  waiver->reason = zb_statement_dup_text (row, 6);
  waiver->second = zb_statement_dup_text (row, 7);
  return waiver;
}

GPtrArray *
zb_store_list_waivers (ZbStore *store,
                       const char *tenant,
                       const char *form,
                       const char *period,
                       gint64 unit,
                       GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT id, tenant, form, rule, period, unit, reason, second FROM waiver "
      "WHERE tenant = ?1 AND form = ?2 AND period = ?3 AND (unit IS NULL OR unit = ?4) "
      "AND ended IS NULL ORDER BY id",
      ZB_VALUES (zb_value_text (tenant), zb_value_text (form), zb_value_text (period),
                 zb_value_int (unit)),
      make_waiver, (GDestroyNotify)zb_waiver_free, error);
}
