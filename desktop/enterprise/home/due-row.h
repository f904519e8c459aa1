/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/office/due-item.h"

/* A line of the home page's list. */
#define ZB_TYPE_DUE_ROW (zb_due_row_get_type ())
G_DECLARE_FINAL_TYPE (ZbDueRow, zb_due_row, ZB, DUE_ROW, GtkListBoxRow)

GtkWidget *zb_due_row_new (ZbDueItem *item);
ZbDueItem *zb_due_row_get_item (ZbDueRow *row); /* borrowed */
