/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Where the store and the transparency log meet. The store keeps records, tiles and checkpoints in
 * the same transaction as the acts; what they mean is server/log's affair, called back through this
 * interface. A tile is a run of 1–256 hashes of 32 bytes, at tile level L those of tree level 8·L
 * (C2SP tlog-tiles). */

/* The proof of one commit group, shared by its acts. */
typedef struct {
  guint64 first, size; /* leaves @first … @size - 1 are the group's; @size is the tree's */
  gint64 time;
  char *note;        /* the signed checkpoint */
  GBytes *signature; /* one CAdES of the node's receipt key over the note */
  char *keys;        /* (nullable) by which the log's keys vouch for who signed the note */
  GPtrArray *paths;  /* GBytes for each of the group's leaves: inclusion path, 32 bytes a hash */
} ZbSeal;

ZbSeal *zb_seal_new (void);
ZbSeal *zb_seal_ref (ZbSeal *seal);
void zb_seal_unref (ZbSeal *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeal, zb_seal_unref)

/* The open group, valid only inside seal(). */
typedef struct _ZbJournalGroup ZbJournalGroup;

guint64 zb_journal_group_first (const ZbJournalGroup *group); /* the tree's size before */
guint zb_journal_group_length (const ZbJournalGroup *group);
const char *zb_journal_group_record (const ZbJournalGroup *group, guint index);
gint64 zb_journal_group_time (const ZbJournalGroup *group);
/* (transfer full) NULL without an error if there is no such tile. */
GBytes *
zb_journal_group_read_tile (ZbJournalGroup *group, guint level, guint64 index, GError **error);
gboolean zb_journal_group_write_tile (
    ZbJournalGroup *group, guint level, guint64 index, GBytes *hashes, GError **error);

typedef struct {
  /* Extends the tree and signs it, on the writer's thread, before the group is durable. A failure
   * fails the group. (transfer full) */
  ZbSeal *(*seal) (gpointer self, ZbJournalGroup *group, GError **error);
  /* The group sealed last was not kept: forget it. */
  void (*discard) (gpointer self);
  /* What .keys of the seal with @note was. (transfer full) */
  char *(*keys) (gpointer self, const char *note);
} ZbJournalInterface;

typedef struct {
  const ZbJournalInterface *interface;
  gpointer self;
} ZbJournal;
