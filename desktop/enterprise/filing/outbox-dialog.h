/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* The outbox: what waits here, what is being sent and what was sent and receipted, kept up to date
 * while it is open. Its window's parent has the action "win.refresh". */
#define ZB_TYPE_OUTBOX_DIALOG (zb_outbox_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbOutboxDialog, zb_outbox_dialog, ZB, OUTBOX_DIALOG, AdwWindow)

ZbOutboxDialog *zb_outbox_dialog_new (GtkWindow *parent, ZbOffice *office);
