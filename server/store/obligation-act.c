/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/standing-private.h"

static gboolean
freeze_one (ZbApply *apply,
            const ZbObligations *obligations,
            const ZbRespondent *respondent,
            GError **error)
{
  return zb_database_run (
      apply->database,
      "INSERT INTO obligation (tenant, form, period, unit, code, name, district, zone, owed, time, "
      "who) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1, ?9, ?10) ON CONFLICT DO UPDATE "
      "SET code = ?5, name = ?6, district = ?7, zone = ?8, owed = 1, time = ?9, who = ?10",
      error, zb_value_text (obligations->tenant), zb_value_text (obligations->form),
      zb_value_text (obligations->period), zb_value_int (respondent->unit),
      zb_value_text (respondent->code), zb_value_text (respondent->name),
      zb_value_text (respondent->district), zb_value_text (respondent->zone),
      zb_value_int (apply->act->time), zb_value_text (apply->act->who));
}

gboolean
zb_apply_obligations (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbObligations *obligations = what;
  const ZbValue key[] = {zb_value_text (obligations->tenant), zb_value_text (obligations->form),
                         zb_value_text (obligations->period)};

  if (obligations->hours != NULL && !zb_apply_calendar (apply, obligations->hours, error))
    return FALSE;
  /* Whoever is not listed below stays unowed; of those, what never came is dropped. */
  if (!zb_database_run_values (
          apply->database,
          "UPDATE obligation SET owed = 0 WHERE tenant = ?1 AND form = ?2 AND period = ?3", key, 3,
          error))
    return FALSE;
  for (guint i = 0; i < obligations->n; i++)
    if (!freeze_one (apply, obligations, &obligations->respondents[i], error))
      return FALSE;
  apply->result->id = obligations->n;
  zb_standings_note (
      apply->standings,
      &(ZbStandingKey){obligations->tenant, obligations->form, obligations->period, 0}, NULL);
  return zb_database_run_values (
      apply->database,
      "DELETE FROM obligation WHERE tenant = ?1 AND form = ?2 AND period = ?3 "
      "AND owed = 0 AND NOT EXISTS (SELECT 1 FROM version v WHERE v.obligation = obligation.id)",
      key, 3, error);
}

static gboolean
need_change (ZbApply *apply, const char *form, const char *period, gint64 unit, GError **error)
{
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "unit %" G_GINT64_FORMAT " has no obligation %s for %s", unit, form, period);
  return FALSE;
}

gboolean
zb_apply_exemption (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbExemption *exemption = what;
  const char *reason = exemption->reason != NULL ? exemption->reason : "";

  return zb_database_run (apply->database,
                          "UPDATE obligation SET exempt = ?5, time = ?6, who = ?7 "
                          "WHERE tenant = ?1 AND form = ?2 AND period = ?3 AND unit = ?4",
                          error, zb_value_text (exemption->tenant), zb_value_text (exemption->form),
                          zb_value_text (exemption->period), zb_value_int (exemption->unit),
                          zb_value_text (exemption->lift ? NULL : reason),
                          zb_value_int (apply->act->time), zb_value_text (apply->act->who)) &&
         need_change (apply, exemption->form, exemption->period, exemption->unit, error);
}

gboolean
zb_apply_permit (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbPermit *permit = what;

  zb_standings_note (apply->standings,
                     &(ZbStandingKey){permit->tenant, permit->form, permit->period, permit->unit},
                     NULL);
  return zb_database_run (apply->database,
                          "UPDATE obligation SET permit_until = ?5, permit_reason = ?6, time = ?7, "
                          "who = ?8 WHERE tenant = ?1 AND form = ?2 AND period = ?3 AND unit = ?4",
                          error, zb_value_text (permit->tenant), zb_value_text (permit->form),
                          zb_value_text (permit->period), zb_value_int (permit->unit),
                          zb_value_int (permit->until), zb_value_text (permit->reason),
                          zb_value_int (apply->act->time), zb_value_text (apply->act->who)) &&
         need_change (apply, permit->form, permit->period, permit->unit, error);
}
