/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* A section's values as they are stored: one dense vector (row-major, as in the form or in key
 * order). */
typedef struct {
  guint section; /* index in the form */
  guint n_rows, n_columns;
  GBytes *keys;    /* (nullable) dynamic: row keys in order, each ended by NUL */
  GBytes *numbers; /* int64 little-endian for each cell, 0 where there is no number */
  GBytes *states;  /* (nullable) ZbCellState for each cell; NULL: all are values */
  GBytes *texts;   /* (nullable) code, text and date cells: "index NUL text NUL", index decimal */
} ZbPackedSection;

void zb_packed_section_free (ZbPackedSection *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackedSection, zb_packed_section_free)

ZbCellState zb_packed_section_state (const ZbPackedSection *section, guint index);
/* The number of cell @index of a section; FALSE if its state is not VALUE. */
gboolean zb_packed_section_number (const ZbPackedSection *section, guint index, gint64 *ret_number);

/* All of a report (ZbPackedSection, by section) as one value, and back: (transfer full), the bytes
 * shared. Fails with CORRUPT on what is cut short or out of order. */
GBytes *zb_packed_sections_join (const GPtrArray *sections);
GPtrArray *zb_packed_sections_split (GBytes *joined, GError **error);
