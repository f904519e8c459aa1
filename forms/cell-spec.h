/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/code-list.h"

/* What a cell of a form may hold. */

typedef enum { ZB_CELL_NUMBER, ZB_CELL_CODE, ZB_CELL_TEXT, ZB_CELL_DATE } ZbCellType;

typedef enum {
  ZB_CELL_COMPUTED = 1 << 0,       /* filled by a calc rule; locked */
  ZB_CELL_PREFILLED = 1 << 1,      /* filled from earlier data; a change needs a reason */
  ZB_CELL_LOCKED = 1 << 2,         /* shown, never typed */
  ZB_CELL_REQUIRED = 1 << 3,       /* blank is a hard finding */
  ZB_CELL_NOT_APPLICABLE = 1 << 4, /* printed as — */
  ZB_CELL_NOT_IN_JOINT = 1 << 5,   /* left empty in the joint January–February period */
  ZB_CELL_OWN_MEASURE = 1 << 6,    /* of a dynamic section's column that states its own measure: the
                                      row's code-list entry does not override it */
} ZbCellFlags;

#define ZB_CELL_MAX_WEIGHT 99

/* What time a figure that several forms ask for speaks of. */
typedef enum {
  ZB_SPAN_NONE,    /* it is asked for here only, or speaks of another period */
  ZB_SPAN_PERIOD,  /* a flow of the form's own period */
  ZB_SPAN_TO_DATE, /* a flow from the first of January to the period's end */
  ZB_SPAN_END,     /* a stock or fact at the period's end */
  ZB_SPAN_OPENING, /* a stock at the end of the year before */
} ZbSpan;

typedef struct {
  ZbCellType type;
  guint scale;              /* decimals of a number */
  const ZbMeasure *measure; /* (nullable) of a number */
  ZbCellFlags flags;
  const ZbCodeList *codes; /* (nullable) of a code */
  guint max_length;        /* of a text, in characters */
  guint weight; /* how sure a figure here is against others, 1 to 99: the lighter is doubted first;
                   0 is 1 */
  const char *prefill;   /* (nullable) the source of a pre-filled cell: "1@-1y" (column@offset) */
  const ZbCode *concept; /* (nullable) what other forms ask for too: see forms/concept.h */
  ZbSpan span;           /* ZB_SPAN_NONE exactly without a concept */
} ZbCellSpec;
