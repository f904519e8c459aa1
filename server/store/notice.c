/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/notice.h"

#include "forms/period.h"
#include "server/store/reader-private.h"

#include <string.h>

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
zb_addressee_new (gint64 unit, const char *tenant, const char *from, const char *to)
{
  ZbAddressee *addressee = g_new (ZbAddressee, 1);

  *addressee = (ZbAddressee){unit, g_strdup (tenant), g_strdup (from), g_strdup (to)};
  return addressee;
}

void
zb_addressee_free (ZbAddressee *addressee)
{
  g_free (addressee->tenant);
  g_free (addressee->from);
  g_free (addressee->to);
  g_free (addressee);
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

#define SELECT_NOTICES                                                                             \
  "SELECT n.id, n.unit, n.time, n.kind, n.text_zh, n.text_en, m.sender, m.message_id, "            \
  "coalesce(n.form, m.form), coalesce(n.period, m.period), n.leaf, n.acknowledged, n.tenant "      \
  "FROM notice n LEFT JOIN message m ON m.id = n.message WHERE "

ZbNotice *
zb_store_read_notice (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_NOTICES "n.id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_notice, NULL, error);
}

static GPtrArray *
read_page (ZbStore *store, const GPtrArray *addressees, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_NOTICES);
  add_addressees (&filter, addressees);
  zb_filter_add (&filter, " AND n.id > ?", zb_value_int (after));
  zb_filter_page (&filter, "n.id", limit);
  return zb_reader_list (store, &filter, make_notice, (GDestroyNotify)zb_notice_free, error);
}

/* Periods are of many kinds, which SQL cannot compare. */
static gboolean
is_for (const ZbNotice *notice, const GPtrArray *addressees)
{
  for (guint i = 0; i < addressees->len; i++) {
    const ZbAddressee *one = addressees->pdata[i];

    if (one->unit == notice->unit && (!one->tenant || strcmp (one->tenant, notice->tenant) == 0) &&
        (!notice->period || (!one->from && !one->to) ||
         zb_period_lies_within (notice->period, one->from, one->to)))
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
zb_store_list_notices (
    ZbStore *store, const GPtrArray *addressees, gint64 after, guint limit, GError **error)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_notice_free);
  guint size = limit == 0 || limit > ZB_STORE_MAX_PAGE ? ZB_STORE_MAX_PAGE : limit, n;

  do {
    g_autoptr (GPtrArray) page = read_page (store, addressees, after, size, error);

    if (!page) {
      g_ptr_array_unref (found);
      return NULL;
    }
    n = page->len;
    for (guint i = 0; i < n && found->len < size; i++) {
      ZbNotice *notice = page->pdata[i];
      after = notice->id;
      if (is_for (notice, addressees)) {
        g_ptr_array_add (found, notice);
        page->pdata[i] = NULL;
      }
    }
  } while (n == size && found->len < size);
  return found;
}
