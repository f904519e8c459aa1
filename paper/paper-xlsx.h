/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

/* Writes the paper as a workbook of one sheet to @path, to be filled in a spreadsheet program and
 * read back (client/import/sheet-import.h): tables below each other, figures as numbers, cells that
 * the form fills or does not ask for shaded. FALSE with ZB_FORMAT_ERROR_IO. */
gboolean zb_paper_to_xlsx (const ZbPaper *paper, const char *path, GError **error);
