/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/filing/outbox-list.h"
#include "desktop/enterprise/filing/outbox-words.h"

/* One signed report in the outbox. Signals: "pause" (on: boolean), "hurry". */
#define ZB_TYPE_OUTBOX_ROW (zb_outbox_row_get_type ())
G_DECLARE_FINAL_TYPE (ZbOutboxRow, zb_outbox_row, ZB, OUTBOX_ROW, GtkListBoxRow)

ZbOutboxRow *zb_outbox_row_new (void);
/* @title: form and period. */
void zb_outbox_row_show (
    ZbOutboxRow *row, const ZbOutboxLine *line, const char *title, gboolean talking, gint64 now);
/* The message shown. (nullable) */
const char *zb_outbox_row_get_message (ZbOutboxRow *row);
ZbOutboxState zb_outbox_row_get_state (ZbOutboxRow *row);
