/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* The reports of many enterprises from one folder or workbook: a line for each with its verdict,
 * one passphrase for all that are ready, and what became of each. Signal: "open" (ZbDueItem), for a
 * line whose draft is to be looked at. */
#define ZB_TYPE_BATCH_DIALOG (zb_batch_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbBatchDialog, zb_batch_dialog, ZB, BATCH_DIALOG, AdwWindow)

ZbBatchDialog *zb_batch_dialog_new (GtkWindow *parent, ZbOffice *office);
