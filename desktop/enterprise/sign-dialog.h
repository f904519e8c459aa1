/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/draft-keeper.h"
#include "forms/report.h"

/* What you sign, in a few lines, and the passphrase for it. Signal: "signed" (message id: char*),
 * when the signed report is in the outbox. */
#define ZB_TYPE_SIGN_DIALOG (zb_sign_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbSignDialog, zb_sign_dialog, ZB, SIGN_DIALOG, AdwWindow)

/* @report is copied. @keeper: of its draft. */
ZbSignDialog *zb_sign_dialog_new (GtkWindow *parent,
                                  ZbOffice *office,
                                  const ZbAccount *account,
                                  const ZbReport *report,
                                  ZbDraftKeeper *keeper,
                                  gboolean joint);
