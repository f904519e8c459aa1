/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "client/draft-carry.h"
#include "paper/paper.h"

/* What became of a draft that was carried to another edition, figure by figure, and the draft as it
 * was. */
#define ZB_TYPE_CARRY_DIALOG (zb_carry_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbCarryDialog, zb_carry_dialog, ZB, CARRY_DIALOG, AdwWindow)

/* @before (nullable): the old draft on paper; borrowed, as is @carry. */
ZbCarryDialog *
zb_carry_dialog_new (GtkWindow *parent, const ZbDraftCarry *carry, const ZbPaper *before);
