/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A form as its official paper shows it: title, legal box, fields of the unit, tables with merged
 * heads, footer, notes. One model, which terminal, HTML and print only draw; nothing in it knows of
 * fonts or pages. All texts are in one language. */

typedef enum { ZB_PAPER_START, ZB_PAPER_CENTRE, ZB_PAPER_END } ZbPaperAlign;

typedef enum {
  ZB_PAPER_HEAD = 1 << 0,     /* of the heads, repeated on each page */
  ZB_PAPER_COMPUTED = 1 << 1, /* not to be filled in by hand; shaded */
  ZB_PAPER_BLOCKED = 1 << 2,  /* nothing belongs here */
} ZbPaperMark;

/* A cell of a table's grid; every place of the grid belongs to exactly one. */
typedef struct {
  guint row, column, n_rows, n_columns;
  char *text; /* never NULL */
  guint indent;
  ZbPaperAlign align;
  ZbPaperMark marks;
} ZbPaperCell;

/* Widths are in half-width characters: a Chinese one counts 2. */
typedef struct {
  guint wanted, least;
  guint stretch; /* its share of room to spare; 0 for none */
} ZbPaperColumn;

typedef struct {
  char *title;   /* (nullable) */
  char *measure; /* (nullable) of all its figures, printed above its right end */
  guint n_columns;
  ZbPaperColumn *columns;
  guint n_rows, n_head_rows;
  GArray *cells; /* ZbPaperCell, by row, then column */
} ZbPaperTable;

/* "表　　号：B204-1"; a value to be written in is "". */
typedef struct {
  char *label, *value;
} ZbPaperField;

typedef struct {
  char *title; /* (nullable) */
  GPtrArray *paragraphs;
} ZbPaperNote;

/* What a paper made of signed bytes says of them, below its signers. */
typedef struct {
  GArray *fields; /* ZbPaperField: state, receipt, digest, each signature */
  char *code;     /* (nullable) what the square code beside them holds */
  GBytes *seal;   /* (nullable) PNG: the unit's seal */
} ZbPaperProof;

typedef struct {
  char *language; /* "zh" or "en" */
  char *title, *code;
  char *period;        /* "2024年6月", or to be written in */
  char *watermark;     /* (nullable) across each page */
  char *banner;        /* (nullable) above the title: what the report is not */
  GArray *box;         /* ZbPaperField: code, issuer, document, validity */
  GArray *fields;      /* ZbPaperField: the unit and the form's header */
  GPtrArray *tables;   /* ZbPaperTable */
  GArray *signers;     /* ZbPaperField */
  GArray *notes;       /* ZbPaperNote */
  ZbPaperProof *proof; /* (nullable) */
} ZbPaper;

ZbPaper *zb_paper_new (const char *language);
void zb_paper_free (ZbPaper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPaper, zb_paper_free)

/* Copies the texts; a NULL @value is "". */
void zb_paper_add_field (GArray *fields, const char *label, const char *value);
/* An empty one, which belongs to the paper. */
ZbPaperProof *zb_paper_add_proof (ZbPaper *paper);
/* Takes @paragraphs (char*); nothing where there are none. */
void zb_paper_add_note (ZbPaper *paper, const char *title, GPtrArray *paragraphs);
/* An empty grid, which belongs to the paper. */
ZbPaperTable *
zb_paper_add_table (ZbPaper *paper, const char *title, const char *measure, guint n_columns);
/* Copies @cell and its text; its rows are added to the grid as needed. */
void zb_paper_table_put (ZbPaperTable *table, const ZbPaperCell *cell);
/* To be called when all cells are there: puts them in order, heads @n_head_rows. */
void zb_paper_table_finish (ZbPaperTable *table, guint n_head_rows);

/* How wide @text is on one line, in half-width characters. */
guint zb_paper_text_width (const char *text);
/* The columns' widths in a room of @total, all in the same measure of which @unit are one
 * half-width character: as wanted, stretched where there is room and @stretch asks for it, else
 * narrowed, never below the least. Writes n_columns values and returns their sum, which is over
 * @total where even the least do not fit. */
guint zb_paper_table_fit (
    const ZbPaperTable *table, guint total, guint unit, gboolean stretch, guint *ret_widths);
