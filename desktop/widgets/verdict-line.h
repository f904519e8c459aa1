/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/tally.h"

/* The line below a report that is always there: how it stands, each part a button that leads to the
 * findings behind it, and a note at the end (when the draft was saved). Signal: "part-activated"
 * (part: uint, a ZbTallyPart). */
#define ZB_TYPE_VERDICT_LINE (zb_verdict_line_get_type ())
G_DECLARE_FINAL_TYPE (ZbVerdictLine, zb_verdict_line, ZB, VERDICT_LINE, GtkWidget)

GtkWidget *zb_verdict_line_new (void);

void zb_verdict_line_set_tally (ZbVerdictLine *line, const ZbTally *tally);

/* What is worth knowing of the cells at hand (their sum, earlier figures), NULL for nothing. */
void zb_verdict_line_set_aside (ZbVerdictLine *line, const char *aside);

/* A short text at the end of the line, NULL for none. */
void zb_verdict_line_set_note (ZbVerdictLine *line, const char *note);
