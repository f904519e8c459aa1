/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-shape.h"
#include "validators/columns/column-writer.h"
#include "validators/columns/lane-vector.h"

#include <stdio.h>

/* The inside of a writer, for what it takes from reports and what from a file before. */

/* The rows of one dynamic section: those of the block at hand, and what is known of all. */
typedef struct {
  ZbColumnRows rows;
  GArray **numbers; /* gint64, of each column but the keys */
  GArray **states;  /* guint8 */
  guint n_here;     /* rows of the block at hand */
  GArray *keys;     /* guint32: of all rows, as they came */
  GArray *sizes;    /* guint32: rows of each block */
  GArray *starts;   /* guint32 */
  GArray *firsts;   /* guint32 */
  GArray *blocks; /* ZbColumnBlock: of each row block the keys, filled in at the end, and figures */
} ZbColumnRowsWriter;

struct _ZbColumnWriter {
  ZbForm *form;
  ZbPeriod period;
  char *path, *temporary;
  FILE *file;
  guint64 at;
  ZbColumnShape *shape;
  guint n_reports;
  guint n_flushed; /* reports whose blocks are written */
  char last[ZB_COLUMN_UNIT_SIZE];
  gboolean any_order;
  gint64 *numbers; /* of the block at hand: ZB_LANES for each column */
  guint8 *states;
  ZbLaneVector *vector;
  GByteArray *units;
  GArray *stamps, *live, *blocks;
  ZbColumnRowsWriter *rows;
  GHashTable *key_numbers;  /* char* → number as they came + 1 */
  GPtrArray *keys;          /* char*, borrowed from @key_numbers */
  const ZbColumnFile *kept; /* (nullable) whose keys have been taken over */
  guint32 *kept_keys;       /* by key of @kept its number as they came */
};

/* Begins a place: of @unit, or vacant (""). */
void zb_column_writer_begin (ZbColumnWriter *writer, const char *unit, gint64 stamp, gboolean live);
/* Ends it; a block that is full is written. */
gboolean zb_column_writer_end (ZbColumnWriter *writer, GError **error);
gboolean zb_column_writer_check (ZbColumnWriter *writer, const char *unit, GError **error);
guint32 zb_column_writer_number_key (ZbColumnWriter *writer, const char *key);
/* Where rows of the place at hand begin. */
void zb_column_writer_begin_rows (ZbColumnWriter *writer, ZbColumnRowsWriter *rows);
/* Writes at the next aligned place, which is left in @ret_offset. */
gboolean zb_column_writer_put (
    ZbColumnWriter *writer, const void *bytes, gsize length, guint64 *ret_offset, GError **error);
