/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/draft-bin.h"

/* The drafts that were thrown away and are still kept, each with a button to bring it back. */
#define ZB_TYPE_DRAFT_BIN_DIALOG (zb_draft_bin_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbDraftBinDialog, zb_draft_bin_dialog, ZB, DRAFT_BIN_DIALOG, AdwWindow)

ZbDraftBinDialog *zb_draft_bin_dialog_new (GtkWindow *parent, ZbOffice *office, ZbDraftBin *bin);
