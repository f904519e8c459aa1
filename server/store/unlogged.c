/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/unlogged.h"

#include "server/store/decision.h"
#include "server/store/reader-private.h"

/* Each gives a place and a sentence. ?1 ZB_REVIEW_SUBMITTED, ?2 ZB_REVIEW_WITHDRAWN,
 * ?3 ZB_REPORT_WITHDRAWAL, ?4 ZB_REVIEW_ACCEPTED */
static const char *const checks[] = {
    "SELECT 'receipt ' || leaf, 'the log has no record of this receipt' "
    "FROM receipt LEFT JOIN log_leaf l ON l.id = leaf WHERE l.id IS NULL",

    "SELECT 'message ' || sender || '/' || message_id, 'its receipts are not in the log' "
    "FROM message m WHERE n_leaves = 0 OR n_leaves <> (SELECT count(*) FROM receipt r "
    "WHERE r.leaf BETWEEN m.first_leaf AND m.first_leaf + m.n_leaves - 1 AND r.message = m.id)",

    "SELECT 'message ' || sender || '/' || message_id, 'what was received is gone' "
    "FROM message m LEFT JOIN message_body b ON b.message = m.id WHERE b.message IS NULL",

    "SELECT 'message ' || sender || '/' || message_id, 'it was valid, but there is no report of "
    "it' "
    "FROM message m LEFT JOIN version v ON v.message = m.id "
    "WHERE m.refusal IS NULL AND v.id IS NULL",

    "SELECT 'report ' || v.id, 'its message was refused or is gone' "
    "FROM version v LEFT JOIN message m ON m.id = v.message "
    "WHERE m.id IS NULL OR m.refusal IS NOT NULL",

    "SELECT 'decision ' || d.id, 'the log has no receipt of this decision' "
    "FROM decision d LEFT JOIN version v ON v.id = d.version "
    "LEFT JOIN receipt r ON r.leaf = d.leaf AND r.message = v.message WHERE r.leaf IS NULL",

    "SELECT 'report ' || v.id, 'no decision led to its state' FROM version v "
    "JOIN message m ON m.id = v.message WHERE v.state <> coalesce("
    "(SELECT state FROM decision WHERE version = v.id ORDER BY id DESC LIMIT 1), "
    "iif(m.kind = ?3, ?2, ?1))",

    "SELECT 'obligation ' || o.id, 'the report in the totals was never accepted' "
    "FROM obligation o WHERE o.accepted IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM decision WHERE version = o.accepted AND state = ?4)",

    "SELECT 'obligation ' || o.id, 'its latest report is not the one it shows' FROM obligation o "
    "WHERE o.head IS NOT (SELECT v.id FROM version v WHERE v.obligation = o.id "
    "ORDER BY v.number DESC LIMIT 1)",
};

void
zb_unlogged_free (ZbUnlogged *unlogged)
{
  if (unlogged == NULL)
    return;
  g_free (unlogged->place);
  g_free (unlogged->text);
  g_free (unlogged);
}

static gpointer
make_unlogged (const ZbStatement *row)
{
  ZbUnlogged *unlogged = g_new0 (ZbUnlogged, 1);

  unlogged->place = zb_statement_dup_text (row, 0);
  unlogged->text = zb_statement_dup_text (row, 1);
  return unlogged;
}

/* Some checks take fewer values than others; each takes those it names. */
static guint
count_values (const char *sql)
{
  guint n = 0;

  for (const char *at = sql; *at != '\0'; at++)
    if (at[0] == '?' && g_ascii_isdigit (at[1]))
      n = MAX (n, (guint)(at[1] - '0'));
  return n;
}

GPtrArray *
zb_store_list_unlogged (ZbStore *store, GError **error)
{
  const ZbValue values[] = {zb_value_int (ZB_REVIEW_SUBMITTED), zb_value_int (ZB_REVIEW_WITHDRAWN),
                            zb_value_int (ZB_REPORT_WITHDRAWAL), zb_value_int (ZB_REVIEW_ACCEPTED)};
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unlogged_free);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    GPtrArray *found =
        zb_reader_list_values (store, checks[i], values, count_values (checks[i]), make_unlogged,
                               (GDestroyNotify)zb_unlogged_free, error);

    if (found == NULL)
      return NULL;
    g_ptr_array_extend_and_steal (all, found);
  }
  return g_steal_pointer (&all);
}
