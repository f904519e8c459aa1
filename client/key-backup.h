/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* An account in one file, to be kept in a safe place or moved to another computer: whom it is with,
 * its certificates, and both keys, each encrypted under the passphrase (AES-256, PBKDF2 with
 * ZB_KEY_ROUNDS). A key on a token stays there. Drafts and receipts are not in it. */

/* Writes it, mode 0600. WRONG_PASSPHRASE unless @passphrase opens the signing key: a backup that
 * nobody can open is none. Never writes over a file. */
gboolean zb_key_backup_write (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              const char *passphrase,
                              const char *path,
                              GError **error);
/* Adds its account to the workspace. WRONG_PASSPHRASE; ZB_CLIENT_ERROR_EXISTS where the account is
 * here already, ZB_CLIENT_ERROR_ANSWER for what is no such file. (transfer full) */
ZbAccount *zb_key_backup_restore (ZbWorkspace *workspace,
                                  const char *path,
                                  const char *passphrase,
                                  GError **error);
