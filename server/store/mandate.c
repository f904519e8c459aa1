/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/mandate.h"

#include "server/store/mandate-private.h"
#include "forms/period.h"
#include "server/store/reader-private.h"

#include <string.h>

void
zb_mandate_free (ZbMandate *mandate)
{
  if (mandate == NULL)
    return;
  g_free (mandate->tenant);
  g_free (mandate->holder);
  g_free (mandate->person);
  g_free (mandate->from_day);
  g_free (mandate->to_day);
  g_free (mandate->from_period);
  g_free (mandate->to_period);
  g_free (mandate);
}

const char *
zb_mandate_role_name (ZbMandateRole role)
{
  switch (role) {
  case ZB_MANDATE_PREPARER:
    return "preparer";
  case ZB_MANDATE_LEGAL_SIGNER:
    return "legal-signer";
  case ZB_MANDATE_AGENT:
    return "agent";
  case ZB_MANDATE_REVIEWER:
    return "reviewer";
  default:
    return "deputy";
  }
}

gboolean
zb_mandate_covers (const ZbMandate *mandate, const ZbMandateScope *scope)
{
  gboolean all = strcmp (mandate->tenant, "*") == 0;

  if (scope->tenant && !all && strcmp (mandate->tenant, scope->tenant) != 0)
    return FALSE;
  if (strcmp (mandate->from_day, scope->day) > 0 ||
      (mandate->to_day && strcmp (scope->day, mandate->to_day) > 0))
    return FALSE;
  if (!scope->period || (!mandate->from_period && !mandate->to_period))
    return TRUE;
  return zb_period_lies_within (scope->period, mandate->from_period, mandate->to_period);
}

/* " from A to B", " from A on", " until B", or nothing. */
static void
describe_span (GString *text, const char *of, const char *from, const char *to)
{
  if (from && to)
    g_string_append_printf (text, "%s from %s to %s", of, from, to);
  else if (from)
    g_string_append_printf (text, "%s from %s on", of, from);
  else if (to)
    g_string_append_printf (text, "%s until %s", of, to);
}

char *
zb_mandate_describe (const ZbMandate *mandate)
{
  gboolean all = strcmp (mandate->tenant, "*") == 0;
  GString *text = g_string_new (all ? "all systems" : mandate->tenant);

  describe_span (text, ", periods", mandate->from_period, mandate->to_period);
  describe_span (text, ", days", mandate->from_day, mandate->to_day);
  return g_string_free (text, FALSE);
}

static gboolean
end_mandate (ZbApply *apply, const ZbMandate *mandate, GError **error)
{
  if (!zb_database_run (apply->database, "UPDATE mandate SET to_day = ?2 WHERE id = ?1", error,
                        zb_value_int (mandate->id), zb_value_text (mandate->to_day)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "there is no mandate %" G_GINT64_FORMAT, mandate->id);
  return FALSE;
}

gboolean
zb_mandate_grant (ZbApply *apply, const ZbMandate *mandate, GError **error)
{
  return zb_database_run (
      apply->database,
      "INSERT INTO mandate (tenant, unit, holder, person, role, from_day, to_day, time, who, "
      "from_period, to_period) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      error, zb_value_text (mandate->tenant), zb_value_int (mandate->unit),
      zb_value_text (mandate->holder), zb_value_text (mandate->person),
      zb_value_int (mandate->role), zb_value_text (mandate->from_day),
      zb_value_text (mandate->to_day), zb_value_int (apply->act->time),
      zb_value_text (apply->act->who), zb_value_text (mandate->from_period),
      zb_value_text (mandate->to_period));
}

gboolean
zb_apply_mandate (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbMandate *mandate = what;

  apply->result->id = mandate->id;
  if (mandate->id != 0)
    return end_mandate (apply, mandate, error);
  if (!zb_mandate_grant (apply, mandate, error))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

static gpointer
make_roles (const ZbStatement *row)
{
  guint *roles = g_new (guint, 1);

  *roles = (guint)zb_statement_int (row, 0);
  return roles;
}

gboolean
zb_store_read_mandate (ZbStore *store,
                       const char *tenant,
                       gint64 unit,
                       const char *holder,
                       const char *person,
                       const char *day,
                       guint *ret_roles,
                       GError **error)
{
  /* Roles are single bits, so the sum of the distinct ones is their union. */
  g_autofree guint *roles = zb_reader_one (
      store,
      "SELECT coalesce(sum(DISTINCT role), 0) FROM mandate WHERE unit = ?1 AND holder = ?2 "
      "AND tenant IN (?3, '*') AND (person IS NULL OR person = ?4) "
      "AND from_day <= ?5 AND (to_day IS NULL OR to_day >= ?5)",
      ZB_VALUES (zb_value_int (unit), zb_value_text (holder), zb_value_text (tenant),
                 zb_value_text (person), zb_value_text (day)),
      make_roles, NULL, error);

  if (roles == NULL)
    return FALSE;
  *ret_roles = *roles;
  return TRUE;
}

static gpointer
make_mandate (const ZbStatement *row)
{
  ZbMandate *mandate = g_new0 (ZbMandate, 1);

  mandate->id = zb_statement_int (row, 0);
  mandate->tenant = zb_statement_dup_text (row, 1);
  mandate->unit = zb_statement_int (row, 2);
  mandate->holder = zb_statement_dup_text (row, 3);
  mandate->person = zb_statement_dup_text (row, 4);
  mandate->role = (ZbMandateRole)zb_statement_int (row, 5);
  mandate->from_day = zb_statement_dup_text (row, 6);
  mandate->to_day = zb_statement_dup_text (row, 7);
  mandate->from_period = zb_statement_dup_text (row, 8);
  mandate->to_period = zb_statement_dup_text (row, 9);
  return mandate;
}

#define SELECT_MANDATES                                                                            \
  "SELECT id, tenant, unit, holder, person, role, from_day, to_day, from_period, to_period "       \
  "FROM mandate WHERE "

ZbMandate *
zb_store_read_mandate_by_id (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_MANDATES "id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_mandate, "there is no such mandate", error);
}

static gpointer
share (gpointer mandates)
{
  return g_ptr_array_ref (mandates);
}

static GPtrArray *
list_of_unit (ZbStore *store, gint64 unit, GError **error)
{
  char key[40];
  gpointer mandates = NULL;
  guint64 age;

  g_snprintf (key, sizeof key, "mandates %" G_GINT64_FORMAT, unit);
  if (zb_memo_find (store->memo, key, share, &mandates))
    return mandates;
  age = zb_reader_age (store);
  mandates = zb_reader_list_values (store, SELECT_MANDATES "unit = ?1 ORDER BY id",
                                    ZB_VALUES (zb_value_int (unit)), make_mandate,
                                    (GDestroyNotify)zb_mandate_free, error);
  if (mandates != NULL)
    zb_memo_keep (store->memo, key, age, share (mandates), (GDestroyNotify)g_ptr_array_unref);
  return mandates;
}

GPtrArray *
zb_store_list_mandates (ZbStore *store, gint64 unit, const char *holder, GError **error)
{
  if (unit != 0)
    return list_of_unit (store, unit, error);
  return zb_reader_list_values (store, SELECT_MANDATES "holder = ?1 ORDER BY id",
                                ZB_VALUES (zb_value_text (holder)), make_mandate,
                                (GDestroyNotify)zb_mandate_free, error);
}
