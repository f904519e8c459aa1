/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/memo.h"

#include "forms/period.h"

#include <string.h>

typedef struct {
  gpointer item;
  GDestroyNotify free;
} Kept;

/* Laid out so that looking through those of a unit touches little memory. */
typedef struct {
  const char *form; /* interned: there are few */
  char period[ZB_PERIOD_TEXT_SIZE];
} Lack;

/* What one unit is known not to have. */
typedef struct {
  gint64 unit;
  GArray *lacks; /* Lack */
} Lacking;

struct _ZbMemo {
  GRWLock lock; /* of what follows; those who only ask do not wait for one another */
  GHashTable *items;
  GHashTable *lacking; /* Lacking by unit */
  guint n_lacks;       /* of all units */
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

static void
lacking_free (gpointer data)
{
  Lacking *lacking = data;

  g_array_unref (lacking->lacks);
  g_free (lacking);
}

ZbMemo *
zb_memo_new (void)
{
  ZbMemo *memo = g_new0 (ZbMemo, 1);

  g_rw_lock_init (&memo->lock);
  memo->items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, kept_free);
  memo->lacking = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, lacking_free);
  return memo;
}

void
zb_memo_free (ZbMemo *memo)
{
  if (memo == NULL)
    return;
  g_hash_table_unref (memo->items);
  g_hash_table_unref (memo->lacking);
  g_rw_lock_clear (&memo->lock);
  g_free (memo);
}

/* With the lock held. */
static void
forget_lacks (ZbMemo *memo)
{
  g_hash_table_remove_all (memo->lacking);
  memo->n_lacks = 0;
}

void
zb_memo_forget (ZbMemo *memo)
{
  g_autoptr (GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new (&memo->lock);

  memo->age++;
  g_hash_table_remove_all (memo->items);
  forget_lacks (memo);
}

guint64
zb_memo_age (ZbMemo *memo)
{
  g_autoptr (GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new (&memo->lock);

  return memo->age;
}

gboolean
zb_memo_find (ZbMemo *memo, const char *key, gpointer (*copy) (gpointer item), gpointer *ret_item)
{
  g_autoptr (GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new (&memo->lock);
  const Kept *kept = g_hash_table_lookup (memo->items, key);

  if (kept == NULL)
    return FALSE;
  *ret_item = kept->item != NULL ? copy (kept->item) : NULL;
  return TRUE;
}

void
zb_memo_keep (ZbMemo *memo, const char *key, guint64 age, gpointer item, GDestroyNotify free)
{
  g_autoptr (GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new (&memo->lock);
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

/* With the lock held: where it lies in @lacking (nullable); -1 if it is not known. */
static int
find_lack (const Lacking *lacking, const char *form, const char *period)
{
  guint n = lacking != NULL ? lacking->lacks->len : 0;

  for (guint i = 0; i < n; i++) {
    const Lack *lack = &g_array_index (lacking->lacks, Lack, i);

    if (strcmp (lack->period, period) == 0 && strcmp (lack->form, form) == 0)
      return (int)i;
  }
  return -1;
}

gboolean
zb_memo_lacks (ZbMemo *memo, gint64 unit, const char *form, const char *period)
{
  g_autoptr (GRWLockReaderLocker) locker = g_rw_lock_reader_locker_new (&memo->lock);

  return find_lack (g_hash_table_lookup (memo->lacking, &unit), form, period) >= 0;
}

void
zb_memo_keep_lack (ZbMemo *memo, gint64 unit, const char *form, const char *period, guint64 age)
{
  g_autoptr (GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new (&memo->lock);
  Lacking *lacking = g_hash_table_lookup (memo->lacking, &unit);
  Lack lack;

  if (memo->age != age || find_lack (lacking, form, period) >= 0)
    return;
  if (memo->n_lacks >= ZB_MEMO_MAX_ITEMS) {
    forget_lacks (memo);
    lacking = NULL;
  }
  if (lacking == NULL) {
    lacking = g_new (Lacking, 1);
    *lacking = (Lacking){unit, g_array_new (FALSE, FALSE, sizeof (Lack))};
    g_hash_table_insert (memo->lacking, &lacking->unit, lacking);
  }
  lack.form = g_intern_string (form);
  g_strlcpy (lack.period, period, sizeof lack.period);
  g_array_append_val (lacking->lacks, lack);
  memo->n_lacks++;
}

void
zb_memo_forget_lack (ZbMemo *memo, gint64 unit, const char *form, const char *period)
{
  g_autoptr (GRWLockWriterLocker) locker = g_rw_lock_writer_locker_new (&memo->lock);
  Lacking *lacking = g_hash_table_lookup (memo->lacking, &unit);
  int at = find_lack (lacking, form, period);

  memo->age++;
  if (at < 0)
    return;
  g_array_remove_index_fast (lacking->lacks, (guint)at);
  memo->n_lacks--;
}
