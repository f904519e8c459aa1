/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/print/pages.h"

/* What zb_pages_new() lays out, piece by piece from top to bottom; a list of texts, lines and
 * shades that stay where they were put. */

typedef struct {
  guint page;
  double x, y, width, height;
  double ink;               /* of a shade or line: 0 white to 1 black */
  PangoLayout *layout;      /* (nullable) a text at x, y */
  cairo_surface_t *picture; /* (nullable) fills the area; with ink 0 as a stamp */
} ZbInk;

typedef struct {
  const ZbPaper *paper;
  PangoContext *context;
  ZbPageSize size;
  double text_size; /* of tables */
  GArray *inks;     /* ZbInk */
  guint page;
  double y; /* where the next piece goes */
} ZbSheet;

typedef struct {
  double size;  /* points */
  double width; /* to wrap in; 0 for one line */
  gboolean bold;
  ZbPaperAlign align;
} ZbLettering;

/* (transfer full) */
PangoLayout *zb_sheet_letter (const ZbSheet *sheet, const char *text, ZbLettering lettering);
/* Takes @layout; returns its height. */
double zb_sheet_put (ZbSheet *sheet, PangoLayout *layout, double x, double y);
void zb_sheet_shade (ZbSheet *sheet, double x, double y, double width, double height, double ink);
/* Takes @picture. @stamped: over what is there, which shows through. */
void zb_sheet_put_picture (ZbSheet *sheet,
                           cairo_surface_t *picture,
                           double x,
                           double y,
                           double width,
                           double height,
                           gboolean stamped);
double zb_sheet_width (const ZbSheet *sheet);  /* between the margins */
double zb_sheet_bottom (const ZbSheet *sheet); /* where a page ends */
double zb_sheet_top (const ZbSheet *sheet);    /* where a further page begins */
void zb_sheet_turn (ZbSheet *sheet);           /* goes on to a new page */
double zb_layout_height (PangoLayout *layout);
double zb_layout_width (PangoLayout *layout);

/* The size of letters at which a table fits the width without squeezing, as large as reads well;
 * below the least it is squeezed. */
double zb_sheet_text_size (const ZbPaperTable *table, double width);
#define ZB_SHEET_LARGEST_TEXT 9.0
#define ZB_SHEET_SMALLEST_TEXT 6.5

void zb_sheet_add_heading (ZbSheet *sheet);
void zb_sheet_add_table (ZbSheet *sheet, const ZbPaperTable *table);
void zb_sheet_add_signers (ZbSheet *sheet);
void zb_sheet_add_proof (ZbSheet *sheet);
void zb_sheet_add_notes (ZbSheet *sheet);

/* Label and value in a room of @width; a value that has no place beside its label stands below it.
 * With @line one is drawn to write on. Returns the height. */
double zb_sheet_put_field (
    ZbSheet *sheet, const ZbPaperField *field, double x, double y, double width, gboolean line);
