/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-style.h"

/* The signs in a cell's corners. Each severity has its own shape, so that nothing hangs on colour:
 * hard a full corner, quasi a corner with a notch, soft a disc, info a ring, a refused text a full
 * corner on both ends. */

/* Draws the finding mark of a cell of the given size at its top right. */
void zb_grid_mark_snapshot (
    ZbGridMark mark, const ZbGridStyle *style, GtkSnapshot *snapshot, int width, int height);

/* A speech mark at the top left: a reviewer's remark. */
void zb_grid_mark_snapshot_remark (const ZbGridStyle *style, GtkSnapshot *snapshot);

/* A corner at the bottom left: the person's own note. */
void zb_grid_mark_snapshot_note (const ZbGridStyle *style, GtkSnapshot *snapshot, int height);

/* A bar along the left edge: changed since the last version. */
void zb_grid_mark_snapshot_changed (const ZbGridStyle *style, GtkSnapshot *snapshot, int height);

/* Dots below a text from @x over @width: filled in by the system, not yet touched. */
void zb_grid_mark_snapshot_dots (
    const GdkRGBA *colour, GtkSnapshot *snapshot, float x, float y, float width);

/* The severity's name for screen readers and lists, NULL for no mark (static, translated). */
const char *zb_grid_mark_get_name (ZbGridMark mark);
