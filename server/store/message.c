/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/leaf.h"
#include "server/store/reader-private.h"
#include "server/store/submission.h"

void
zb_message_free (ZbMessage *message)
{
  if (message == NULL)
    return;
  g_free (message->sender);
  g_free (message->message_id);
  g_free (message->digest);
  g_free (message->carrier);
  g_free (message->signer);
  g_free (message->tenant);
  g_free (message->form);
  g_free (message->edition);
  g_free (message->package);
  g_free (message->period);
  g_free (message->refusal);
  g_free (message);
}

#define SELECT_MESSAGES                                                                            \
  "SELECT m.id, m.sender, m.message_id, m.digest, m.carrier, m.signer, m.tenant, m.form, "         \
  "m.edition, m.package, m.period, m.unit, m.kind, m.received, m.refusal, "                        \
  "(SELECT v.id FROM version v WHERE v.message = m.id AND v.body = 0), m.first_leaf, m.n_leaves "  \
  "FROM message m WHERE "

static gpointer
make_message (const ZbStatement *row)
{
  ZbMessage *message = g_new0 (ZbMessage, 1);

  message->id = zb_statement_int (row, 0);
  message->sender = zb_statement_dup_text (row, 1);
  message->message_id = zb_statement_dup_text (row, 2);
  message->digest = zb_statement_dup_text (row, 3);
  message->carrier = zb_statement_dup_text (row, 4);
  message->signer = zb_statement_dup_text (row, 5);
  message->tenant = zb_statement_dup_text (row, 6);
  message->form = zb_statement_dup_text (row, 7);
  message->edition = zb_statement_dup_text (row, 8);
  message->package = zb_statement_dup_text (row, 9);
  message->period = zb_statement_dup_text (row, 10);
  message->unit = zb_statement_int (row, 11);
  message->kind = (ZbReportKind)zb_statement_int (row, 12);
  message->received = zb_statement_int (row, 13);
  message->refusal = zb_statement_dup_text (row, 14);
  message->version = zb_statement_int (row, 15);
  message->first_leaf = (guint64)zb_statement_int (row, 16);
  message->n_leaves = (guint)zb_statement_int (row, 17);
  return message;
}

ZbMessage *
zb_store_read_message (ZbStore *store, const char *sender, const char *message_id, GError **error)
{
  g_autofree char *missing = g_strdup_printf ("no message %s of %s came", message_id, sender);

  return zb_reader_one (store, SELECT_MESSAGES "m.sender = ?1 AND m.message_id = ?2",
                        ZB_VALUES (zb_value_text (sender), zb_value_text (message_id)),
                        make_message, missing, error);
}

ZbMessage *
zb_store_read_message_by_id (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_MESSAGES "m.id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_message, "no such message came", error);
}

ZbMessage *
zb_store_read_newest_message (ZbStore *store, GError **error)
{
  return zb_reader_one (store, SELECT_MESSAGES "m.id = (SELECT max (id) FROM message)", NULL, 0,
                        make_message, "no message came yet", error);
}

GPtrArray *
zb_store_list_messages (ZbStore *store, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_MESSAGES);
  zb_filter_add (&filter, "m.id > ?", zb_value_int (after));
  zb_filter_page (&filter, "m.id", limit);
  return zb_reader_list (store, &filter, make_message, (GDestroyNotify)zb_message_free, error);
}

static GPtrArray *
list_since (ZbStore *store, gint64 since, gint64 after, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_MESSAGES);
  zb_filter_add (&filter, "m.id > ?", zb_value_int (after));
  zb_filter_add (&filter, " AND m.received >= ?", zb_value_int (since));
  zb_filter_page (&filter, "m.id", ZB_STORE_MAX_PAGE);
  return zb_reader_list (store, &filter, make_message, (GDestroyNotify)zb_message_free, error);
}

/* Who signed after others is named by R1 only. */
static gboolean
is_of (
    ZbStore *store, const char *digest, const ZbMessage *message, gboolean *ret_is, GError **error)
{
  g_autoptr (ZbLeaf) leaf = NULL;
  g_autoptr (GBytes) arrival = NULL;
  gsize length = 0;
  const char *text;

  *ret_is = g_str_equal (message->signer, digest) || g_str_equal (message->carrier, digest);
  if (*ret_is)
    return TRUE;
  leaf = zb_store_read_leaf (store, message->first_leaf, error);
  arrival = leaf != NULL ? zb_store_read_receipt (store, leaf, error) : NULL;
  if (arrival == NULL)
    return FALSE;
  text = g_bytes_get_data (arrival, &length);
  *ret_is = g_strstr_len (text, (gssize)length, digest) != NULL;
  return TRUE;
}

GPtrArray *
zb_store_list_messages_of (
    ZbStore *store, const char *digest, gint64 since, gint64 after, guint limit, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_message_free);
  guint most = limit == 0 ? ZB_STORE_MAX_PAGE : MIN (limit, ZB_STORE_MAX_PAGE);

  for (gboolean more = TRUE; more && found->len < most;) {
    g_autoptr (GPtrArray) page = list_since (store, since, after, error);

    for (guint i = 0; page != NULL && i < page->len && found->len < most; i++) {
      ZbMessage *message = page->pdata[i];
      gboolean is = FALSE;

      if (!is_of (store, digest, message, &is, error))
        return NULL;
      after = message->id;
      if (is)
        g_ptr_array_add (found, g_steal_pointer (&page->pdata[i]));
    }
    if (page == NULL)
      return NULL;
    more = page->len == ZB_STORE_MAX_PAGE;
  }
  return g_steal_pointer (&found);
}

static gpointer
make_text (const ZbStatement *row)
{
  return zb_statement_dup_text (row, 0);
}

char *
zb_store_read_findings (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_one (store, "SELECT findings FROM message_body WHERE message = ?1",
                        ZB_VALUES (zb_value_int (message)), make_text, "no such message came",
                        error);
}
