/* SPDX-License-Identifier: Apache-2.0 */
#include "server/review/progress.h"

#include "server/review/error.h"

#include <string.h>

gboolean
zb_progress_by_parse (const char *text, ZbProgressBy *ret_by, GError **error)
{
  static const char *const names[] = {
      [ZB_PROGRESS_BY_TOTAL] = "total",
      [ZB_PROGRESS_BY_DISTRICT] = "district",
      [ZB_PROGRESS_BY_AREA] = "area",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0) {
      *ret_by = (ZbProgressBy)i;
      return TRUE;
    }
  g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID,
               "progress is grouped by total, district or area, not by '%s'", text);
  return FALSE;
}

static void
clear_row (gpointer data)
{
  g_free (((ZbProgressRow *)data)->key);
}

void
zb_progress_free (ZbProgress *progress)
{
  g_clear_pointer (&progress->rows, g_array_unref);
  g_clear_pointer (&progress->missing, g_ptr_array_unref);
  g_free (progress);
}

static const char *
key_of (const ZbObligation *obligation, ZbProgressBy by)
{
  if (by == ZB_PROGRESS_BY_TOTAL)
    return "";
  if (by == ZB_PROGRESS_BY_AREA && obligation->zone && *obligation->zone)
    return obligation->zone;
  return obligation->district ? obligation->district : "";
}

static ZbProgressRow *
row_for (GArray *rows, const char *key)
{
  for (guint i = 0; i < rows->len; i++)
    if (strcmp (g_array_index (rows, ZbProgressRow, i).key, key) == 0)
      return &g_array_index (rows, ZbProgressRow, i);
  ZbProgressRow row = {.key = g_strdup (key)};
  g_array_append_val (rows, row);
  return &g_array_index (rows, ZbProgressRow, rows->len - 1);
}

static void
count (ZbProgressRow *row, const ZbObligation *obligation)
{
  gboolean sent = obligation->state != ZB_REVIEW_NONE && obligation->state != ZB_REVIEW_WITHDRAWN;

  row->exempt += obligation->exempt;
  row->due += obligation->owed && !obligation->exempt;
  row->missing += obligation->owed && !obligation->exempt && !sent;
  if (!sent)
    return;
  row->sent++;
  row->late += obligation->late;
  row->submitted += obligation->state == ZB_REVIEW_SUBMITTED;
  row->passed += obligation->state == ZB_REVIEW_PASSED;
  row->returned += obligation->state == ZB_REVIEW_RETURNED;
  row->accepted += obligation->state == ZB_REVIEW_ACCEPTED || obligation->state == ZB_REVIEW_LOCKED;
}

static gboolean
is_missing (const ZbObligation *obligation)
{
  return obligation->owed && !obligation->exempt &&
         (obligation->state == ZB_REVIEW_NONE || obligation->state == ZB_REVIEW_WITHDRAWN);
}

/* Counts one page; what is missing moves from the page to the result. */
static gint64
count_page (ZbProgress *progress, GPtrArray *page, ZbProgressBy by)
{
  gint64 last = 0;

  for (guint i = 0; i < page->len; i++) {
    ZbObligation *obligation = page->pdata[i];
    last = obligation->id;
    count (row_for (progress->rows, key_of (obligation, by)), obligation);
  }
  for (guint i = page->len; i > 0; i--)
    if (is_missing (page->pdata[i - 1]))
      g_ptr_array_add (progress->missing, g_ptr_array_steal_index (page, i - 1));
  return last;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  return strcmp (((const ZbProgressRow *)a)->key, ((const ZbProgressRow *)b)->key);
}

static int
compare_obligations (gconstpointer a, gconstpointer b)
{
  const ZbObligation *one = *(ZbObligation *const *)a;
  const ZbObligation *two = *(ZbObligation *const *)b;

  return one->id < two->id ? -1 : one->id > two->id;
}

ZbProgress *
zb_progress_read (ZbStore *store, const ZbObligationQuery *query, ZbProgressBy by, GError **error)
{
  g_autoptr (ZbProgress) progress = g_new0 (ZbProgress, 1);
  ZbObligationQuery next = *query;
  guint n = 0;

  progress->rows = g_array_new (FALSE, TRUE, sizeof (ZbProgressRow));
  g_array_set_clear_func (progress->rows, clear_row);
  progress->missing = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_obligation_free);
  next.limit = ZB_STORE_MAX_PAGE;
  do {
    g_autoptr (GPtrArray) page = zb_store_list_obligations (store, &next, error);
    if (!page)
      return NULL;
    n = page->len;
    next.after = count_page (progress, page, by);
  } while (n == ZB_STORE_MAX_PAGE);
  g_array_sort (progress->rows, compare_rows);
  g_ptr_array_sort (progress->missing, compare_obligations);
  return g_steal_pointer (&progress);
}

char *
zb_progress_rate (guint part, guint whole)
{
  guint64 tenths = whole ? ((guint64)part * 2000 + whole) / ((guint64)whole * 2) : 0;

  return g_strdup_printf ("%" G_GUINT64_FORMAT ".%u", tenths / 10, (guint)(tenths % 10));
}
