/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/memo.h"

typedef struct {
  gpointer item;
  GDestroyNotify free;
} Kept;

struct _ZbMemo {
  GMutex lock; /* guards what follows */
  GHashTable *items;
  guint64 age;
};

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  if (kept->item != NULL)
    kept->free (kept->item);
  g_free (kept);
}

ZbMemo *
zb_memo_new (void)
{
  ZbMemo *memo = g_new0 (ZbMemo, 1);

  g_mutex_init (&memo->lock);
  memo->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  return memo;
}

void
zb_memo_free (ZbMemo *memo)
{
  if (memo == NULL)
    return;
  g_hash_table_unref (memo->items);
  g_mutex_clear (&memo->lock);
  g_free (memo);
}

void
zb_memo_forget (ZbMemo *memo)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo->lock);

  memo->age++;
  g_hash_table_remove_all (memo->items);
}

void
zb_memo_forget_item (ZbMemo *memo, const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo->lock);

  memo->age++;
  g_hash_table_remove (memo->items, key);
}

guint64
zb_memo_age (ZbMemo *memo)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo->lock);

  return memo->age;
}

gboolean
zb_memo_find (ZbMemo *memo, const char *key, gpointer (*copy) (gpointer item), gpointer *ret_item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo->lock);
  const Kept *kept = g_hash_table_lookup (memo->items, key);

  if (kept == NULL)
    return FALSE;
  *ret_item = kept->item != NULL ? copy (kept->item) : NULL;
  return TRUE;
}

void
zb_memo_keep (ZbMemo *memo, const char *key, guint64 age, gpointer item, GDestroyNotify free)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&memo->lock);
  Kept *kept = g_new (Kept, 1);

  *kept = (Kept){item, free};
  if (memo->age != age) {
    kept_free (kept);
    return;
  }
  if (g_hash_table_size (memo->items) >= ZB_MEMO_MAX_ITEMS)
    g_hash_table_remove_all (memo->items);
  g_hash_table_replace (memo->items, g_strdup (key), kept);
}
