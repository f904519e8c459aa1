/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/relayed.h"

#include "server/store/reader-private.h"
#include "server/store/route-private.h"

void
zb_relayed_free (ZbRelayed *relayed)
{
  if (relayed == NULL)
    return;
  g_free (relayed->origin);
  g_clear_pointer (&relayed->evidence, g_bytes_unref);
  g_free (relayed);
}

void
zb_decided_free (ZbDecided *decided)
{
  if (decided == NULL)
    return;
  g_clear_pointer (&decided->hop, g_bytes_unref);
  g_free (decided);
}

gboolean
zb_apply_relayed_decision (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbRelay *relay = what;

  apply->message = apply->result->id = relay->message;
  if (!zb_database_run (apply->database,
                        "INSERT OR IGNORE INTO relayed_decision (leaf, message, origin, evidence) "
                        "VALUES (?1, ?2, ?3, ?4)",
                        error, zb_value_int ((gint64)apply->next_leaf),
                        zb_value_int (relay->message), zb_value_text (relay->origin),
                        zb_value_bytes (relay->evidence)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
               "the decision %s on message %" G_GINT64_FORMAT " is here already", relay->origin,
               relay->message);
  return FALSE;
}

gboolean
zb_apply_feed (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbFeedMark *mark = what;

  return zb_database_run (apply->database,
                          "INSERT INTO decision_feed (next, after) VALUES (?1, ?2) "
                          "ON CONFLICT (next) DO UPDATE SET after = ?2",
                          error, zb_value_text (mark->next), zb_value_int (mark->after));
}

static gpointer
make_relayed (const ZbStatement *row)
{
  ZbRelayed *relayed = g_new0 (ZbRelayed, 1);

  relayed->leaf = zb_statement_int (row, 0);
  relayed->origin = zb_statement_dup_text (row, 1);
  relayed->evidence = zb_statement_dup_bytes (row, 2);
  return relayed;
}

GPtrArray *
zb_store_list_relayed (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_list_values (
      store, "SELECT leaf, origin, evidence FROM relayed_decision WHERE message = ?1 ORDER BY leaf",
      ZB_VALUES (zb_value_int (message)), make_relayed, (GDestroyNotify)zb_relayed_free, error);
}

ZbRelayed *
zb_store_read_relayed_at (ZbStore *store, gint64 leaf, GError **error)
{
  return zb_reader_one (store,
                        "SELECT leaf, origin, evidence FROM relayed_decision WHERE leaf = ?1",
                        ZB_VALUES (zb_value_int (leaf)), make_relayed, NULL, error);
}

static gpointer
make_mark (const ZbStatement *row)
{
  gint64 *mark = g_new (gint64, 1);

  *mark = zb_statement_int (row, 0);
  return mark;
}

gboolean
zb_store_read_feed_mark (ZbStore *store, const char *next, gint64 *ret_after, GError **error)
{
  g_autofree gint64 *mark = zb_reader_one (
      store, "SELECT coalesce ((SELECT after FROM decision_feed WHERE next = ?1), 0)",
      ZB_VALUES (zb_value_text (next)), make_mark, "unreachable", error);

  if (mark != NULL)
    *ret_after = *mark;
  return mark != NULL;
}

static gpointer
make_decided (const ZbStatement *row)
{
  ZbDecided *decided = g_new0 (ZbDecided, 1);

  decided->leaf = zb_statement_int (row, 0);
  decided->hop = zb_statement_is_null (row, 1) ? NULL : zb_statement_dup_bytes (row, 1);
  return decided;
}

GPtrArray *
zb_store_list_decided (ZbStore *store, gint64 from, guint limit, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT r.leaf, (SELECT h.evidence FROM message_hop h WHERE h.message = r.message "
      "ORDER BY h.position DESC LIMIT 1) FROM receipt r WHERE r.kind = 4 AND r.leaf >= ?1 "
      "ORDER BY r.leaf LIMIT ?2",
      ZB_VALUES (zb_value_int (from), zb_value_int (limit)), make_decided,
      (GDestroyNotify)zb_decided_free, error);
}
