/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

/* Drawing with characters: frames whose corners find their shapes by themselves, and texts in lines
 * of a given width. */

/* (transfer full) @text in lines (char*) no wider than @width half-width characters, at least one;
 * broken after blanks and between Chinese characters, else within a word. */
GPtrArray *zb_text_wrap (const char *text, guint width);
/* Appends the lines of a table in a frame, its columns @widths wide. */
void zb_text_grid_append (GString *out, const ZbPaperTable *table, const guint *widths);
