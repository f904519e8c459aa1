/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/notice.h"

#include "server/store/reader-private.h"

void
zb_notice_free (ZbNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->kind);
  g_free (notice->text_zh);
  g_free (notice->text_en);
  g_free (notice->sender);
  g_free (notice->message_id);
  g_free (notice->form);
  g_free (notice->period);
  g_free (notice);
}

gboolean
zb_apply_acknowledgement (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbAcknowledgement *acknowledgement = what;
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT acknowledged IS NOT NULL FROM notice WHERE id = ?1 AND unit = ?2",
                          &row, error, zb_value_int (acknowledgement->notice),
                          zb_value_int (acknowledgement->unit)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "this unit has no notice %" G_GINT64_FORMAT, acknowledgement->notice);
    return FALSE;
  }
  apply->result->id = acknowledgement->notice;
  apply->result->repeated = zb_statement_int (row, 0) != 0;
  zb_statement_reset (row);
  return apply->result->repeated ||
         zb_database_run (apply->database, "UPDATE notice SET acknowledged = ?2 WHERE id = ?1",
                          error, zb_value_int (acknowledgement->notice),
                          zb_value_int (apply->act->time));
}

static gpointer
make_notice (const ZbStatement *row)
{
  ZbNotice *notice = g_new0 (ZbNotice, 1);

  notice->id = zb_statement_int (row, 0);
  notice->unit = zb_statement_int (row, 1);
  notice->time = zb_statement_int (row, 2);
  notice->kind = zb_statement_dup_text (row, 3);
  notice->text_zh = zb_statement_dup_text (row, 4);
  notice->text_en = zb_statement_dup_text (row, 5);
  notice->sender = zb_statement_dup_text (row, 6);
  notice->message_id = zb_statement_dup_text (row, 7);
  notice->form = zb_statement_dup_text (row, 8);
  notice->period = zb_statement_dup_text (row, 9);
  notice->leaf = zb_statement_is_null (row, 10) ? -1 : zb_statement_int (row, 10);
  notice->acknowledged = zb_statement_int (row, 11);
  return notice;
}

GPtrArray *
zb_store_list_notices (
    ZbStore *store, const gint64 *units, guint n_units, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter,
                  "SELECT n.id, n.unit, n.time, n.kind, n.text_zh, n.text_en, m.sender, "
                  "m.message_id, coalesce(n.form, m.form), coalesce(n.period, m.period), n.leaf, "
                  "n.acknowledged FROM notice n LEFT JOIN message m ON m.id = n.message "
                  "WHERE n.unit IN (");
  for (guint i = 0; i < n_units; i++)
    zb_filter_add (&filter, i > 0 ? ", ?" : "?", zb_value_int (units[i]));
  zb_filter_add (&filter, ") AND n.id > ?", zb_value_int (after));
  zb_filter_page (&filter, "n.id", limit);
  return zb_reader_list (store, &filter, make_notice, (GDestroyNotify)zb_notice_free, error);
}
