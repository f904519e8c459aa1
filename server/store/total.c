/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/total.h"

#include "server/store/reader-private.h"
#include "server/store/total-private.h"
#include "storage/transaction.h"

#include <string.h>

void
zb_totals_key_clear (ZbTotalsKey *key)
{
  g_clear_pointer (&key->district, g_free);
  g_clear_pointer (&key->zone, g_free);
  g_clear_pointer (&key->industry, g_free);
  g_clear_pointer (&key->size, g_free);
  g_clear_pointer (&key->registration, g_free);
}

static void
clear_total (gpointer data)
{
  ZbTotal *total = data;

  g_free (total->item);
}

void
zb_totals_group_free (ZbTotalsGroup *group)
{
  if (group == NULL)
    return;
  zb_totals_key_clear (&group->key);
  g_array_unref (group->items);
  g_free (group);
}

static void
read_key (const ZbStatement *row, ZbTotalsKey *ret_key)
{
  ret_key->district = zb_statement_dup_text (row, 0);
  ret_key->zone = zb_statement_dup_text (row, 1);
  ret_key->industry = zb_statement_dup_text (row, 2);
  ret_key->size = zb_statement_dup_text (row, 3);
  ret_key->registration = zb_statement_dup_text (row, 4);
}

/* The names of items by their rows. */
typedef struct {
  char *item;
  guint scale;
} ItemName;

static void
free_item_name (gpointer data)
{
  ItemName *name = data;

  g_free (name->item);
  g_free (name);
}

static GHashTable *
load_items (ZbDatabase *database, const char *tenant, const char *form, GError **error)
{
  g_autoptr (GHashTable) items =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, free_item_name);
  ZbStatement *row;
  gboolean more;

  if (!zb_database_query (database,
                          "SELECT id, item, scale FROM total_item WHERE tenant = ?1 AND form = ?2",
                          &row, error, zb_value_text (tenant), zb_value_text (form)))
    return NULL;
  for (more = row != NULL; more;) {
    ItemName *name = g_new0 (ItemName, 1);
    gint64 *id = g_new (gint64, 1);

    *id = zb_statement_int (row, 0);
    name->item = zb_statement_dup_text (row, 1);
    name->scale = (guint)zb_statement_int (row, 2);
    g_hash_table_insert (items, id, name);
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_steal_pointer (&items);
}

static int
compare_totals (gconstpointer a, gconstpointer b)
{
  const ZbTotal *left = a, *right = b;
  int order = strcmp (left->item, right->item);

  return order != 0 ? order : (int)left->scale - (int)right->scale;
}

static gboolean
name_entries (const GArray *entries, GHashTable *items, GArray *totals)
{
  for (guint i = 0; i < entries->len; i++) {
    const ZbSumEntry *entry = &g_array_index (entries, ZbSumEntry, i);
    const ItemName *name = g_hash_table_lookup (items, &entry->item);
    ZbTotal total;

    if (name == NULL)
      return FALSE;
    total = (ZbTotal){.item = g_strdup (name->item),
                      .scale = name->scale,
                      .count = (guint)entry->count,
                      .sum = entry->sum};
    g_array_append_val (totals, total);
  }
  g_array_sort (totals, compare_totals);
  return TRUE;
}

static ZbTotalsGroup *
make_group (const ZbStatement *row, GHashTable *items, GError **error)
{
  g_autoptr (ZbTotalsGroup) group = g_new0 (ZbTotalsGroup, 1);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (ZbSumEntry));
  gsize length;
  const void *data = zb_statement_blob (row, 6, &length);

  group->items = g_array_new (FALSE, FALSE, sizeof (ZbTotal));
  g_array_set_clear_func (group->items, clear_total);
  read_key (row, &group->key);
  group->units = (guint)zb_statement_int (row, 5);
  if (zb_sums_decode (data, length, entries) && name_entries (entries, items, group->items))
    return g_steal_pointer (&group);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT, "a total of district %s is damaged",
               group->key.district);
  return NULL;
}

