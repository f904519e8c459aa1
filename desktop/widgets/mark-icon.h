/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/grid-content.h"

/* The mark of a severity as the cells of a grid show it, for lists and lines of text beside it. */
#define ZB_TYPE_MARK_ICON (zb_mark_icon_get_type ())
G_DECLARE_FINAL_TYPE (ZbMarkIcon, zb_mark_icon, ZB, MARK_ICON, GtkWidget)

GtkWidget *zb_mark_icon_new (ZbGridMark mark);
void zb_mark_icon_set_mark (ZbMarkIcon *icon, ZbGridMark mark);
