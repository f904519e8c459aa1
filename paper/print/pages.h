/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

#include <pango/pangocairo.h>

/* A paper laid out on pages, for whatever has a cairo context: a PDF file or a printer. Lengths are
 * points. */
typedef struct _ZbPages ZbPages;

typedef struct {
  double width, height, margin;
} ZbPageSize;

/* A4 as the paper's tables ask for, upright or not. */
ZbPageSize zb_page_size_for (const ZbPaper *paper);
/* @context: of the device's font map at 72 dots an inch, zb_pages_context() makes one. The heads of
 * a table come again on each page it goes on to. (transfer full) */
ZbPages *zb_pages_new (const ZbPaper *paper, PangoContext *context, ZbPageSize size);
void zb_pages_free (ZbPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPages, zb_pages_free)

/* (transfer full) */
PangoContext *zb_pages_context (void);
guint zb_pages_count (const ZbPages *pages);
/* Draws one page, counted from 0, from the context's origin. */
void zb_pages_draw (const ZbPages *pages, cairo_t *cairo, guint page);
