/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-content.h"
#include "desktop/widgets/grid-style.h"

/* The one editor that floats over the cell being typed into. All typing, input methods included, is
 * GtkText's own. Signals: "activate" (Enter), "changed". */
#define ZB_TYPE_GRID_EDITOR (zb_grid_editor_get_type ())
G_DECLARE_FINAL_TYPE (ZbGridEditor, zb_grid_editor, ZB, GRID_EDITOR, GtkWidget)

/* @style is borrowed and outlives the editor. */
GtkWidget *zb_grid_editor_new (const ZbGridStyle *style);

/* Shows @text with the cursor at its end. @typing: the person typed over the cell, so that left and
 * right leave it; else (F2, double click) they move in the text. @name labels it for screen
 * readers.
 */
void zb_grid_editor_start (
    ZbGridEditor *editor, const char *text, gboolean typing, ZbGridAlign align, const char *name);
void zb_grid_editor_stop (ZbGridEditor *editor);
gboolean zb_grid_editor_is_active (ZbGridEditor *editor);

const char *zb_grid_editor_get_text (ZbGridEditor *editor);
gboolean zb_grid_editor_is_typing (ZbGridEditor *editor);

/* An input method is in the middle of a word: keys belong to it alone. */
gboolean zb_grid_editor_is_composing (ZbGridEditor *editor);

void zb_grid_editor_grab_focus (ZbGridEditor *editor);

/* Hands the key a controller is just handling to the text, as if it had been typed there. */
gboolean zb_grid_editor_forward_key (ZbGridEditor *editor, GtkEventControllerKey *controller);
