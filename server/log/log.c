/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"

#include "server/log/tree.h"

struct _ZbLog {
  char *origin;
  ZbLogSealer sealer;
  const ZbSuccession *succession; /* nullable */
  ZbLogTree *tree;                /* as of the last group; NULL: to be read anew */
};

ZbLog *
zb_log_new (const char *origin, ZbLogSealer sealer)
{
  ZbLog *log = g_new0 (ZbLog, 1);

  log->origin = g_strdup (origin);
  log->sealer = sealer;
  return log;
}

void
zb_log_free (ZbLog *log)
{
  if (log == NULL)
    return;
  zb_log_tree_free (log->tree);
  g_free (log->origin);
  g_free (log);
}

void
zb_log_set_succession (ZbLog *log, const ZbSuccession *succession)
{
  log->succession = succession;
}

/* Those that lead to the newest who signed. */
static char *
keys_cb (gpointer self, const char *note)
{
  const ZbLog *log = self;
  guint newest = 0;

  if (log->succession != NULL)
    zb_succession_count_lines (log->succession, note, &newest);
  return newest > 1 ? zb_succession_write (log->succession, newest) : NULL;
}

static GBytes *
load_tile_cb (guint level, guint64 index, gpointer data, GError **error)
{
  return zb_journal_group_read_tile (data, level, index, error);
}

static gboolean
store_tile_cb (guint level, guint64 index, GBytes *hashes, gpointer data, GError **error)
{
  return zb_journal_group_write_tile (data, level, index, hashes, error);
}

static void
discard_cb (gpointer self)
{
  ZbLog *log = self;

  g_clear_pointer (&log->tree, zb_log_tree_free);
}

static gboolean
append_records (ZbLog *log, ZbJournalGroup *group, GError **error)
{
  guint64 first = zb_journal_group_first (group);

  if (log->tree != NULL && zb_log_tree_size (log->tree) != first)
    discard_cb (log);
  if (log->tree == NULL)
    log->tree = zb_log_tree_new (first);
  zb_log_tree_set_load (log->tree, load_tile_cb, group);
  for (guint i = 0; i < zb_journal_group_length (group); i++) {
    ZbHash leaf = zb_log_record_hash (zb_journal_group_record (group, i));

    if (!zb_log_tree_append (log->tree, &leaf, error))
      return FALSE;
  }
  return TRUE;
}

static ZbSeal *
seal_group (ZbLog *log, ZbJournalGroup *group, GError **error)
{
  g_autoptr (ZbSeal) seal = zb_seal_new ();
  ZbCheckpoint checkpoint = {.origin = log->origin};

  if (!append_records (log, group, error) || !zb_log_tree_root (log->tree, &checkpoint.root, error))
    return NULL;
  checkpoint.size = zb_log_tree_size (log->tree);
  seal->first = zb_journal_group_first (group);
  seal->size = checkpoint.size;
  seal->time = zb_journal_group_time (group);
  seal->paths = zb_merkle_inclusions (seal->first, seal->size, seal->size, zb_log_tree_read,
                                      log->tree, error);
  if (seal->paths != NULL &&
      log->sealer.seal (log->sealer.self, &checkpoint, seal->time, &seal->note, &seal->signature,
                        error) &&
      zb_log_tree_settle (log->tree, store_tile_cb, group, error)) {
    seal->keys = keys_cb (log, seal->note);
    return g_steal_pointer (&seal);
  }
  return NULL;
}

static ZbSeal *
seal_cb (gpointer self, ZbJournalGroup *group, GError **error)
{
  ZbSeal *seal = seal_group (self, group, error);

  if (seal == NULL)
    discard_cb (self);
  return seal;
}

ZbJournal
zb_log_journal (ZbLog *log)
{
  static const ZbJournalInterface interface = {
      .seal = seal_cb, .discard = discard_cb, .keys = keys_cb};

  return (ZbJournal){.interface = &interface, .self = log};
}
