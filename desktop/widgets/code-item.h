/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

/* An entry of a code list as a ZbCodePicker shows and finds it. */
#define ZB_TYPE_CODE_ITEM (zb_code_item_get_type ())
G_DECLARE_FINAL_TYPE (ZbCodeItem, zb_code_item, ZB, CODE_ITEM, GObject)

/* @name is in the reader's language, @other in the other one (nullable), @note stands at the end of
 * the row, a unit for instance (nullable). All are copied. */
ZbCodeItem *
zb_code_item_new (const char *code, const char *name, const char *other, const char *note);

const char *zb_code_item_get_code (ZbCodeItem *item);
const char *zb_code_item_get_name (ZbCodeItem *item);
const char *zb_code_item_get_other (ZbCodeItem *item); /* (nullable) */
const char *zb_code_item_get_note (ZbCodeItem *item);  /* (nullable) */

/* The entries of @items (ZbCodeItem) that match every word of @query, best first and at most
 * @limit: by code, by either name, by pinyin initials. An empty query matches all, in their own
 * order. (transfer full) (element-type ZbCodeItem) */
GPtrArray *zb_code_item_search (GListModel *items, const char *query, guint limit);
