/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* The picture of an enterprise's seal, which stands on papers of what it signed: shown, set, taken
 * away. */
#define ZB_TYPE_SEAL_DIALOG (zb_seal_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbSealDialog, zb_seal_dialog, ZB, SEAL_DIALOG, AdwWindow)

ZbSealDialog *zb_seal_dialog_new (GtkWindow *parent, ZbOffice *office);
