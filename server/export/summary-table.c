/* SPDX-License-Identifier: Apache-2.0 */
#include "server/export/summary-table.h"

#include "server/export/group-name.h"

static void
clear_item (gpointer data)
{
  ZbSummaryItem *item = data;

  g_free (item->id);
  zb_item_clear (&item->item);
}

static void
clear_group (gpointer data)
{
  ZbSummaryGroup *group = data;

  g_free (group->key);
  zb_text_clear (&group->name);
}

void
zb_summary_table_free (ZbSummaryTable *table)
{
  g_clear_pointer (&table->form, zb_form_unref);
  g_clear_pointer (&table->groups, g_array_unref);
  g_clear_pointer (&table->items, g_array_unref);
  g_clear_pointer (&table->rows, g_ptr_array_unref);
  g_free (table);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  return zb_item_compare (&((const ZbSummaryItem *)a)->item, &((const ZbSummaryItem *)b)->item);
}

/* Every item that some group has, once, in printed order. */
static void
collect_items (ZbSummaryTable *table)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < table->rows->len; i++) {
    const ZbSummaryRow *row = table->rows->pdata[i];
    for (guint j = 0; j < row->items->len; j++) {
      const ZbTotal *total = &g_array_index (row->items, ZbTotal, j);
      ZbSummaryItem item = {0};

      if (!g_hash_table_add (seen, total->item) ||
          !zb_item_resolve (table->form, total->item, &item.item))
        continue;
      item.id = g_strdup (total->item);
      g_array_append_val (table->items, item);
    }
  }
  g_array_sort (table->items, compare_items);
}

static void
collect_groups (ZbSummaryTable *table, const ZbCatalogue *catalogue)
{
  for (guint i = 0; i < table->rows->len; i++) {
    const ZbSummaryRow *row = table->rows->pdata[i];
    ZbSummaryGroup group = {g_strdup (row->key), zb_group_name (catalogue, table->by, row->key),
                            row->units};
    g_array_append_val (table->groups, group);
  }
}

ZbSummaryTable *
zb_summary_table_read (ZbStore *store,
                       const ZbCatalogue *catalogue,
                       const ZbSummaryQuery *query,
                       GError **error)
{
  g_autoptr (ZbSummaryTable) table = g_new0 (ZbSummaryTable, 1);
  ZbSummaryQuery exact = *query;

  if (!zb_period_parse (query->period, &table->period, error))
    return NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, query->form, table->period, error);
  if (!package)
    return NULL;
  table->form = zb_form_ref (zb_package_form (package));
  table->by = query->by;
  exact.form = table->form->id;
  table->rows = zb_summary_read (store, &exact, error);
  if (!table->rows)
    return NULL;
  table->groups = g_array_new (FALSE, TRUE, sizeof (ZbSummaryGroup));
  g_array_set_clear_func (table->groups, clear_group);
  table->items = g_array_new (FALSE, TRUE, sizeof (ZbSummaryItem));
  g_array_set_clear_func (table->items, clear_item);
  collect_groups (table, catalogue);
  collect_items (table);
  return g_steal_pointer (&table);
}

char *
zb_summary_table_sum (const ZbSummaryTable *table, guint group, guint item, guint *ret_count)
{
  const ZbTotal *total = zb_summary_row_item (table->rows->pdata[group],
                                              g_array_index (table->items, ZbSummaryItem, item).id);

  if (!total || total->count == 0)
    return NULL;
  if (ret_count)
    *ret_count = total->count;
  return zb_sum_to_string (total->sum, total->scale);
}
