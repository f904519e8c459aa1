/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/version.h"

/* The reports of a form and period, cell by cell: one line a cell that is not blank, with unit,
 * name, district, zone, section, row, column, value. */
GBytes *zb_reports_export_csv (ZbStore *store,
                               const ZbCatalogue *catalogue,
                               const ZbVersionQuery *query,
                               GError **error);
/* The same as a workbook: one sheet a section, one line a unit (and key), one column a cell or
 * column of the form. */
gboolean zb_reports_export_xlsx (ZbStore *store,
                                 const ZbCatalogue *catalogue,
                                 const ZbVersionQuery *query,
                                 const char *language,
                                 const char *path,
                                 GError **error);
