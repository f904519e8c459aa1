/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/export/summary-table.h"

/* A summary as a file: one line an item, one column a group. @language chooses the labels. */
GBytes *zb_summary_export_csv (const ZbSummaryTable *table, const char *language);
gboolean zb_summary_export_xlsx (const ZbSummaryTable *table,
                                 const char *language,
                                 const char *path,
                                 GError **error);
