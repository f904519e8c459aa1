/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* The merged heads above a section's columns, for whatever draws them: windows and paper. */

/* One head: levels count from the top, columns from the section's first. A column's own label goes
 * down to the last level. */
typedef struct {
  const ZbText *label; /* borrowed from the form */
  guint level, n_levels;
  guint column, n_columns;
} ZbColumnHead;

/* How many levels the heads have; the line of printed column codes not counted. At least 1. */
guint zb_section_n_head_levels (const ZbSection *section);
/* (transfer full) array of ZbColumnHead, from the top, each level from the first column. */
GArray *zb_section_column_heads (const ZbSection *section);
