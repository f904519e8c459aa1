/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/forward.h"

#include "server/store/reader-private.h"
#include "server/store/route-private.h"

#include <string.h>

#define CLASSES 4

static const char *const states[] = {"waiting", "passed", "delivered", "held"};

const char *
zb_forward_state_name (ZbForwardState state)
{
  return states[state];
}

void
zb_forward_free (ZbForward *forward)
{
  if (forward == NULL)
    return;
  g_free (forward->next);
  g_free (forward->route);
  g_free (forward->reason);
  g_free (forward->upload);
  g_clear_pointer (&forward->proof, g_bytes_unref);
  g_clear_pointer (&forward->r1, g_bytes_unref);
  g_clear_pointer (&forward->outcome, g_bytes_unref);
  g_free (forward);
}

gboolean
zb_apply_forward_note (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbForwardNote *note = what;

  if (!zb_database_run (apply->database,
                        "UPDATE forward SET due = ?2, attempts = ?3, reason = ?4, upload = ?5, "
                        "offset = ?6, proof = ?7 WHERE message = ?1 AND state <> 'delivered'",
                        error, zb_value_int (note->message), zb_value_int (note->due),
                        zb_value_int (note->attempts), zb_value_text (note->reason),
                        zb_value_text (note->upload), zb_value_int ((gint64)note->offset),
                        zb_value_bytes (note->proof)))
    return FALSE;
  apply->result->id = note->message;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "message %" G_GINT64_FORMAT " is not to be passed on", note->message);
  return FALSE;
}

gboolean
zb_apply_forward_step (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbForwardStep *step = what;

  if (!zb_database_run (
          apply->database,
          "UPDATE forward SET state = ?3, due = ?4, attempts = 0, reason = ?5, upload = NULL, "
          "offset = 0, proof = NULL, r1 = coalesce (?6, r1), outcome = coalesce (?7, outcome) "
          "WHERE message = ?1 AND state = ?2",
          error, zb_value_int (step->message), zb_value_text (states[step->from]),
          zb_value_text (states[step->to]), zb_value_int (step->due), zb_value_text (step->reason),
          zb_value_bytes (step->r1), zb_value_bytes (step->outcome)))
    return FALSE;
  apply->message = apply->result->id = step->message;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "message %" G_GINT64_FORMAT " is no longer %s", step->message, states[step->from]);
  return FALSE;
}

/* The report that it replaces is still here. */
#define TOO_EARLY                                                                                  \
  "EXISTS (SELECT 1 FROM message AS before JOIN message AS after ON after.id = forward.message "   \
  "JOIN forward AS ahead ON ahead.message = before.id WHERE before.message_id = forward.replaces " \
  "AND before.unit = after.unit AND ahead.next = forward.next "                                    \
  "AND ahead.state IN ('waiting', 'held')) "

#define SELECT_FORWARDS                                                                            \
  "SELECT message, next, route, route_version, class, state, queued, due, attempts, reason, "      \
  "upload, offset, proof, r1, outcome FROM forward WHERE "

static ZbForwardState
read_state (const char *name)
{
  guint state = 0;

  while (state + 1 < ZB_FORWARD_STATES && g_strcmp0 (states[state], name) != 0)
    state++;
  return (ZbForwardState)state;
}

static gpointer
make_forward (const ZbStatement *row)
{
  ZbForward *forward = g_new0 (ZbForward, 1);

  forward->message = zb_statement_int (row, 0);
  forward->next = zb_statement_dup_text (row, 1);
  forward->route = zb_statement_dup_text (row, 2);
  forward->route_version = (guint)zb_statement_int (row, 3);
  forward->urgency = (guint)zb_statement_int (row, 4);
  forward->state = read_state (zb_statement_text (row, 5));
  forward->queued = zb_statement_int (row, 6);
  forward->due = zb_statement_int (row, 7);
  forward->attempts = (guint)zb_statement_int (row, 8);
  forward->reason = zb_statement_dup_text (row, 9);
  forward->upload = zb_statement_dup_text (row, 10);
  forward->offset = (guint64)zb_statement_int (row, 11);
  forward->proof = zb_statement_dup_bytes (row, 12);
  forward->r1 = zb_statement_dup_bytes (row, 13);
  forward->outcome = zb_statement_dup_bytes (row, 14);
  return forward;
}

ZbForward *
zb_store_read_forward (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_one (store, SELECT_FORWARDS "message = ?1", ZB_VALUES (zb_value_int (message)),
                        make_forward, "the message is passed on to nobody", error);
}

/* Which of two waiting ones goes first. */
static gboolean
precedes (const ZbForward *a, const ZbForward *b, gint64 ageing)
{
  gint64 first = a->queued + (gint64)a->urgency * ageing;
  gint64 second = b->queued + (gint64)b->urgency * ageing;

  return first < second;
}

