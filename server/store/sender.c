/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/sender.h"

#include "server/store/reader-private.h"

static void
clear (gpointer data)
{
  ZbSender *sender = data;

  zb_unit_free (sender->unit);
  g_clear_pointer (&sender->mandates, g_ptr_array_unref);
}

void
zb_sender_unref (ZbSender *sender)
{
  g_atomic_rc_box_release_full (sender, clear);
}

static gpointer
make_commits (const ZbStatement *row)
{
  gboolean *commits = g_new (gboolean, 1);

  *commits = zb_statement_int (row, 0) != 0;
  return commits;
}

static ZbSender *
read_sender (ZbStore *store, const char *code, const char *day, GError **error)
{
  g_autoptr (ZbSender) sender = g_atomic_rc_box_new0 (ZbSender);
  g_autofree gboolean *commits = NULL;

  sender->unit = zb_store_read_unit (store, code, day, error);
  if (sender->unit == NULL)
    return NULL;
  sender->mandates = zb_store_list_mandates (store, sender->unit->id, NULL, error);
  if (sender->mandates == NULL)
    return NULL;
  commits = zb_reader_one (store, "SELECT EXISTS (SELECT 1 FROM commitment WHERE sender = ?1)",
                           ZB_VALUES (zb_value_text (code)), make_commits, NULL, error);
  if (commits == NULL)
    return NULL;
  sender->commits = *commits;
  return g_steal_pointer (&sender);
}

ZbSender *
zb_store_read_sender (ZbStore *store, const char *code, const char *day, GError **error)
{
  g_autofree char *key = g_strconcat ("sender ", day, " ", code, NULL);
  gpointer sender = NULL;
  guint64 age;

  if (zb_memo_find (store->memo, key, g_atomic_rc_box_acquire, &sender))
    return sender;
  age = zb_reader_age (store);
  sender = read_sender (store, code, day, error);
  if (sender != NULL)
    zb_memo_keep (store->memo, key, age, g_atomic_rc_box_acquire (sender),
                  (GDestroyNotify)zb_sender_unref);
  return sender;
}
