/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/tenant.h"

#include "server/store/obligation-private.h"
#include "server/store/obligation.h"
#include "server/store/reader-private.h"

#include <string.h>

static void
free_level (gpointer data)
{
  ZbLevel *level = data;

  g_free (level->id);
  g_free (level->name_zh);
  g_free (level->name_en);
  g_free (level);
}

ZbTenant *
zb_tenant_new (void)
{
  ZbTenant *tenant = g_new0 (ZbTenant, 1);

  tenant->levels = g_ptr_array_new_with_free_func (free_level);
  return tenant;
}

void
zb_tenant_free (ZbTenant *tenant)
{
  if (tenant == NULL || g_atomic_int_add (&tenant->sharers, -1) > 0)
    return;
  g_free (tenant->id);
  g_free (tenant->name_zh);
  g_free (tenant->name_en);
  g_ptr_array_unref (tenant->levels);
  g_free (tenant);
}

void
zb_tenant_add_level (
    ZbTenant *tenant, const char *id, const char *name_zh, const char *name_en, ZbScope scope)
{
  ZbLevel *level = g_new0 (ZbLevel, 1);

  level->id = g_strdup (id);
  level->name_zh = g_strdup (name_zh);
  level->name_en = g_strdup (name_en);
  level->scope = scope;
  g_ptr_array_add (tenant->levels, level);
}

static gboolean
id_is_valid (const char *id)
{
  if (id == NULL || !g_ascii_islower (id[0]) || strlen (id) > 32)
    return FALSE;
  for (const char *at = id; *at != '\0'; at++)
    if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && *at != '-')
      return FALSE;
  return TRUE;
}

/* A version that some level passed must not stand above the chain's end. */
static gboolean
check_reviews (ZbApply *apply, const ZbTenant *tenant, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT o.code, o.form, o.period FROM obligation o "
                          "JOIN version v ON v.id = " ZB_HEAD " "
                          "WHERE o.tenant = ?1 AND v.state = ?2 AND v.level >= ?3 LIMIT 1",
                          &row, error, zb_value_text (tenant->id), zb_value_int (ZB_REVIEW_PASSED),
                          zb_value_int (tenant->levels->len)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
               "the review chain of %s cannot end at level %u: %s %s of %s was passed by a later "
               "level and waits for the next",
               tenant->id, tenant->levels->len, zb_statement_text (row, 1),
               zb_statement_text (row, 2), zb_statement_text (row, 0));
  zb_statement_reset (row);
  return FALSE;
}

static gboolean
write_levels (ZbApply *apply, const ZbTenant *tenant, GError **error)
{
  if (!zb_database_run (apply->database, "DELETE FROM tenant_level WHERE tenant = ?1", error,
                        zb_value_text (tenant->id)))
    return FALSE;
  for (guint i = 0; i < tenant->levels->len; i++) {
    const ZbLevel *level = g_ptr_array_index (tenant->levels, i);

    if (!zb_database_run (apply->database,
                          "INSERT INTO tenant_level VALUES (?1, ?2, ?3, ?4, ?5, ?6)", error,
                          zb_value_text (tenant->id), zb_value_int (i + 1),
                          zb_value_text (level->id), zb_value_text (level->name_zh),
                          zb_value_text (level->name_en), zb_value_int (level->scope)))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_apply_tenant (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbTenant *tenant = what;

  if (!id_is_valid (tenant->id) || tenant->levels->len == 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "tenant \"%s\": the id is a-z, 0-9 and hyphens, and the chain has a level",
                 tenant->id != NULL ? tenant->id : "");
    return FALSE;
  }
  return check_reviews (apply, tenant, error) &&
         zb_database_run (apply->database,
                          "INSERT INTO tenant VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE "
                          "SET name_zh = ?2, name_en = ?3, grace_days = ?4, commitment_hours = ?5",
                          error, zb_value_text (tenant->id), zb_value_text (tenant->name_zh),
                          zb_value_text (tenant->name_en), zb_value_int (tenant->grace_days),
                          zb_value_int (tenant->commitment_hours)) &&
         write_levels (apply, tenant, error);
}

#define SELECT_LEVELS                                                                              \
  "SELECT t.id, t.name_zh, t.name_en, t.grace_days, t.commitment_hours, "                          \
  "l.id, l.name_zh, l.name_en, l.scope "                                                           \
  "FROM tenant t JOIN tenant_level l ON l.tenant = t.id "

/* One row for each level, so that a tenant and its chain are read at one moment. */
static gpointer
make_level (const ZbStatement *row)
{
  ZbTenant *tenant = zb_tenant_new ();

  tenant->id = zb_statement_dup_text (row, 0);
  tenant->name_zh = zb_statement_dup_text (row, 1);
  tenant->name_en = zb_statement_dup_text (row, 2);
  tenant->grace_days = (guint)zb_statement_int (row, 3);
  tenant->commitment_hours = (guint)zb_statement_int (row, 4);
  zb_tenant_add_level (tenant, zb_statement_text (row, 5), zb_statement_text (row, 6),
                       zb_statement_text (row, 7), (ZbScope)zb_statement_int (row, 8));
  return tenant;
}

/* Moves the levels of tenants that follow themselves into the first. */
static void
join_levels (GPtrArray *tenants)
{
  for (guint i = 1; i < tenants->len;) {
    ZbTenant *before = g_ptr_array_index (tenants, i - 1);
    ZbTenant *tenant = g_ptr_array_index (tenants, i);

    if (!g_str_equal (before->id, tenant->id)) {
      i++;
      continue;
    }
    g_ptr_array_add (before->levels, g_ptr_array_steal_index (tenant->levels, 0));
    g_ptr_array_remove_index (tenants, i);
  }
}

GPtrArray *
zb_store_list_tenants (ZbStore *store, GError **error)
{
  GPtrArray *tenants =
      zb_reader_list_values (store, SELECT_LEVELS "ORDER BY t.id, l.position", NULL, 0, make_level,
                             (GDestroyNotify)zb_tenant_free, error);

  if (tenants != NULL)
    join_levels (tenants);
  return tenants;
}

static gpointer
share (gpointer item)
{
  ZbTenant *tenant = item;

  g_atomic_int_inc (&tenant->sharers);
  return tenant;
}

static ZbTenant *
read_tenant (ZbStore *store, const char *id, GError **error)
{
  g_autoptr (GPtrArray) tenants = zb_reader_list_values (
      store, SELECT_LEVELS "WHERE t.id = ?1 ORDER BY l.position", ZB_VALUES (zb_value_text (id)),
      make_level, (GDestroyNotify)zb_tenant_free, error);

  if (tenants == NULL)
    return NULL;
  if (tenants->len == 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND, "there is no tenant %s", id);
    return NULL;
  }
  join_levels (tenants);
  return g_ptr_array_steal_index (tenants, 0);
}

ZbTenant *
zb_store_read_tenant (ZbStore *store, const char *id, GError **error)
{
  g_autofree char *key = g_strconcat ("tenant ", id, NULL);
  gpointer tenant = NULL;
  guint64 age;

  if (zb_memo_find (store->memo, key, share, &tenant))
    return tenant;
  age = zb_reader_age (store);
  tenant = read_tenant (store, id, error);
  if (tenant != NULL)
    zb_memo_keep (store->memo, key, age, share (tenant), (GDestroyNotify)zb_tenant_free);
  return tenant;
}
