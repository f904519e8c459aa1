/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What a grid's model says of its rows, columns and cells: plain values, no widgets. */

typedef enum {
  ZB_GRID_ROW_CELLS, /* a row of cells */
  ZB_GRID_ROW_TITLE, /* a section's title across the width */
  ZB_GRID_ROW_HEAD,  /* merged column heads; stays at the top while rows below it are in view */
  ZB_GRID_ROW_NOTE,  /* a remark of the printed form across the width */
  ZB_GRID_ROW_ADD,   /* the place to add a row to a dynamic section */
} ZbGridRowKind;

typedef struct {
  ZbGridRowKind kind;
  guint lines;        /* least height in lines of text, 0 counts as 1; not used for HEAD rows */
  gboolean merged;    /* some cells span columns: the grid then asks the model for spans */
  gboolean removable; /* a dynamic row: Ctrl+minus and the menu offer to remove it */
} ZbGridRow;

#define ZB_GRID_MOST_LINES 3

typedef struct {
  guint width_chars; /* least width, in digits */
  guint weight;      /* its share of the width that is left over, 0: none */
  gboolean rule;     /* a strong line follows: the halves of a form printed in two columns */
  gboolean wraps;    /* long stub texts take more lines, up to ZB_GRID_MOST_LINES, not more width */
} ZbGridColumn;

typedef enum {
  ZB_GRID_CELL_PLAIN = 0,
  ZB_GRID_CELL_STUB = 1 << 0,           /* name, unit, code …: read, never focused */
  ZB_GRID_CELL_COMPUTED = 1 << 1,       /* the form computes it: shaded, locked */
  ZB_GRID_CELL_LOCKED = 1 << 2,         /* shown, not edited */
  ZB_GRID_CELL_PREFILLED = 1 << 3,      /* filled in by the system and not yet touched */
  ZB_GRID_CELL_NOT_APPLICABLE = 1 << 4, /* the form has no figure here: a dash */
  ZB_GRID_CELL_ABSENT = 1 << 5,         /* the section has no such column: blank paper */
  ZB_GRID_CELL_CHANGED = 1 << 6,        /* differs from the version before */
  ZB_GRID_CELL_REMARK = 1 << 7,         /* a reviewer wrote a remark on it */
  ZB_GRID_CELL_SUSPECT = 1 << 8,        /* probably wrong: a change here would mend what fails */
  ZB_GRID_CELL_NOTE = 1 << 9,           /* the person noted something on it */
} ZbGridCellFlags;

/* What keeps a cell from being edited. */
#define ZB_GRID_CELL_FIXED                                                                         \
  (ZB_GRID_CELL_STUB | ZB_GRID_CELL_COMPUTED | ZB_GRID_CELL_LOCKED | ZB_GRID_CELL_NOT_APPLICABLE | \
   ZB_GRID_CELL_ABSENT)

/* What keeps a cell from being focused. */
#define ZB_GRID_CELL_UNREACHABLE (ZB_GRID_CELL_STUB | ZB_GRID_CELL_ABSENT)

/* The worst finding on a cell; each has a shape of its own beside its colour. */
typedef enum {
  ZB_GRID_MARK_NONE,
  ZB_GRID_MARK_INFO,
  ZB_GRID_MARK_SOFT,
  ZB_GRID_MARK_QUASI,
  ZB_GRID_MARK_HARD,
  ZB_GRID_MARK_REFUSED, /* the grid's own: a text the model refused still stands in the cell */
} ZbGridMark;

typedef enum {
  ZB_GRID_ALIGN_START,
  ZB_GRID_ALIGN_CENTRE,
  ZB_GRID_ALIGN_END,
} ZbGridAlign;

typedef struct {
  char *text; /* as shown, thousands separators included; NULL is empty; owned */
  ZbGridCellFlags flags;
  ZbGridMark mark;
  ZbGridAlign align;
  guint indent; /* steps, for "of which" rows */
} ZbGridContent;

static inline void
zb_grid_content_clear (ZbGridContent *content)
{
  g_clear_pointer (&content->text, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbGridContent, zb_grid_content_clear)
