/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosign-note.h"

#include "client/workspace-private.h"
#include "storage/statement.h"

gboolean
zb_cosign_note_remark (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const char *message,
                       const char *remark,
                       const char *by,
                       GError **error)
{
  return zb_database_run (workspace->database,
                          "update cosign set remark = ?, remark_by = ? where message = ? and "
                          "account = ?",
                          error, zb_value_text (remark), zb_value_text (by),
                          zb_value_text (message), zb_value_int (account->id));
}

gboolean
zb_cosign_note_taken_back (ZbWorkspace *workspace,
                           const ZbAccount *account,
                           const char *message,
                           const char *by,
                           GError **error)
{
  return zb_database_run (workspace->database,
                          "update cosign set voided = 1, remark = '', remark_by = ? where "
                          "message = ? and account = ?",
                          error, zb_value_text (by), zb_value_text (message),
                          zb_value_int (account->id));
}
