/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* The values of a report as they are stored: for each section one dense vector (row-major, as in
 * the form or in key order). A cache beside the signed bytes, never shown as evidence. */
typedef struct {
  guint section; /* index in the form */
  guint n_rows, n_columns;
  GBytes *keys;    /* (nullable) dynamic: row keys in order, each ended by NUL */
  GBytes *numbers; /* int64 little-endian for each cell, 0 where there is no number */
  GBytes *states;  /* (nullable) ZbCellState for each cell; NULL: all are values */
  GBytes *texts;   /* (nullable) code, text and date cells: "index NUL text NUL", index decimal */
} ZbPackedSection;

typedef struct {
  GPtrArray *sections; /* ZbPackedSection: those with anything but blanks, by section */
  GBytes *fields;      /* header and signer fields that are filled: "id NUL text NUL" */
} ZbPackedReport;

ZbPackedReport *zb_packed_report_new (const ZbReport *report);
void zb_packed_report_free (ZbPackedReport *packed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackedReport, zb_packed_report_free)
void zb_packed_section_free (ZbPackedSection *section);

/* The number of cell @index of a section; FALSE if its state is not VALUE. */
gboolean zb_packed_section_number (const ZbPackedSection *section, guint index, gint64 *ret_number);

/* Back into a report of the same @form. Fails with CORRUPT where shapes do not agree. */
ZbReport *zb_packed_report_unpack (const ZbPackedReport *packed,
                                   ZbForm *form,
                                   const char *package_digest,
                                   const char *unit,
                                   ZbPeriod period,
                                   GError **error);
