/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/unit.h"

/* The register from a table: CSV with the columns uscc,name,area,zone,industry,size,registration,
 * status,legal_person,contact and those that some forms ask for: vat_kind,trader,key_enterprise,
 * overseas,accounting_standard,workers,group_node,parent_tier. In any order; uscc and name are
 * needed, a column that is missing changes nothing, an empty field unsets. Codes are checked
 * against the catalogue's lists, as far as it has them. */

#define ZB_IMPORT_MAX_BYTES (64 * 1024 * 1024)
#define ZB_IMPORT_MAX_ERRORS 1000

typedef struct {
  int line;
  const char *column; /* static: name of the column, or "" for the line */
  char *text;
} ZbImportError;

typedef struct {
  guint added, changed, unchanged;
  GPtrArray *errors; /* ZbImportError: nothing is written while there is one */
} ZbImportReport;

void zb_import_report_free (ZbImportReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbImportReport, zb_import_report_free)

typedef struct {
  const char *day; /* from which the values hold */
  gint64 time;
  const char *who;
  const char *reason;
  gboolean dry_run;    /* tell what would change, write nothing */
  const ZbActKey *key; /* (nullable) the same again tells what it did the first time */
} ZbImportOptions;

/* NULL only if the store fails or the text is no table at all. @catalogue is nullable. */
ZbImportReport *zb_register_import (ZbStore *store,
                                    const ZbCatalogue *catalogue,
                                    const char *source,
                                    GBytes *csv,
                                    const ZbImportOptions *options,
                                    GError **error);
