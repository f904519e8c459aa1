/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cell-note.h"

#include "client/workspace-private.h"
#include "forms/text.h"
#include "storage/statement.h"

GHashTable *
zb_cell_notes_read (ZbWorkspace *workspace,
                    const ZbAccount *account,
                    const char *form,
                    GError **error)
{
  ZbStatement *statement = zb_database_prepare (
      workspace->database, "select item, note from cell_note where account = ? and form = ?",
      error);
  g_autoptr (GHashTable) notes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gboolean more = TRUE;

  if (statement == NULL ||
      !zb_statement_bind (statement, error, zb_value_int (account->id), zb_value_text (form)))
    return NULL;
  while (more) {
    if (!zb_statement_step (statement, &more, error))
      return NULL;
    if (more)
      g_hash_table_insert (notes, zb_statement_dup_text (statement, 0),
                           zb_statement_dup_text (statement, 1));
  }
  return g_steal_pointer (&notes);
}

gboolean
zb_cell_note_put (ZbWorkspace *workspace,
                  const ZbAccount *account,
                  const char *form,
                  const char *item,
                  const char *note,
                  GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (note));

  if (*text == '\0')
    return zb_database_run (
        workspace->database, "delete from cell_note where account = ? and form = ? and item = ?",
        error, zb_value_int (account->id), zb_value_text (form), zb_value_text (item));
  if (!zb_text_check_clean (text, ZB_CELL_NOTE_MAX_LENGTH, NULL)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "a note has at most %d characters",
                 ZB_CELL_NOTE_MAX_LENGTH);
    return FALSE;
  }
  return zb_database_run (
      workspace->database,
      "insert or replace into cell_note (account, form, item, note, changed) values (?,?,?,?,?)",
      error, zb_value_int (account->id), zb_value_text (form), zb_value_text (item),
      zb_value_text (text), zb_value_int (zb_workspace_now (workspace)));
}