/* The first of each class, and of these the first. @error is set where the store cannot be read. */
static ZbForward *
find_waiting (ZbStore *store, const ZbForwardTurn *turn, GError **error)
{
  g_autoptr (ZbForward) best = NULL;

  for (guint class = 0; class < CLASSES; class ++) {
    GError *fault = NULL;
    g_autoptr (ZbForward) one = zb_reader_one (
        store,
        SELECT_FORWARDS "next = ?1 AND state = 'waiting' AND class = ?2 AND due <= ?3 "
                        "AND message <> ?4 AND NOT " TOO_EARLY "ORDER BY queued, message LIMIT 1",
        ZB_VALUES (zb_value_text (turn->next), zb_value_int (class), zb_value_int (turn->now),
                   zb_value_int (turn->except)),
        make_forward, NULL, &fault);

    if (fault != NULL) {
      g_propagate_error (error, fault);
      return NULL;
    }
    if (one == NULL || (best != NULL && !precedes (one, best, turn->ageing)))
      continue;
    zb_forward_free (best);
    best = g_steal_pointer (&one);
  }
  return g_steal_pointer (&best);
}

static gpointer
make_int (const ZbStatement *row)
{
  gint64 *number = g_new (gint64, 1);

  *number = zb_statement_int (row, 0);
  return number;
}

ZbForward *
zb_store_next_forward (ZbStore *store, const ZbForwardTurn *turn, gint64 *ret_due, GError **error)
{
  GError *fault = NULL;
  g_autofree gint64 *due = NULL;
  ZbForward *found = find_waiting (store, turn, &fault);

  *ret_due = 0;
  if (found == NULL && fault == NULL)
    found = zb_reader_one (store,
                           SELECT_FORWARDS
                           "next = ?1 AND state IN ('passed', 'held') AND due <= ?2 "
                           "AND message <> ?3 AND NOT " TOO_EARLY "ORDER BY due LIMIT 1",
                           ZB_VALUES (zb_value_text (turn->next), zb_value_int (turn->now),
                                      zb_value_int (turn->except)),
                           make_forward, NULL, &fault);
  if (found == NULL && fault == NULL)
    due = zb_reader_one (store,
                         "SELECT coalesce (min (due), 0) FROM forward WHERE next = ?1 "
                         "AND state IN ('waiting', 'passed', 'held') AND NOT " TOO_EARLY,
                         ZB_VALUES (zb_value_text (turn->next)), make_int, NULL, &fault);
  if (fault != NULL)
    g_propagate_error (error, fault);
  if (due != NULL)
    *ret_due = *due;
  return found;
}

GPtrArray *
zb_store_list_forwards (ZbStore *store, const ZbForwardQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_FORWARDS);
  zb_filter_add (&filter, "message > ?", zb_value_int (query->after));
  zb_filter_add_text (&filter, " AND next = ?", query->next);
  if (query->state >= 0 && query->state < ZB_FORWARD_STATES)
    zb_filter_add_text (&filter, " AND state = ?", states[query->state]);
  zb_filter_page (&filter, "message", query->limit);
  return zb_reader_list (store, &filter, make_forward, (GDestroyNotify)zb_forward_free, error);
}

void
zb_forward_depth_free (ZbForwardDepth *depth)
{
  g_free (depth->next);
  g_free (depth);
}

static gpointer
make_depth (const ZbStatement *row)
{
  ZbForwardDepth *depth = g_new0 (ZbForwardDepth, 1);

  depth->next = zb_statement_dup_text (row, 0);
  for (guint i = 0; i < ZB_FORWARD_STATES; i++)
    depth->counts[i] = (guint)zb_statement_int (row, 1 + i);
  depth->oldest = zb_statement_int (row, 1 + ZB_FORWARD_STATES);
  return depth;
}

GPtrArray *
zb_store_list_forward_depths (ZbStore *store, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT next, sum (state = 'waiting'), sum (state = 'passed'), sum (state = 'delivered'), "
      "sum (state = 'held'), coalesce (min (iif (state IN ('waiting', 'held'), queued, NULL)), 0) "
      "FROM forward GROUP BY next ORDER BY next",
      NULL, 0, make_depth, (GDestroyNotify)zb_forward_depth_free, error);
}

static gpointer
make_bytes (const ZbStatement *row)
{
  return zb_statement_dup_bytes (row, 0);
}

GPtrArray *
zb_store_list_hops (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_list_values (
      store, "SELECT evidence FROM message_hop WHERE message = ?1 ORDER BY position",
      ZB_VALUES (zb_value_int (message)), make_bytes, (GDestroyNotify)g_bytes_unref, error);
}
