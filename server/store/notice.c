/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/notice.h"

#include "server/store/reader-private.h"

void
zb_notice_free (ZbNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->tenant);
  g_free (notice->kind);
  g_free (notice->text_zh);
  g_free (notice->text_en);
  g_free (notice->sender);
  g_free (notice->message_id);
  g_free (notice->form);
  g_free (notice->period);
  g_free (notice);
}

ZbAddressee *
zb_addressee_new (gint64 unit, const char *tenant)
{
  ZbAddressee *addressee = g_new (ZbAddressee, 1);

  *addressee = (ZbAddressee){unit, g_strdup (tenant)};
  return addressee;
}

void
zb_addressee_free (ZbAddressee *addressee)
{
  g_free (addressee->tenant);
  g_free (addressee);
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
  notice->tenant = zb_statement_dup_text (row, 12);
  return notice;
}

/* The units come first, for they are what the index finds. A chain of ORs would be too deep for
 * SQLite once an agent has a thousand clients. */
static void
add_addressees (ZbFilter *filter, const GPtrArray *addressees)
{
  const char *comma = "n.unit IN (?";

  for (guint i = 0; i < addressees->len; i++, comma = ", ?")
    zb_filter_add (filter, comma, zb_value_int (((const ZbAddressee *)addressees->pdata[i])->unit));
  g_string_append (filter->sql,
                   addressees->len > 0 ? ") AND (n.unit IN (0" : "0 AND (n.unit IN (0");
  for (guint i = 0; i < addressees->len; i++) {
    const ZbAddressee *one = addressees->pdata[i];
    if (!one->tenant)
      zb_filter_add (filter, ", ?", zb_value_int (one->unit));
  }
  g_string_append (filter->sql, ") OR (n.unit, n.tenant) IN (VALUES (0, '')");
  for (guint i = 0; i < addressees->len; i++) {
    const ZbAddressee *one = addressees->pdata[i];
    if (!one->tenant)
      continue;
    zb_filter_add (filter, ", (?", zb_value_int (one->unit));
    zb_filter_add (filter, ", ?)", zb_value_text (one->tenant));
  }
  g_string_append (filter->sql, "))");
}

GPtrArray *
zb_store_list_notices (
    ZbStore *store, const GPtrArray *addressees, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter,
                  "SELECT n.id, n.unit, n.time, n.kind, n.text_zh, n.text_en, m.sender, "
                  "m.message_id, coalesce(n.form, m.form), coalesce(n.period, m.period), n.leaf, "
                  "n.acknowledged, n.tenant FROM notice n LEFT JOIN message m ON m.id = n.message "
                  "WHERE ");
  add_addressees (&filter, addressees);
  zb_filter_add (&filter, " AND n.id > ?", zb_value_int (after));
  zb_filter_page (&filter, "n.id", limit);
  return zb_reader_list (store, &filter, make_notice, (GDestroyNotify)zb_notice_free, error);
}
