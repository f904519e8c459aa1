/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/decision.h"

#include "server/store/reader-private.h"

static void
free_remark (gpointer data)
{
  ZbCellRemark *remark = data;

  g_free (remark->cell);
  g_free (remark->text);
  g_free (remark);
}

static void
free_answer (gpointer data)
{
  ZbExplanationAnswer *answer = data;

  g_free (answer->rule);
  g_free (answer->text);
  g_free (answer);
}

void
zb_stored_decision_free (ZbStoredDecision *decision)
{
  if (decision == NULL)
    return;
  g_free (decision->who);
  g_free (decision->action);
  g_free (decision->reason);
  g_clear_pointer (&decision->remarks, g_ptr_array_unref);
  g_clear_pointer (&decision->answers, g_ptr_array_unref);
  g_free (decision);
}

static gpointer
make_decision (const ZbStatement *row)
{
  ZbStoredDecision *decision = g_new0 (ZbStoredDecision, 1);

  decision->id = zb_statement_int (row, 0);
  decision->version = zb_statement_int (row, 1);
  decision->time = zb_statement_int (row, 2);
  decision->who = zb_statement_dup_text (row, 3);
  decision->level = (guint)zb_statement_int (row, 4);
  decision->action = zb_statement_dup_text (row, 5);
  decision->reason = zb_statement_dup_text (row, 6);
  decision->state = (ZbReviewState)zb_statement_int (row, 7);
  decision->resubmit_by = zb_statement_int (row, 8);
  decision->leaf = zb_statement_is_null (row, 9) ? -1 : zb_statement_int (row, 9);
  return decision;
}

static gpointer
make_remark (const ZbStatement *row)
{
  ZbCellRemark *remark = g_new0 (ZbCellRemark, 1);

  remark->cell = zb_statement_dup_text (row, 0);
  remark->text = zb_statement_dup_text (row, 1);
  return remark;
}

static gpointer
make_answer (const ZbStatement *row)
{
  ZbExplanationAnswer *answer = g_new0 (ZbExplanationAnswer, 1);

  answer->rule = zb_statement_dup_text (row, 0);
  answer->cleared = zb_statement_int (row, 1) != 0;
  answer->text = zb_statement_dup_text (row, 2);
  return answer;
}

/* Decisions never change, so that their parts may be read one after another. */
static gboolean
read_parts (ZbStore *store, ZbStoredDecision *decision, GError **error)
{
  decision->remarks = zb_reader_list_values (
      store, "SELECT cell, text FROM decision_remark WHERE decision = ?1 ORDER BY position",
      ZB_VALUES (zb_value_int (decision->id)), make_remark, free_remark, error);
  if (decision->remarks == NULL)
    return FALSE;
  decision->answers = zb_reader_list_values (
      store,
      "SELECT rule, cleared, text FROM decision_answer WHERE decision = ?1 ORDER BY position",
      ZB_VALUES (zb_value_int (decision->id)), make_answer, free_answer, error);
  return decision->answers != NULL;
}

#define SELECT_DECISIONS                                                                           \
  "SELECT id, version, time, who, level, action, reason, state, resubmit_by, leaf FROM decision "

ZbStoredDecision *
zb_store_read_decision_at (ZbStore *store, gint64 leaf, GError **error)
{
  g_autoptr (ZbStoredDecision) decision =
      zb_reader_one (store, SELECT_DECISIONS "WHERE leaf = ?1", ZB_VALUES (zb_value_int (leaf)),
                     make_decision, NULL, error);

  return decision != NULL && read_parts (store, decision, error) ? g_steal_pointer (&decision)
                                                                 : NULL;
}

GPtrArray *
zb_store_list_decisions (ZbStore *store, gint64 version, GError **error)
{
  g_autoptr (GPtrArray) decisions = zb_reader_list_values (
      store,
      SELECT_DECISIONS "WHERE version = (SELECT h.id FROM version v JOIN version h "
                       "ON h.message = v.message AND h.body = 0 WHERE v.id = ?1) ORDER BY id",
      ZB_VALUES (zb_value_int (version)), make_decision, (GDestroyNotify)zb_stored_decision_free,
      error);

  for (guint i = 0; decisions != NULL && i < decisions->len; i++)
    if (!read_parts (store, g_ptr_array_index (decisions, i), error))
      return NULL;
  return g_steal_pointer (&decisions);
}
