/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* Several reports chosen from a list, printed in one go or saved as PDF. */
#define ZB_TYPE_PRINT_DIALOG (zb_print_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbPrintDialog, zb_print_dialog, ZB, PRINT_DIALOG, AdwWindow)

/* @due: ZbDueItem; those that were begun or sent are offered. */
ZbPrintDialog *zb_print_dialog_new (GtkWindow *parent, ZbOffice *office, GListModel *due);
