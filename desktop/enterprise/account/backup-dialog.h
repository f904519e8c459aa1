/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* All that is here written to one file under a password, or brought back from one. Signal:
 * "restored", with what is to be said of it, after the office has read what came. */
#define ZB_TYPE_BACKUP_DIALOG (zb_backup_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbBackupDialog, zb_backup_dialog, ZB, BACKUP_DIALOG, AdwWindow)

/* @restore: bring back; else write. */
ZbBackupDialog *zb_backup_dialog_new (GtkWindow *parent, ZbOffice *office, gboolean restore);
