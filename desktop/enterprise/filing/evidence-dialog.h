/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* The receipts of a signed report: what the bureau attested, when, at which place of its log, and
 * whether that verifies; to be exported for anyone to check. */
#define ZB_TYPE_EVIDENCE_DIALOG (zb_evidence_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbEvidenceDialog, zb_evidence_dialog, ZB, EVIDENCE_DIALOG, AdwWindow)

ZbEvidenceDialog *zb_evidence_dialog_new (GtkWindow *parent,
                                          ZbOffice *office,
                                          gint64 account,
                                          const char *message_id);
