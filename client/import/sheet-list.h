/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/form-names.h"
#include "client/import/incoming.h"
#include "client/import/spreadsheet.h"

/* Reads a sheet that lists cells, one a line, under the heads section, row, column and value (行,
 * 列, 数值). FALSE, and nothing is read, if it is no such list. */
gboolean zb_sheet_list_import (const ZbSpreadsheet *book,
                               guint sheet,
                               const ZbFormNames *names,
                               ZbIncoming *incoming);
