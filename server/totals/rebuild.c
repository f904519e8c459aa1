/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/totals.h"

#include "server/totals/figures.h"
#include "server/totals/summary.h"

#include <string.h>

#define LOOKS 3

/* A total summed anew. */
typedef struct {
  guint count;
  ZbSum sum;
  guint scale;
} Sum;

typedef struct {
  ZbStore *store;
  const ZbCatalogue *catalogue;
  GHashTable *groups; /* char* (name of the group) → GHashTable*: char* (item/scale) → Sum* */
} Rebuild;

void
zb_totals_difference_free (ZbTotalsDifference *difference)
{
  if (difference == NULL)
    return;
  g_free (difference->group);
  g_free (difference->item);
  g_free (difference->running);
  g_free (difference->rebuilt);
  g_free (difference);
}

static const char *
or_dash (const char *text)
{
  return text[0] != '\0' ? text : "-";
}

static char *
group_name (const ZbTotalsKey *key)
{
  return g_strdup_printf ("%s %s %s %s %s", or_dash (key->district), or_dash (key->zone),
                          or_dash (key->industry), or_dash (key->size),
                          or_dash (key->registration));
}

static char *
item_name (const char *item, guint scale)
{
  return g_strdup_printf ("%s/%u", item, scale);
}

static Sum *
find_sum (GHashTable *sums, const char *name)
{
  Sum *sum = g_hash_table_lookup (sums, name);

  if (sum == NULL) {
    sum = g_new0 (Sum, 1);
    g_hash_table_insert (sums, g_strdup (name), sum);
  }
  return sum;
}

static gboolean
add_figure (GHashTable *sums, const ZbTotalsItem *item, GError **error)
{
  g_autofree char *name = item_name (item->item, item->scale);
  Sum *sum = find_sum (sums, name);

  sum->count++;
  sum->scale = item->scale;
  if (zb_sum_add (&sum->sum, item->number))
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_OVERFLOW,
               "the total of %s would not fit 128 bits", item->item);
  return FALSE;
}

static GHashTable *
find_sums (Rebuild *rebuild, const ZbTotalsKey *key)
{
  g_autofree char *name = group_name (key);
  GHashTable *sums = g_hash_table_lookup (rebuild->groups, name);

  if (sums == NULL) {
    sums = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    g_hash_table_insert (rebuild->groups, g_steal_pointer (&name), sums);
  }
  return sums;
}

