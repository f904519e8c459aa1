/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/outbox-list.h"

#include "desktop/enterprise/office/receipt-words.h"

/* Of each enterprise: enough to see that today's went out. The rest is with the reports. */
#define N_DONE 10

static void
line_free (gpointer data)
{
  ZbOutboxLine *line = data;

  g_free (line->enterprise);
  g_clear_pointer (&line->sent, zb_sent_free);
  g_free (line->outcome);
  g_free (line);
}

static gboolean
read_receipts (ZbWorkspace *workspace, ZbOutboxLine *line, GError **error)
{
  g_autoptr (GPtrArray) receipts = zb_sent_list_receipts (workspace, line->sent->id, error);

  for (guint i = 0; receipts != NULL && i < receipts->len; i++) {
    const ZbReceipt *receipt = receipts->pdata[i];
    if (receipt->kind == ZB_RECEIPT_ARRIVAL)
      line->arrived = receipt->received;
    if (receipt->kind != ZB_RECEIPT_OUTCOME && receipt->kind != ZB_RECEIPT_DECISION)
      continue;
    g_free (line->outcome);
    line->outcome = g_strdup (zb_receipt_outcome_words (receipt));
  }
  return receipts != NULL;
}

static gboolean
add_account (ZbWorkspace *workspace, const ZbAccount *account, GPtrArray *lines, GError **error)
{
  g_autoptr (GPtrArray) list = zb_sent_list_outbox (workspace, account, N_DONE, error);

  if (list == NULL)
    return FALSE;
  g_ptr_array_set_free_func (list, NULL);
  for (guint i = 0; i < list->len; i++) {
    ZbOutboxLine *line = g_new0 (ZbOutboxLine, 1);
    line->account = account->id;
    line->enterprise = g_strdup (account->name);
    line->sent = list->pdata[i];
    g_ptr_array_add (lines, line);
  }
  return TRUE;
}

/* 0 waits, 1 was refused, 2 is there. */
static int
rank_of (const ZbSent *sent)
{
  return g_strcmp0 (sent->state, "sent") == 0 ? 2 : g_strcmp0 (sent->state, "refused") == 0;
}

/* What waits in the order it will go, what is settled with the latest first. */
static int
compare (gconstpointer a, gconstpointer b)
{
  const ZbSent *one = (*(ZbOutboxLine *const *)a)->sent, *other = (*(ZbOutboxLine *const *)b)->sent;
  int rank = rank_of (one);

  if (rank != rank_of (other))
    return rank - rank_of (other);
  if (one->created == other->created)
    return 0;
  return (one->created < other->created) == (rank == 0) ? -1 : 1;
}

GPtrArray *
zb_outbox_list_read (ZbWorkspace *workspace, GError **error)
{
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (line_free);

  if (accounts == NULL)
    return NULL;
  for (guint i = 0; i < accounts->len; i++)
    if (!add_account (workspace, accounts->pdata[i], lines, error))
      return NULL;
  for (guint i = 0; i < lines->len; i++) {
    ZbOutboxLine *line = lines->pdata[i];
    if (g_strcmp0 (line->sent->state, "sent") == 0 && !read_receipts (workspace, line, error))
      return NULL;
  }
  g_ptr_array_sort (lines, compare);
  return g_steal_pointer (&lines);
}
