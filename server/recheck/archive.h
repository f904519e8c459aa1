/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/version.h"
#include "validators/columns/column-file.h"

/* The reports of one form edition and period that count, each unit's latest unless it was returned
 * or withdrawn, by column: a file in a folder of the node, made anew when reports have come, gone
 * or changed since. */
typedef struct {
  ZbForm *form;
  ZbPeriod period;
  ZbColumnFile *file;
  GPtrArray *versions; /* ZbVersion, in the order of the file */
  guint n_other;       /* reports of another edition, left out */
  gboolean is_new;     /* the file had to be made */
} ZbArchive;

typedef struct {
  ZbStore *store;
  const ZbCatalogue *catalogue;
  const char *folder; /* made if need be */
} ZbArchiveDesk;

/* NULL also where two unlike reports claim to be of @form. */
ZbArchive *
zb_archive_read (const ZbArchiveDesk *desk, ZbForm *form, ZbPeriod period, GError **error);
void zb_archive_free (ZbArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbArchive, zb_archive_free)
/* The whole report of number @index. (transfer full) */
ZbReport *zb_archive_report (const ZbArchive *archive, ZbStore *store, guint index, GError **error);
