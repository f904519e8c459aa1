/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/summary.h"

#include "server/register/register.h"

#include <string.h>

static const char *const by_names[] = {
    [ZB_BY_TOTAL] = "total", [ZB_BY_DISTRICT] = "district",
    [ZB_BY_ZONE] = "zone",   [ZB_BY_INDUSTRY] = "industry",
    [ZB_BY_SIZE] = "size",   [ZB_BY_REGISTRATION] = "registration",
};

gboolean
zb_summary_by_parse (const char *text, ZbSummaryBy *ret_by, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_names); i++)
    if (g_strcmp0 (text, by_names[i]) == 0) {
      *ret_by = (ZbSummaryBy)i;
      return TRUE;
    }
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
               "\"%s\" is not one of total, district, zone, industry, size, registration",
               text != NULL ? text : "");
  return FALSE;
}

static void
clear_total (gpointer data)
{
  ZbTotal *total = data;

  g_free (total->item);
}

void
zb_summary_row_free (ZbSummaryRow *row)
{
  if (row == NULL)
    return;
  g_free (row->key);
  g_array_unref (row->items);
  g_free (row);
}

static ZbSummaryRow *
row_new (const char *key)
{
  ZbSummaryRow *row = g_new0 (ZbSummaryRow, 1);

  row->key = g_strdup (key);
  row->items = g_array_new (FALSE, FALSE, sizeof (ZbTotal));
  g_array_set_clear_func (row->items, clear_total);
  return row;
}

static const char *
key_of (const ZbTotalsKey *key, ZbSummaryBy by)
{
  switch (by) {
  case ZB_BY_DISTRICT:
    return key->district;
  case ZB_BY_ZONE:
    return key->zone;
  case ZB_BY_INDUSTRY:
    return key->industry;
  case ZB_BY_SIZE:
    return key->size;
  case ZB_BY_REGISTRATION:
    return key->registration;
  case ZB_BY_TOTAL:
  default:
    return "";
  }
}

static gboolean
fail_overflow (const char *item, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_OVERFLOW,
               "the total of %s would not fit 128 bits", item);
  return FALSE;
}

/* Adds @summand to @total at the finer scale of the two. */
static gboolean
add_total (ZbTotal *total, const ZbTotal *summand, GError **error)
{
  guint scale = MAX (total->scale, summand->scale);
  ZbSum sum = summand->sum;

  if (!zb_sum_rescale (&total->sum, total->scale, scale) ||
      !zb_sum_rescale (&sum, summand->scale, scale) || !zb_sum_add (&total->sum, sum))
    return fail_overflow (summand->item, error);
  total->scale = scale;
  total->count += summand->count;
  return TRUE;
}

/* Appends a copy. */
static void
append_total (GArray *items, const ZbTotal *total)
{
  ZbTotal copy = *total;

  copy.item = g_strdup (total->item);
  g_array_append_val (items, copy);
}

/* Puts @total behind @items, or onto the last one if that is the same item. */
static gboolean
fold_total (GArray *items, const ZbTotal *total, GError **error)
{
  ZbTotal *last = items->len > 0 ? &g_array_index (items, ZbTotal, items->len - 1) : NULL;

  if (last != NULL && g_str_equal (last->item, total->item))
    return add_total (last, total, error);
  append_total (items, total);
  return TRUE;
}

/* Merges the items of a group, sorted, into those of a row. */
static gboolean
add_group (ZbSummaryRow *row, const ZbTotalsGroup *group, GError **error)
{
  g_autoptr (GArray) merged = g_array_sized_new (FALSE, FALSE, sizeof (ZbTotal), group->items->len);
  guint a = 0, b = 0;

  g_array_set_clear_func (merged, clear_total);
  while (a < row->items->len || b < group->items->len) {
    const ZbTotal *left = a < row->items->len ? &g_array_index (row->items, ZbTotal, a) : NULL;
    const ZbTotal *right = b < group->items->len ? &g_array_index (group->items, ZbTotal, b) : NULL;
    gboolean first = right == NULL || (left != NULL && strcmp (left->item, right->item) <= 0);

    if (!fold_total (merged, first ? left : right, error))
      return FALSE;
    if (first)
      a++;
    else
      b++;
  }
  g_array_unref (row->items);
  row->items = g_steal_pointer (&merged);
  row->units += group->units;
  return TRUE;
}

static ZbSummaryRow *
find_row (GHashTable *rows, const char *key)
{
  ZbSummaryRow *row = g_hash_table_lookup (rows, key);

  if (row == NULL) {
    row = row_new (key);
    g_hash_table_insert (rows, row->key, row);
  }
  return row;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const ZbSummaryRow *left = *(ZbSummaryRow *const *)a;
  const ZbSummaryRow *right = *(ZbSummaryRow *const *)b;

  return strcmp (left->key, right->key);
}

static GPtrArray *
sorted_rows (GHashTable *rows)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_summary_row_free);
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, NULL, &row)) {
    g_hash_table_iter_steal (&iter);
    g_ptr_array_add (sorted, row);
  }
  g_ptr_array_sort (sorted, compare_rows);
  return sorted;
}

GPtrArray *
zb_summary_read (ZbStore *store, const ZbSummaryQuery *query, GError **error)
{
  g_autoptr (GPtrArray) groups =
      zb_store_list_totals (store, query->tenant, query->form, query->period, error);
  g_autoptr (GHashTable) rows =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)zb_summary_row_free);

  for (guint i = 0; groups != NULL && i < groups->len; i++) {
    const ZbTotalsGroup *group = g_ptr_array_index (groups, i);

    if (!zb_register_sees (query->areas, group->key.district, group->key.zone) ||
        (query->by == ZB_BY_ZONE && group->key.zone[0] == '\0'))
      continue;
    if (!add_group (find_row (rows, key_of (&group->key, query->by)), group, error))
      return NULL;
  }
  return groups != NULL ? sorted_rows (rows) : NULL;
}

const ZbTotal *
zb_summary_row_item (const ZbSummaryRow *row, const char *item)
{
  guint low = 0, high = row->items->len;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    const ZbTotal *total = &g_array_index (row->items, ZbTotal, middle);
    int order = strcmp (total->item, item);

    if (order == 0)
      return total;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}
