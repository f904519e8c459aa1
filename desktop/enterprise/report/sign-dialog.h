/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "client/due.h"
#include "desktop/enterprise/office/draft-keeper.h"
#include "desktop/enterprise/model/set-part.h"
#include "forms/report.h"

/* What you sign, in a few lines, and the passphrase for it. Signal: "signed" (message id: char*),
 * when the signed report is in the outbox. */
#define ZB_TYPE_SIGN_DIALOG (zb_sign_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbSignDialog, zb_sign_dialog, ZB, SIGN_DIALOG, AdwWindow)

/* What is to be signed; all of it is borrowed, the report is copied. */
typedef struct {
  const ZbAccount *account;
  const ZbDue *due;
  const ZbReport *report;
  const GArray *parts;   /* (nullable) ZbSetPart: the set it is signed with */
  ZbDraftKeeper *keeper; /* of its draft; NULL for a withdrawal */
  const char *cosign;    /* (nullable) the message that others have signed before */
  guint to_sign, mine;   /* ZbSigningRole bits: as in ZbReportCase */
  const char *withdraws; /* (nullable) the message that is withdrawn, with all of its set */
  gboolean joint;
} ZbSigningSubject;

ZbSignDialog *
zb_sign_dialog_new (GtkWindow *parent, ZbOffice *office, const ZbSigningSubject *subject);
/* In which roles (ZbSigningRole bits) others must sign after what was chosen here. */
guint zb_sign_dialog_get_left (ZbSignDialog *dialog);
