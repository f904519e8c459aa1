/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/version.h"
#include "validators/columns/column-file.h"

/* Reports of one form edition and period by column: a file in a folder of the node, brought up to
 * date when reports have come, gone or changed since. Only blocks in which that happened are packed
 * anew, and only reports that are new to the file are read. */
typedef struct {
  ZbForm *form;
  ZbPeriod period;
  ZbColumnFile *file;
  GPtrArray *versions; /* ZbVersion, in the order of the file; NULL where a place is vacant */
  guint n_other;       /* reports of another edition, left out */
  guint n_read;        /* reports that had to be read */
  guint n_packed;      /* blocks that had to be packed */
  gboolean is_new;     /* the file had to be written */
} ZbArchive;

typedef struct {
  ZbStore *store;
  const ZbCatalogue *catalogue;
  const char *folder; /* made if need be */
} ZbArchiveDesk;

/* The reports that count: each unit's latest, unless it was returned or withdrawn. NULL also where
 * two unlike reports claim to be of @form. */
ZbArchive *
zb_archive_read (const ZbArchiveDesk *desk, ZbForm *form, ZbPeriod period, GError **error);
void zb_archive_free (ZbArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbArchive, zb_archive_free)
/* The reports of @form, by id, that other reports' rules see (zb_store_read_reference()): an
 * archive for each edition. (transfer full) ZbArchive. */
GPtrArray *zb_archive_read_references (const ZbArchiveDesk *desk,
                                       const char *form,
                                       ZbPeriod period,
                                       GError **error);
/* The whole report of number @index. (transfer full) */
ZbReport *zb_archive_report (const ZbArchive *archive, ZbStore *store, guint index, GError **error);
