/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/world.h"

/* One cell that a rule looked at, wherever it lies: what findings say of it. */
typedef struct {
  const ZbReport *report; /* NULL where the report is not here */
  const ZbForm *form;     /* (nullable) */
  const char *form_id;
  ZbPeriod period;
  gboolean has_period;
  gboolean is_own; /* of the report that is checked */
  const char *section_id, *row, *column;
  const ZbSection *section;    /* (nullable) */
  int row_index, column_index; /* -1 where the report has no such row or column */
} ZbCellPlace;

ZbCellPlace zb_cell_place_of_slot (const ZbWorld *world, guint slot);
/* Of row @row of the row slot's domain. */
ZbCellPlace zb_cell_place_of_row_slot (const ZbWorld *world, guint row_slot, guint row);
ZbCellPlace zb_cell_place_of_key_slot (const ZbWorld *world, guint key_slot, const char *key);
ZbCellPlace
zb_cell_place_of_report (const ZbReport *report, guint section, guint row, guint column);

ZbCellState zb_cell_place_state (const ZbCellPlace *place);
/* Exact decimal or text; NULL where there is no value. */
char *zb_cell_place_value (const ZbCellPlace *place);
/* The same with thousands separators, or what stands for its absence; never NULL. */
char *zb_cell_place_display (const ZbCellPlace *place, const char *language);
/* The measure of its figure; NULL for texts and cells without one. */
const ZbMeasure *zb_cell_place_measure (const ZbCellPlace *place);
/* The row's printed name; of a chosen row the name in its code list. */
char *zb_cell_place_row_name (const ZbCellPlace *place, const char *language);
/* The column's printed heads, outermost first: "上年同期本月". */
char *zb_cell_place_column_name (const ZbCellPlace *place, const char *language);
