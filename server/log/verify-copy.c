/* SPDX-License-Identifier: Apache-2.0 */
/* The log beside a copy of it that another node keeps: who has all rights and all keys here can
 * write another history, but not that one. */
#include "exchange/log-bundle.h"
#include "server/log/log.h"
#include "server/log/record.h"
#include "server/log/tree.h"
#include "server/log/verify.h"

#include <string.h>

#define TABLE "log_leaf"
#define WIDTH ZB_LOG_BUNDLE_WIDTH

typedef struct {
  ZbStore *store;
  const ZbLogCopy *copy;
  ZbLogReport *report;
  GHashTable *copied;    /* ZbHash of each record of the copy … */
  GHashTable *here;      /* … and of each of the store, with its index */
  GHashTable *explained; /* indexes of records of the store that were changed */
  gint64 shift;          /* where the store has what the copy has, as far as was looked */
} Compare;

static guint
hash_of_hash (gconstpointer key)
{
  guint start;

  memcpy (&start, key, sizeof start);
  return start;
}

static gboolean
hashes_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (ZbHash)) == 0;
}

static void
compare_clear (Compare *compare)
{
  g_clear_pointer (&compare->copied, g_hash_table_unref);
  g_clear_pointer (&compare->here, g_hash_table_unref);
  g_clear_pointer (&compare->explained, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Compare, compare_clear)

/* A record of the store by its place; NULL without an error for one that is gone. */
static char *
read_here (const Compare *compare, gint64 index, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbLeaf) leaf =
      index >= 0 ? zb_store_read_leaf (compare->store, (guint64)index, &failure) : NULL;

  if (failure && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND))
    g_propagate_error (error, failure);
  else
    g_clear_error (&failure);
  return leaf ? g_steal_pointer (&leaf->record) : NULL;
}

static void
add (const Compare *compare,
     ZbLogFaultKind kind,
     gint64 index,
     const char *record,
     const char *field,
     const char *expected,
     const char *found)
{
  g_autofree char *row = g_strdup_printf ("%" G_GINT64_FORMAT, index);

  zb_log_report_add (compare->report, &(ZbLogFault){.kind = kind,
                                                    .leaf = index,
                                                    .table = TABLE,
                                                    .row = row,
                                                    .name = record,
                                                    .field = field,
                                                    .expected = expected,
                                                    .found = found});
}

/* Word by word, so that it is told what was changed: a time that lies earlier was dated back. */
static void
add_changes (const Compare *compare, gint64 index, const char *copied, const char *here)
{
  static const char *const fields[] = {"time",      "event",   "sender", "message",
                                       "container", "receipt", "signer", "outcome"};
  g_auto (GStrv) expected = g_strsplit (copied, " ", G_N_ELEMENTS (fields));
  g_auto (GStrv) found = g_strsplit (here, " ", G_N_ELEMENTS (fields));

  if (g_strv_length (expected) != G_N_ELEMENTS (fields) ||
      g_strv_length (found) != G_N_ELEMENTS (fields)) {
    add (compare, ZB_LOG_FAULT_LEAF, index, NULL, NULL, copied, here);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (strcmp (expected[i], found[i]) != 0)
      add (compare, ZB_LOG_FAULT_LEAF, index, copied, fields[i], expected[i], found[i]);
}

/* Elsewhere, changed or gone. */
static gboolean
explain (Compare *compare, guint64 index, const char *copied, GError **error)
{
  gint64 place = (gint64)index + compare->shift;
  GError *failure = NULL;
  g_autofree char *here = read_here (compare, place, &failure);
  ZbHash hash = zb_log_record_hash (copied);
  gpointer elsewhere = NULL;

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (here && strcmp (here, copied) == 0)
    return TRUE;
  if (g_hash_table_lookup_extended (compare->here, &hash, NULL, &elsewhere)) {
    g_autofree char *wanted = g_strdup_printf ("%" G_GUINT64_FORMAT, index);
    g_autofree char *found = g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *)elsewhere);

    add (compare, ZB_LOG_FAULT_LEAF, (gint64)index, copied, "id", wanted, found);
    compare->shift = (gint64) * (const guint64 *)elsewhere - (gint64)index;
    return TRUE;
  }
  ZbHash other = here ? zb_log_record_hash (here) : hash;
  if (here && !g_hash_table_contains (compare->copied, &other)) {
    add_changes (compare, place, copied, here);
    g_hash_table_add (compare->explained, g_memdup2 (&other, sizeof other));
    return TRUE;
  }
  add (compare, ZB_LOG_FAULT_MISSING, (gint64)index, copied, NULL, NULL, NULL);
  /* Those behind it have moved up, unless its place is empty. */
  if (here)
    compare->shift--;
  return TRUE;
}