static gboolean
load_groups (ZbDatabase *database,
             const char *tenant,
             const char *form,
             const char *period,
             GPtrArray *groups,
             GError **error)
{
  g_autoptr (GHashTable) items = load_items (database, tenant, form, error);
  ZbStatement *row;
  gboolean more;

  if (items == NULL ||
      !zb_database_query (
          database,
          "SELECT district, zone, industry, size, registration, units, sums FROM total "
          "WHERE tenant = ?1 AND form = ?2 AND period = ?3 AND units > 0 "
          "ORDER BY district, zone, industry, size, registration",
          &row, error, zb_value_text (tenant), zb_value_text (form), zb_value_text (period)))
    return FALSE;
  for (more = row != NULL; more;) {
    ZbTotalsGroup *group = make_group (row, items, error);

    if (group == NULL)
      return FALSE;
    g_ptr_array_add (groups, group);
    if (!zb_statement_step (row, &more, error))
      return FALSE;
  }
  return TRUE;
}

GPtrArray *
zb_store_list_totals (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  g_autoptr (GPtrArray) groups =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_totals_group_free);
  g_autoptr (ZbTransaction) moment = NULL;

  if (reader == NULL)
    return NULL;
  /* Items that a group names are in the same moment's list. */
  moment = zb_transaction_begin_read (zb_reader_database (reader), error);
  if (moment != NULL &&
      load_groups (zb_reader_database (reader), tenant, form, period, groups, error))
    return g_steal_pointer (&groups);
  zb_reader_fail (reader, error);
  return NULL;
}

static gpointer
make_period (const ZbStatement *row)
{
  return zb_statement_dup_text (row, 0);
}

GPtrArray *
zb_store_list_total_periods (ZbStore *store, const char *tenant, const char *form, GError **error)
{
  return zb_reader_list_values (store,
                                "SELECT DISTINCT period FROM total WHERE tenant = ?1 "
                                "AND form = ?2 AND units > 0 ORDER BY period",
                                ZB_VALUES (zb_value_text (tenant), zb_value_text (form)),
                                make_period, g_free, error);
}

void
zb_totalled_free (ZbTotalled *totalled)
{
  g_free (totalled->tenant);
  g_free (totalled->form);
  g_free (totalled->period);
  g_free (totalled);
}

static gpointer
make_totalled (const ZbStatement *row)
{
  ZbTotalled *totalled = g_new0 (ZbTotalled, 1);

  totalled->tenant = zb_statement_dup_text (row, 0);
  totalled->form = zb_statement_dup_text (row, 1);
  totalled->period = zb_statement_dup_text (row, 2);
  return totalled;
}

GPtrArray *
zb_store_list_totalled (ZbStore *store, GError **error)
{
  return zb_reader_list_values (store,
                                "SELECT tenant, form, period FROM total UNION "
                                "SELECT tenant, form, period FROM obligation "
                                "WHERE accepted IS NOT NULL ORDER BY 1, 2, 3",
                                NULL, 0, make_totalled, (GDestroyNotify)zb_totalled_free, error);
}

static gpointer
make_key (const ZbStatement *row)
{
  ZbTotalsKey *key = g_new0 (ZbTotalsKey, 1);

  read_key (row, key);
  return key;
}

gboolean
zb_store_read_totals_key (ZbStore *store, gint64 version, ZbTotalsKey *ret_key, GError **error)
{
  g_autofree ZbTotalsKey *key = zb_reader_one (
      store,
      "SELECT district, zone, industry, size, registration FROM version_total "
      "JOIN total ON total.id = total WHERE version = ?1",
      ZB_VALUES (zb_value_int (version)), make_key, "the report is in no total", error);

  if (key == NULL)
    return FALSE;
  *ret_key = *key;
  return TRUE;
}
