/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/journal-private.h"

#include "storage/statement.h"

static void
clear_seal (gpointer data)
{
  ZbSeal *seal = data;

  g_free (seal->note);
  g_free (seal->keys);
  g_clear_pointer (&seal->signature, g_bytes_unref);
  g_clear_pointer (&seal->paths, g_ptr_array_unref);
}

ZbSeal *
zb_seal_new (void)
{
  return g_atomic_rc_box_new0 (ZbSeal);
}

ZbSeal *
zb_seal_ref (ZbSeal *seal)
{
  return g_atomic_rc_box_acquire (seal);
}

void
zb_seal_unref (ZbSeal *seal)
{
  if (seal != NULL)
    g_atomic_rc_box_release_full (seal, clear_seal);
}

ZbJournalGroup *
zb_journal_group_new (ZbDatabase *database, gint64 time, GError **error)
{
  ZbJournalGroup *group;
  ZbStatement *row;

  if (!zb_database_query (database, "SELECT coalesce(max(id) + 1, ?1) FROM log_leaf", &row, error,
                          zb_value_int (0)))
    return NULL;
  group = g_new0 (ZbJournalGroup, 1);
  group->database = database;
  group->first = (guint64)zb_statement_int (row, 0);
  group->time = time;
  group->records = g_ptr_array_new ();
  zb_statement_reset (row);
  return group;
}

void
zb_journal_group_free (ZbJournalGroup *group)
{
  if (group == NULL)
    return;
  g_ptr_array_unref (group->records);
  g_free (group);
}

guint64
zb_journal_group_first (const ZbJournalGroup *group)
{
  return group->first;
}

guint
zb_journal_group_length (const ZbJournalGroup *group)
{
  return group->records->len;
}

const char *
zb_journal_group_record (const ZbJournalGroup *group, guint index)
{
  g_return_val_if_fail (index < group->records->len, NULL);

  return g_ptr_array_index (group->records, index);
}

gint64
zb_journal_group_time (const ZbJournalGroup *group)
{
  return group->time;
}

GBytes *
zb_journal_group_read_tile (ZbJournalGroup *group, guint level, guint64 index, GError **error)
{
  ZbStatement *row;
  GBytes *hashes;

  if (!zb_database_query (group->database,
                          "SELECT hashes FROM log_tile WHERE level = ?1 AND number = ?2", &row,
                          error, zb_value_int (level), zb_value_int ((gint64)index)) ||
      row == NULL)
    return NULL;
  hashes = zb_statement_dup_bytes (row, 0);
  zb_statement_reset (row);
  return hashes;
}

gboolean
zb_journal_group_write_tile (
    ZbJournalGroup *group, guint level, guint64 index, GBytes *hashes, GError **error)
{
  return zb_database_run (group->database,
                          "INSERT INTO log_tile (level, number, hashes) VALUES (?1, ?2, ?3) "
                          "ON CONFLICT DO UPDATE SET hashes = excluded.hashes",
                          error, zb_value_int (level), zb_value_int ((gint64)index),
                          zb_value_bytes (hashes));
}

gboolean
zb_journal_group_keep_seal (ZbJournalGroup *group, const ZbSeal *seal, GError **error)
{
  return zb_database_run (
      group->database,
      "INSERT INTO log_checkpoint (size, time, note, signature) VALUES (?1, ?2, ?3, ?4)", error,
      zb_value_int ((gint64)seal->size), zb_value_int (seal->time), zb_value_text (seal->note),
      zb_value_bytes (seal->signature));
}