/* What stands between records of the copy and is none of them. */
static gboolean
check_strangers (const Compare *compare, GError **error)
{
  gint64 end = (gint64)zb_log_copy_size (compare->copy) + compare->shift;

  for (gint64 index = 0; index < end; index++) {
    GError *failure = NULL;
    g_autofree char *here = read_here (compare, index, &failure);

    if (failure) {
      g_propagate_error (error, failure);
      return FALSE;
    }
    if (!here)
      continue;
    ZbHash hash = zb_log_record_hash (here);
    if (!g_hash_table_contains (compare->copied, &hash) &&
        !g_hash_table_contains (compare->explained, &hash))
      add (compare, ZB_LOG_FAULT_UNLOGGED, index, here, NULL, NULL, NULL);
  }
  return TRUE;
}

/* Each record of the copy goes to @look. */
static gboolean
walk (Compare *compare,
      gboolean (*look) (Compare *compare, guint64 index, const char *record, GError **error),
      GError **error)
{
  guint64 size = zb_log_copy_size (compare->copy);

  for (guint64 first = 0; first < size; first += WIDTH) {
    g_autoptr (GPtrArray) records = zb_log_copy_read_bundle (compare->copy, first / WIDTH, error);

    if (!records)
      return FALSE;
    for (guint i = 0; i < records->len; i++)
      if (!look (compare, first + i, records->pdata[i], error))
        return FALSE;
  }
  return TRUE;
}

static gboolean
note_copied (Compare *compare, guint64 index, const char *record, GError **error)
{
  ZbHash hash = zb_log_record_hash (record);

  g_hash_table_add (compare->copied, g_memdup2 (&hash, sizeof hash));
  return TRUE;
}

static gboolean
note_here (Compare *compare, GError **error)
{
  guint64 next = 0;

  for (;;) {
    g_autoptr (GPtrArray) leaves =
        zb_store_list_leaves (compare->store, next, ZB_STORE_MAX_PAGE, error);

    if (!leaves)
      return FALSE;
    for (guint i = 0; i < leaves->len; i++) {
      const ZbLeaf *leaf = leaves->pdata[i];
      ZbHash hash = zb_log_record_hash (leaf->record);

      g_hash_table_replace (compare->here, g_memdup2 (&hash, sizeof hash),
                            g_memdup2 (&leaf->index, sizeof leaf->index));
      next = leaf->index + 1;
    }
    if (leaves->len < ZB_STORE_MAX_PAGE)
      return TRUE;
  }
}

/* Whether both are the same as far as the copy reaches; also whether the copy is whole. */
static gboolean
compare_quickly (const Compare *compare, gboolean *ret_same, GError **error)
{
  guint64 size = zb_log_copy_size (compare->copy);
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (0);

  *ret_same = TRUE;
  for (guint64 first = 0; first < size; first += WIDTH) {
    g_autoptr (GPtrArray) records = zb_log_copy_read_bundle (compare->copy, first / WIDTH, error);
    g_autoptr (GPtrArray) leaves =
        records ? zb_store_list_leaves (compare->store, first, records->len, error) : NULL;

    if (!leaves)
      return FALSE;
    for (guint i = 0; i < records->len; i++) {
      const ZbLeaf *leaf = i < leaves->len ? leaves->pdata[i] : NULL;
      ZbHash hash = zb_log_record_hash (records->pdata[i]);

      if (!leaf || leaf->index != first + i || strcmp (leaf->record, records->pdata[i]) != 0)
        *ret_same = FALSE;
      if (!zb_log_tree_append (tree, &hash, error))
        return FALSE;
    }
    if (!zb_log_tree_settle (tree, NULL, NULL, error))
      return FALSE;
  }
  return zb_log_copy_check (compare->copy, tree, error);
}

gboolean
zb_log_verify_copy (ZbStore *store, const ZbLogCopy *copy, ZbLogReport *report, GError **error)
{
  g_auto (Compare) compare = {.store = store, .copy = copy, .report = report};
  gboolean same = FALSE;

  if (!compare_quickly (&compare, &same, error))
    return FALSE;
  report->copied = zb_log_copy_size (copy);
  if (same)
    return TRUE;
  compare.copied = g_hash_table_new_full (hash_of_hash, hashes_equal, g_free, NULL);
  compare.here = g_hash_table_new_full (hash_of_hash, hashes_equal, g_free, g_free);
  compare.explained = g_hash_table_new_full (hash_of_hash, hashes_equal, g_free, NULL);
  return walk (&compare, note_copied, error) && note_here (&compare, error) &&
         walk (&compare, explain, error) && check_strangers (&compare, error);
}
