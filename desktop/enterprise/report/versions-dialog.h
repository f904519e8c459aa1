/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/model/report-case.h"

/* The history of one report: every version that was signed, what the bureau said of it, and cell by
 * cell what a correction changed. */
#define ZB_TYPE_VERSIONS_DIALOG (zb_versions_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbVersionsDialog, zb_versions_dialog, ZB, VERSIONS_DIALOG, AdwWindow)

ZbVersionsDialog *
zb_versions_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbReportCase *opened);
