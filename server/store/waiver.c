/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/waiver.h"

#include "server/store/reader-private.h"

gboolean
zb_waiver_is_of (const ZbWaiver *waiver, gint64 unit)
{
  return waiver->unit == 0 || waiver->unit == unit;
}

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
  g_free (waiver->who);
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
               "there is no waiver %" G_GINT64_FORMAT " that could end", waiver->id);
  return FALSE;
}

gboolean
zb_apply_waiver (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbWaiver *waiver = what;

  apply->result->id = waiver->id;
  if (waiver->id != 0)
    return end_waiver (apply, waiver, error);
  if (!zb_database_run (
          apply->database,
          "INSERT INTO waiver (tenant, form, rule, period, unit, reason, second, time, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', ?7, ?8)",
          error, zb_value_text (waiver->tenant), zb_value_text (waiver->form),
          zb_value_text (waiver->rule), zb_value_text (waiver->period),
          waiver->unit != 0 ? zb_value_int (waiver->unit) : zb_value_text (NULL),
          zb_value_text (waiver->reason), zb_value_int (apply->act->time),
          zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

/* Whether @who may confirm the waiver in @row; *@ret_done: has done so. */
static gboolean
check_second (const ZbStatement *row, const char *who, gboolean *ret_done, GError **error)
{
  const char *proposer = zb_statement_text (row, 0), *second = zb_statement_text (row, 1);

  *ret_done = g_str_equal (second, who);
  if (*ret_done || (second[0] == '\0' && !g_str_equal (proposer, who)))
    return TRUE;
  if (second[0] != '\0')
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS, "%s has confirmed it already",
                 second);
  else
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "a second person confirms a waiver, not %s who proposed it", proposer);
  return FALSE;
}

gboolean
zb_apply_waiver_confirmation (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbWaiverConfirmation *confirmation = what;
  const char *who = apply->act->who;
  ZbStatement *row;
  gboolean done;

  if (!zb_database_query (apply->database,
                          "SELECT who, second FROM waiver WHERE id = ?1 AND ended IS NULL", &row,
                          error, zb_value_int (confirmation->waiver)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "there is no waiver %" G_GINT64_FORMAT " to confirm", confirmation->waiver);
    return FALSE;
  }
  gboolean may = check_second (row, who, &done, error);
  zb_statement_reset (row);
  if (!may)
    return FALSE;
  apply->result->id = confirmation->waiver;
  apply->result->repeated = done;
  return done || zb_database_run (apply->database,
                                  "UPDATE waiver SET second = ?2, confirmed = ?3 WHERE id = ?1",
                                  error, zb_value_int (confirmation->waiver), zb_value_text (who),
                                  zb_value_int (apply->act->time));
}

#define SELECT_WAIVERS                                                                             \
  "SELECT id, tenant, form, rule, period, unit, reason, who, second, confirmed, ended "            \
  "FROM waiver WHERE "

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
  waiver->who = zb_statement_dup_text (row, 7);
  waiver->second = zb_statement_dup_text (row, 8);
  waiver->confirmed = zb_statement_int (row, 9);
  waiver->ended = zb_statement_int (row, 10);
  return waiver;
}

ZbWaiver *
zb_store_read_waiver (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_WAIVERS "id = ?1", ZB_VALUES (zb_value_int (id)), make_waiver,
                        "there is no such waiver", error);
}

GPtrArray *
zb_store_list_all_waivers (ZbStore *store,
                           const char *tenant,
                           const char *period,
                           gint64 after,
                           guint limit,
                           GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_WAIVERS);
  zb_filter_add (&filter, "tenant = ?", zb_value_text (tenant));
  zb_filter_add_text (&filter, " AND period = ?", period);
  zb_filter_add (&filter, " AND id > ?", zb_value_int (after));
  zb_filter_page (&filter, "id", limit);
  return zb_reader_list (store, &filter, make_waiver, (GDestroyNotify)zb_waiver_free, error);
}

GPtrArray *
zb_store_list_waivers (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error)
{
  return zb_reader_list_values (
      store,
      SELECT_WAIVERS "tenant = ?1 AND form = ?2 AND period = ?3 AND confirmed IS NOT NULL "
                     "AND ended IS NULL ORDER BY id",
      ZB_VALUES (zb_value_text (tenant), zb_value_text (form), zb_value_text (period)), make_waiver,
      (GDestroyNotify)zb_waiver_free, error);
}
