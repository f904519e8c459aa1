/* SPDX-License-Identifier: Apache-2.0 */
#include "client/seal-picture.h"

#include "client/workspace-private.h"
#include "storage/statement.h"

gboolean
zb_seal_picture_set (ZbWorkspace *workspace, const ZbAccount *account, GBytes *png, GError **error)
{
  if (!png)
    return zb_database_run (workspace->database, "delete from seal where account = ?", error,
                            zb_value_int (account->id));
  return zb_database_run (workspace->database,
                          "insert into seal (account, png, changed) values (?1, ?2, ?3) on "
                          "conflict (account) do update set png = ?2, changed = ?3",
                          error, zb_value_int (account->id), zb_value_bytes (png),
                          zb_value_int (zb_workspace_now (workspace)));
}

GBytes *
zb_seal_picture_read (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, "select png from seal where account = ?", &row,
                          error, zb_value_int (account->id)) ||
      !row)
    return NULL;
  GBytes *png = zb_statement_dup_bytes (row, 0);
  zb_statement_reset (row);
  return png;
}
