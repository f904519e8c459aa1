/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* How a column file lies on disk: in this machine's byte order, every table and every vector of
 * lanes aligned to ZB_COLUMN_ALIGN. A file is made again from the reports when it does not fit, so
 * there is one version and no conversion. */

#define ZB_COLUMN_MAGIC "ZBCOLS1\n"
#define ZB_COLUMN_ALIGN 64
/* Reports, or rows of a dynamic section, to a block. */
#define ZB_LANES 1024
#define ZB_LANE_WORDS (ZB_LANES / 64)
#define ZB_COLUMN_UNIT_SIZE 24
#define ZB_COLUMN_MAX_REPORTS (G_GUINT64_CONSTANT (1) << 31)
#define ZB_COLUMN_MAX_COLUMNS 200000

typedef struct {
  guint64 offset, count; /* in items of the table */
} ZbColumnTable;

typedef struct {
  char magic[8];
  guint64 length; /* of the file */
  guint64 sum;    /* of header (with this field 0) and tables */
  char form[32];
  char edition[32];
  guint64 shape; /* of the form's sections, rows, columns and scales */
  gint32 period_year;
  guint32 period_kind;
  guint32 period_index;
  guint32 n_reports;
  ZbColumnTable columns;  /* ZbColumnPlace */
  ZbColumnTable sections; /* ZbColumnRows, one a dynamic section */
  ZbColumnTable units;    /* ZB_COLUMN_UNIT_SIZE bytes each, sorted */
  ZbColumnTable stamps;   /* gint64: which version of the report this is */
  ZbColumnTable live;     /* ZB_LANE_WORDS words a block: reports whose rules are asked */
  ZbColumnTable starts;   /* guint32: first row of each report, counted from its block's first; one
                             run of n_blocks × (ZB_LANES + 1) a dynamic section */
  ZbColumnTable firsts;   /* guint32: first row block of each block, and the end; one run of
                             n_blocks + 1 a dynamic section */
  ZbColumnTable blocks;   /* ZbColumnBlock: for each block its columns of fixed cells, then for each
                             dynamic section and row block its columns */
  ZbColumnTable names;    /* bytes: row keys, sorted, each ended by NUL */
  ZbColumnTable keys;     /* guint32: place of each key in names */
} ZbColumnHeader;

/* A column of figures: one cell of a fixed section, or one column of a dynamic one. The row keys of
 * a dynamic section are its first column, as numbers of keys. */
typedef struct {
  guint32 section, row, column; /* G_MAXUINT32: row of a dynamic section, column of its keys */
  guint32 scale;
} ZbColumnPlace;

/* A dynamic section. */
typedef struct {
  guint32 section;
  guint32 first_column, n_columns; /* in the table of columns, the keys among them */
  guint32 n_blocks;                /* of rows */
  guint64 first_block;             /* of its first row block, in the table of blocks */
} ZbColumnRows;

typedef enum {
  ZB_COLUMN_HAS_BLANK = 1 << 0,   /* a bitmap of cells without a value follows the lanes */
  ZB_COLUMN_HAS_MISSING = 1 << 1, /* then one of values that are withheld */
  ZB_COLUMN_ALL_BLANK = 1 << 2,
} ZbColumnBlockFlags;

/* One column of one block. A lane holds value - base; blank ones stand for the value 0. */
typedef struct {
  gint64 base;
  gint64 low, high; /* of the values, blank ones counted as 0 */
  guint64 offset;   /* of the lanes */
  guint64 sum;      /* of lanes and bitmaps */
  guint32 width;    /* bytes a lane: 0, 1, 2, 4, 8 */
  guint32 flags;    /* ZbColumnBlockFlags */
} ZbColumnBlock;
