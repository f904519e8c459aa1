/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "client/import/incoming.h"

/* A figure on its way in, as a row of the list that shows it. */
#define ZB_TYPE_INCOMING_ITEM (zb_incoming_item_get_type ())
G_DECLARE_FINAL_TYPE (ZbIncomingItem, zb_incoming_item, ZB, INCOMING_ITEM, GObject)

typedef enum {
  ZB_INCOMING_COLUMN_PLACE,
  ZB_INCOMING_COLUMN_CELL,
  ZB_INCOMING_COLUMN_BEFORE,
  ZB_INCOMING_COLUMN_AFTER,
  ZB_INCOMING_COLUMN_VERDICT,
  ZB_INCOMING_N_COLUMNS
} ZbIncomingColumn;

/* Both are read now; @cell must live as long as the item is shown. */
ZbIncomingItem *zb_incoming_item_new (const ZbIncoming *incoming, const ZbIncomingCell *cell);
const ZbIncomingCell *zb_incoming_item_get_cell (ZbIncomingItem *item);
const char *zb_incoming_item_get_text (ZbIncomingItem *item, ZbIncomingColumn column);
/* Whether a person has to look at it: it cannot go in. */
gboolean zb_incoming_item_is_refused (ZbIncomingItem *item);
