/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/register/import.h"

/* One line of an imported table, checked. */
typedef struct {
  int line;
  char *code;
  GArray *values; /* ZbUnitValue; the values belong to the row */
} ZbImportRow;

/* (transfer full) ZbImportRow: the lines without fault; those with one are told in @errors
 * (ZbImportError). NULL only if the text is no table or lacks a needed column. */
GPtrArray *zb_import_read_rows (const ZbCatalogue *catalogue,
                                const char *source,
                                GBytes *csv,
                                GPtrArray *errors,
                                GError **error);
