/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* Where the measures of a section are printed. */
typedef enum {
  ZB_MEASURES_NONE,       /* there are no figures */
  ZB_MEASURES_OF_SECTION, /* one for all, above the table */
  ZB_MEASURES_OF_ROWS,    /* in a column of their own */
  ZB_MEASURES_OF_COLUMNS, /* in the heads */
} ZbMeasurePlace;

ZbMeasurePlace zb_section_measure_place (const ZbSection *section);
/* The names of the measures in a fixed row, with strokes between; NULL for a row without figures.
 * Caller frees. */
char *zb_section_row_measure (const ZbSection *section, guint row, const char *language);
/* The one measure of the whole section or of a column; NULL if there is none. */
const ZbMeasure *zb_section_measure (const ZbSection *section);
const ZbMeasure *zb_section_column_measure (const ZbSection *section, guint column);
