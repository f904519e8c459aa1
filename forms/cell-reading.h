/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-spec.h"
#include "forms/decimal.h"

/* What a person typed, pasted or keeps in a spreadsheet, read as a cell of a form. */

typedef enum {
  ZB_CELL_FAULT_NONE,
  ZB_CELL_FAULT_NOT_A_NUMBER,
  ZB_CELL_FAULT_CALCULATION,  /* "=1+": cannot be worked out */
  ZB_CELL_FAULT_OUT_OF_RANGE, /* what a calculation or conversion comes to does not fit */
  ZB_CELL_FAULT_TOO_LONG,     /* more than 18 digits */
  ZB_CELL_FAULT_DECIMALS,     /* more than the cell takes */
  ZB_CELL_FAULT_NOT_IN_LIST,
  ZB_CELL_FAULT_NOT_A_DATE,
  ZB_CELL_FAULT_TEXT,    /* longer than the cell takes, or unprintable */
  ZB_CELL_FAULT_MEASURE, /* counts something else: US dollars for yuan */
} ZbCellFault;

/* @typed in canonical notation, "" for blanks; *ret_text is the caller's to free and untouched when
 * there is a fault. */
ZbCellFault zb_cell_read_typed (const ZbCellSpec *spec, const char *typed, char **ret_text);
/* The same of a figure that is counted in @measure (nullable: the cell's own). Where the cell holds
 * fewer digits it is rounded half up, and *ret_rounded is TRUE; without conversion nothing is
 * rounded. */
ZbCellFault zb_cell_read_measured (const ZbCellSpec *spec,
                                   const char *typed,
                                   const ZbMeasure *measure,
                                   char **ret_text,
                                   gboolean *ret_rounded);
