/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/widgets/code-item.h"

/* A popover that finds an entry of a code list while one types: code, either name or pinyin
 * initials; up and down choose, Enter takes, Escape leaves. Set its parent widget like that of any
 * popover. Signal: "picked" (item: ZbCodeItem), after it has closed. */
#define ZB_TYPE_CODE_PICKER (zb_code_picker_get_type ())
G_DECLARE_FINAL_TYPE (ZbCodePicker, zb_code_picker, ZB, CODE_PICKER, GtkPopover)

GtkWidget *zb_code_picker_new (void);

/* The entries to choose from (ZbCodeItem); takes a reference. */
void zb_code_picker_set_items (ZbCodePicker *picker, GListModel *items);

/* Opens it at @area of its parent, with nothing typed yet. */
void zb_code_picker_open (ZbCodePicker *picker, const GdkRectangle *area);

/* The entry Enter would take (borrowed) (nullable). */
ZbCodeItem *zb_code_picker_get_selected (ZbCodePicker *picker);
