/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/staff.h"

#include "server/store/reader-private.h"

ZbStaff *
zb_staff_new (void)
{
  ZbStaff *staff = g_new0 (ZbStaff, 1);

  staff->areas = g_ptr_array_new_with_free_func (g_free);
  return staff;
}

void
zb_staff_free (ZbStaff *staff)
{
  if (staff == NULL)
    return;
  g_free (staff->tenant);
  g_free (staff->person);
  g_free (staff->name);
  g_free (staff->role);
  g_ptr_array_unref (staff->areas);
  g_free (staff);
}

gboolean
zb_apply_staff (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbStaff *staff = what;
  g_autoptr (GString) areas = g_string_new (NULL);

  for (guint i = 0; i < staff->areas->len; i++)
    g_string_append_printf (areas, "%s%s", i > 0 ? " " : "",
                            (const char *)g_ptr_array_index (staff->areas, i));
  return zb_database_run (apply->database,
                          "INSERT INTO staff VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                          "ON CONFLICT DO UPDATE SET name = ?4, level = ?5, areas = ?6, "
                          "active = ?7, time = ?8, who = ?9",
                          error, zb_value_text (staff->tenant), zb_value_text (staff->person),
                          zb_value_text (staff->role), zb_value_text (staff->name),
                          zb_value_int (staff->level), zb_value_text (areas->str),
                          zb_value_int (staff->active), zb_value_int (apply->act->time),
                          zb_value_text (apply->act->who));
}

#define SELECT_STAFF "SELECT tenant, person, name, role, level, areas, active FROM staff "

static gpointer
make_staff (const ZbStatement *row)
{
  ZbStaff *staff = zb_staff_new ();
  g_auto (GStrv) areas = g_strsplit (zb_statement_text (row, 5), " ", -1);

  staff->tenant = zb_statement_dup_text (row, 0);
  staff->person = zb_statement_dup_text (row, 1);
  staff->name = zb_statement_dup_text (row, 2);
  staff->role = zb_statement_dup_text (row, 3);
  staff->level = (guint)zb_statement_int (row, 4);
  for (guint i = 0; areas[i] != NULL; i++)
    g_ptr_array_add (staff->areas, g_strdup (areas[i]));
  staff->active = zb_statement_int (row, 6) != 0;
  return staff;
}

GPtrArray *
zb_store_list_posts (ZbStore *store, const char *person, GError **error)
{
  return zb_reader_list_values (
      store, SELECT_STAFF "WHERE person = ?1 AND active = 1 ORDER BY tenant, role",
      ZB_VALUES (zb_value_text (person)), make_staff, (GDestroyNotify)zb_staff_free, error);
}

GPtrArray *
zb_store_list_staff (ZbStore *store, const char *tenant, GError **error)
{
  return zb_reader_list_values (store, SELECT_STAFF "WHERE tenant = ?1 ORDER BY person, role",
                                ZB_VALUES (zb_value_text (tenant)), make_staff,
                                (GDestroyNotify)zb_staff_free, error);
}

static gpointer
make_person (const ZbStatement *row)
{
  return zb_statement_dup_text (row, 0);
}

GPtrArray *
zb_store_list_administrators (ZbStore *store, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT DISTINCT person FROM staff s WHERE role = 'admin' "
      "AND EXISTS (SELECT 1 FROM certificate c WHERE c.unit = '' AND c.name = s.person)",
      NULL, 0, make_person, g_free, error);
}

GPtrArray *
zb_store_list_deciders (ZbStore *store, gint64 now, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT DISTINCT person FROM staff s WHERE active = 1 AND role IN ('admin', 'city') "
      "AND EXISTS (SELECT 1 FROM certificate c WHERE c.unit = '' AND c.name = s.person "
      "AND c.revoked IS NULL AND c.not_after > ?1) ORDER BY person",
      ZB_VALUES (zb_value_int (now)), make_person, g_free, error);
}
