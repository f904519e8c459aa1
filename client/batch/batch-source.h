/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/spreadsheet.h"

/* Where the reports of many enterprises come from: a folder of files, or one workbook. Each piece
 * is one enterprise's, known by the 统一社会信用代码 in its file's or sheet's name or in one of its
 * first cells; or a sheet has a column of codes, and each of its lines is one enterprise's (its
 * heads name cells: "A.01.1"), or one figure of one (section, row, column, value). */
typedef struct {
  char *place;               /* "june.xlsx", "june.xlsx: Sheet 2", "june.xlsx: 9135…" */
  char *unit;                /* (nullable) the code */
  const ZbSpreadsheet *book; /* (nullable) borrowed from the source */
  char *sheet;               /* (nullable) only this one of the book */
  GError *fault;             /* (nullable) why there is no book */
} ZbBatchPiece;

typedef struct {
  GPtrArray *books;  /* ZbSpreadsheet */
  GPtrArray *pieces; /* ZbBatchPiece, in order of names and sheets */
} ZbBatchSource;

#define ZB_BATCH_MAX_PIECES 1000

/* @path: of a folder, whose .xlsx, .csv and .txt files are read, or of one file. A file that cannot
 * be read is a piece with a fault. ZB_CLIENT_ERROR_NOT_FOUND when there is nothing to read;
 * ZB_CLIENT_ERROR_STATE for more than ZB_BATCH_MAX_PIECES. */
ZbBatchSource *zb_batch_source_read (const char *path, GError **error);
void zb_batch_source_free (ZbBatchSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBatchSource, zb_batch_source_free)
