/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/journal.h"
#include "storage/database.h"

struct _ZbJournalGroup {
  ZbDatabase *database;
  guint64 first;
  gint64 time;
  GPtrArray *records; /* char*, borrowed from the acts */
};

/* Where the log stands at the beginning of a group. */
ZbJournalGroup *zb_journal_group_new (ZbDatabase *database, gint64 time, GError **error);
void zb_journal_group_free (ZbJournalGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbJournalGroup, zb_journal_group_free)
/* Stores the checkpoint of @seal. */
gboolean zb_journal_group_keep_seal (ZbJournalGroup *group, const ZbSeal *seal, GError **error);
