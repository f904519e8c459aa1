/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/workspace.h"

/* All of a workspace in one file under a password (exchange/sealed-file.h): accounts and their
 * keys, forms, drafts, notes, mappings, what was sent with its receipts, what is due. Signing keys
 * in it keep their own passphrase besides. */

/* Writes the file at @path (mode 0600, whole or not at all), as of one moment, while others go on
 * working. ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE for a password that is too short. */
gboolean
zb_backup_write (ZbWorkspace *workspace, const char *path, const char *password, GError **error);

/* What a backup holds. */
typedef struct {
  gint64 created;
  guint n_accounts, n_drafts, n_messages;
} ZbBackupTold;

/* Puts all of a backup into @workspace; other handles see it with their next use, its forms once
 * they are opened anew. Where it has accounts already, EXISTS unless @replace; what was there stays
 * beside it as "before-restore-TIME.db", and keys under other names. Nothing is changed where the
 * backup is damaged, of a newer program or under another password. @ret_told (nullable). */
gboolean zb_backup_restore (ZbWorkspace *workspace,
                            const char *path,
                            const char *password,
                            gboolean replace,
                            ZbBackupTold *ret_told,
                            GError **error);
