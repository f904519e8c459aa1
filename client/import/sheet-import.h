/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/import-profile.h"
#include "client/import/incoming.h"
#include "client/import/spreadsheet.h"

/* What a spreadsheet says of a report's cells. Tables are found by their heads, as printed, by name
 * or by code, in either language; rows by name or code in front of the figures; a table in two
 * halves, several tables of a sheet and several sheets are all read. A list with the heads section,
 * row, column, value (forms/report-csv.h) is read too. Figures count what their row, their column's
 * head, the profile or a line above the table says, else what the cell does.
 *
 * Where no row, or not even a column, is known, what the file calls them comes as unknown, to be
 * told by a profile. @profile is nullable. ZB_CLIENT_ERROR_NOT_FOUND when there is no table. */
ZbIncoming *zb_sheet_import (const ZbSpreadsheet *book,
                             ZbReport *report,
                             const ZbImportProfile *profile,
                             GError **error);
