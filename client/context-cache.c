/* SPDX-License-Identifier: Apache-2.0 */
#include "client/context-cache.h"

#include "client/workspace-private.h"
#include "storage/error.h"
#include "storage/statement.h"

#include <string.h>

gboolean
zb_context_cache_fetch (ZbWorkspace *workspace,
                        const ZbAccount *account,
                        ZbSession *session,
                        const char *form,
                        const char *period,
                        GError **error)
{
  g_autofree char *stem = g_strdup_printf ("/v1/context/%s/%s", form, period);
  g_autofree char *path = zb_session_path (stem, "unit", account->unit, NULL);
  g_autoptr (GBytes) bytes = zb_session_get_bytes (session, path, error);
  gsize length = 0;

  if (!bytes)
    return FALSE;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbContextDocument) document = zb_context_document_read (path, text, length, error);
  g_autofree char *copy = g_strndup (text, length);
  return document &&
         zb_database_run (workspace->database,
                          "insert or replace into context (account, form, period, fetched, "
                          "document) values (?,?,?,?,?)",
                          error, zb_value_int (account->id), zb_value_text (form),
                          zb_value_text (period), zb_value_int (zb_workspace_now (workspace)),
                          zb_value_text (copy));
}

ZbContextDocument *
zb_context_cache_read (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const char *form,
                       const char *period,
                       gint64 *ret_fetched,
                       GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (
          workspace->database,
          "select fetched, document from context where account = ? and form = ? and period = ?",
          &row, error, zb_value_int (account->id), zb_value_text (form), zb_value_text (period)) ||
      !row)
    return NULL;
  if (ret_fetched)
    *ret_fetched = zb_statement_int (row, 0);
  const char *text = zb_statement_text (row, 1);
  ZbContextDocument *document = zb_context_document_read ("context", text, strlen (text), error);
  zb_statement_reset (row);
  return document;
}

gboolean
zb_context_cache_is_damaged (const GError *error)
{
  return error && error->domain != ZB_STORAGE_ERROR;
}
