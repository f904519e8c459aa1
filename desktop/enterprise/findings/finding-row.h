/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/model/report-model.h"

/* The groups of the panel, in their order. */
typedef enum {
  ZB_FINDING_GROUP_REFUSED, /* texts that are no values */
  ZB_FINDING_GROUP_HARD,
  ZB_FINDING_GROUP_QUASI,
  ZB_FINDING_GROUP_SOFT,
  ZB_FINDING_GROUP_CHANGE,  /* pre-filled figures that were changed */
  ZB_FINDING_GROUP_REMARK,  /* the bureau's remarks on cells */
  ZB_FINDING_GROUP_SETTLED, /* explained, or waived by the bureau */
  ZB_FINDING_GROUP_INFO,
} ZbFindingGroup;

/* What a row is about; all of it is borrowed, a finding lives until the next check. */
typedef struct {
  ZbFindingGroup group;
  const ZbFinding *finding; /* of a finding */
  const char *item;         /* of a change, a remark: the cell */
  guint n;                  /* of refused texts: how many cells */
} ZbFindingSubject;

/* What names the subject for as long as it is there. (transfer full) */
char *zb_finding_subject_dup_key (const ZbFindingSubject *subject);
ZbFindingGroup zb_finding_group_of (const ZbFinding *finding);
/* "Errors", "To explain" … (static) */
const char *zb_finding_group_words (ZbFindingGroup group);

/* A finding in the findings panel: what is wrong, both sides, where the figures come from, earlier
 * figures, its explanation. It stays for as long as its subject does, and shows each state of the
 * report anew. Signal: "explain". */
#define ZB_TYPE_FINDING_ROW (zb_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (ZbFindingRow, zb_finding_row, ZB, FINDING_ROW, GtkListBoxRow)

/* @key: of its subject, copied. */
GtkWidget *zb_finding_row_new (const char *key);
/* @subject: the one the row was made for, as it is now. */
void zb_finding_row_show (ZbFindingRow *row, ZbReportModel *model, const ZbFindingSubject *subject);

const char *zb_finding_row_get_key (ZbFindingRow *row); /* borrowed */
ZbFindingGroup zb_finding_row_get_group (ZbFindingRow *row);
/* The finding's instance, or the item of a cell; NULL for refused texts (borrowed). */
const char *zb_finding_row_get_subject (ZbFindingRow *row);
const char *zb_finding_row_get_message (ZbFindingRow *row); /* borrowed */
/* The cell to jump to (borrowed each); FALSE when it has none in this report. */
gboolean zb_finding_row_get_cell (ZbFindingRow *row,
                                  const char **ret_section,
                                  const char **ret_row,
                                  const char **ret_column);
