/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/model/report-case.h"

/* Asks the bureau to permit a correction of an accepted report: what it would touch, and why it is
 * needed. Signal: "asked", when the request is with the bureau. */
#define ZB_TYPE_CORRECTION_DIALOG (zb_correction_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbCorrectionDialog, zb_correction_dialog, ZB, CORRECTION_DIALOG, AdwWindow)

ZbCorrectionDialog *
zb_correction_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbReportCase *opened);