static gboolean
add_version_cb (const ZbVersion *version,
                const ZbPackedReport *packed,
                gpointer data,
                GError **error)
{
  Rebuild *rebuild = data;
  g_autoptr (ZbFigures) figures = zb_figures_new (version, packed, rebuild->catalogue, error);
  g_autoptr (GError) fault = NULL;
  ZbTotalsKey key = {0};
  GHashTable *sums;
  const ZbTotalsItem *items;
  gboolean fits = TRUE;
  guint n;

  if (figures == NULL)
    return FALSE;
  /* One that was accepted and is in no group shows as a group of that name. */
  if (!zb_store_read_totals_key (rebuild->store, version->id, &key, &fault)) {
    if (!g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
    key = (ZbTotalsKey){g_strdup ("none"), g_strdup (""), g_strdup (""), g_strdup (""),
                        g_strdup ("")};
  }
  sums = find_sums (rebuild, &key);
  zb_totals_key_clear (&key);
  find_sum (sums, "")->count++;
  items = zb_figures_items (figures, &n);
  for (guint i = 0; i < n && fits; i++)
    fits = add_figure (sums, &items[i], error);
  return fits;
}

static void
add_difference (GPtrArray *differences,
                const char *group,
                const char *item,
                const Sum *running,
                const Sum *anew)
{
  ZbTotalsDifference *difference = g_new0 (ZbTotalsDifference, 1);
  g_autofree char *running_sum = zb_sum_to_string (running->sum, running->scale);
  g_autofree char *anew_sum = zb_sum_to_string (anew->sum, anew->scale);

  difference->group = g_strdup (group);
  difference->item = g_strdup (item);
  difference->running = g_strdup_printf ("%s (%u)", running_sum, running->count);
  difference->rebuilt = g_strdup_printf ("%s (%u)", anew_sum, anew->count);
  g_ptr_array_add (differences, difference);
}

/* Compares one sum with its rebuilt one, which is then done with. */
static void
compare_sum (GPtrArray *differences,
             const char *group,
             const char *item,
             const Sum *running,
             GHashTable *sums)
{
  static const Sum nothing;
  const Sum *anew = sums != NULL ? g_hash_table_lookup (sums, item) : NULL;

  if (anew == NULL)
    anew = &nothing;
  if (anew->count != running->count || anew->sum != running->sum)
    add_difference (differences, group, item, running, anew);
  if (sums != NULL)
    g_hash_table_remove (sums, item);
}

static void
compare_group (GPtrArray *differences, const ZbTotalsGroup *group, GHashTable *groups)
{
  g_autofree char *name = group_name (&group->key);
  GHashTable *sums = g_hash_table_lookup (groups, name);
  Sum units = {.count = group->units};

  compare_sum (differences, name, "", &units, sums);
  for (guint i = 0; i < group->items->len; i++) {
    const ZbTotal *total = &g_array_index (group->items, ZbTotal, i);
    g_autofree char *item = item_name (total->item, total->scale);
    Sum running = {.count = total->count, .sum = total->sum, .scale = total->scale};

    compare_sum (differences, name, item, &running, sums);
  }
}

/* What the running totals do not have. */
static void
add_rest (GPtrArray *differences, GHashTable *groups)
{
  static const Sum nothing;
  GHashTableIter iter, inner;
  gpointer name, sums, item, sum;

  g_hash_table_iter_init (&iter, groups);
  while (g_hash_table_iter_next (&iter, &name, &sums)) {
    g_hash_table_iter_init (&inner, sums);
    while (g_hash_table_iter_next (&inner, &item, &sum))
      add_difference (differences, name, item, &nothing, sum);
  }
}

static int
compare_differences (gconstpointer a, gconstpointer b)
{
  const ZbTotalsDifference *left = *(ZbTotalsDifference *const *)a;
  const ZbTotalsDifference *right = *(ZbTotalsDifference *const *)b;
  int order = strcmp (left->group, right->group);

  return order != 0 ? order : strcmp (left->item, right->item);
}

static GPtrArray *
compare_once (Rebuild *rebuild, const ZbVersionQuery *query, GError **error)
{
  g_autoptr (GPtrArray) differences =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_totals_difference_free);
  g_autoptr (GPtrArray) running = NULL;

  g_hash_table_remove_all (rebuild->groups);
  if (!zb_store_each_version (rebuild->store, query, add_version_cb, rebuild, error))
    return NULL;
  running = zb_store_list_totals (rebuild->store, query->tenant, query->form, query->period, error);
  if (running == NULL)
    return NULL;
  for (guint i = 0; i < running->len; i++)
    compare_group (differences, g_ptr_array_index (running, i), rebuild->groups);
  add_rest (differences, rebuild->groups);
  g_ptr_array_sort (differences, compare_differences);
  return g_steal_pointer (&differences);
}

GPtrArray *
zb_totals_rebuild_compare (ZbStore *store,
                           const ZbCatalogue *catalogue,
                           const char *tenant,
                           const char *form,
                           const char *period,
                           GError **error)
{
  g_autoptr (GHashTable) groups =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_hash_table_unref);
  g_autoptr (GPtrArray) differences = NULL;
  Rebuild rebuild = {.store = store, .catalogue = catalogue, .groups = groups};
  ZbVersionQuery query = {
      .tenant = tenant, .form = form, .period = period, .level = -1, .accepted = TRUE};

  /* Versions and totals are read at different moments: an acceptance between the two shows as a
   * difference that a second look does not find. */
  for (guint look = 0; look < LOOKS; look++) {
    g_clear_pointer (&differences, g_ptr_array_unref);
    differences = compare_once (&rebuild, &query, error);
    if (differences == NULL || differences->len == 0)
      break;
  }
  return g_steal_pointer (&differences);
}
