/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/motion.h"

#include "server/store/motion-private.h"
#include "server/store/reader-private.h"

void
zb_motion_free (ZbMotion *motion)
{
  if (motion == NULL)
    return;
  g_free (motion->kind);
  g_free (motion->tenant);
  g_free (motion->unit);
  g_free (motion->subject);
  g_free (motion->details);
  g_free (motion->person);
  g_free (motion->second);
  g_free (motion->rejected_by);
  g_free (motion->reason);
  g_free (motion);
}

#define OPEN "second IS NULL AND rejected IS NULL"

static gboolean
check_room (ZbApply *apply, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT count(*) FROM motion WHERE expires >= ?1 AND " OPEN, &row, error,
                          zb_value_int (apply->act->time)))
    return FALSE;
  gint64 waiting = zb_statement_int (row, 0);
  zb_statement_reset (row);
  if (waiting < ZB_MOTION_MAX_WAITING)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA,
               "too much that was asked for others waits for an approval");
  return FALSE;
}

gboolean
zb_apply_motion (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbMotion *motion = what;

  if (!check_room (apply, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO motion (kind, tenant, unit, subject, details, person, time, expires, who) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          error, zb_value_text (motion->kind), zb_value_text (motion->tenant),
          zb_value_text (motion->unit), zb_value_text (motion->subject),
          zb_value_text (motion->details), zb_value_text (motion->person),
          zb_value_int (apply->act->time), zb_value_int (motion->expires),
          zb_value_text (apply->act->who)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

static gboolean
check_decided (ZbApply *apply, gint64 motion, GError **error)
{
  apply->result->id = motion;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "what was asked as number %" G_GINT64_FORMAT " no longer waits for this", motion);
  return FALSE;
}

gboolean
zb_apply_motion_approval (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbMotionApproval *approval = what;

  if (!zb_database_run (apply->database,
                        "UPDATE motion SET second = ?2, second_time = ?3 "
                        "WHERE id = ?1 AND person <> ?2 AND expires >= ?3 AND " OPEN,
                        error, zb_value_int (approval->motion), zb_value_text (approval->person),
                        zb_value_int (apply->act->time)) ||
      !check_decided (apply, approval->motion, error))
    return FALSE;
  for (guint i = 0; i < approval->n_acts; i++)
    if (!zb_act_apply_part (apply, &approval->acts[i], error))
      return FALSE;
  return TRUE;
}

gboolean
zb_apply_motion_rejection (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbMotionRejection *rejection = what;

  return zb_database_run (apply->database,
                          "UPDATE motion SET rejected = ?3, rejected_by = ?2, reason = ?4 "
                          "WHERE id = ?1 AND expires >= ?3 AND " OPEN,
                          error, zb_value_int (rejection->motion),
                          zb_value_text (rejection->person), zb_value_int (apply->act->time),
                          zb_value_text (rejection->reason)) &&
         check_decided (apply, rejection->motion, error);
}

#define SELECT_MOTIONS                                                                             \
  "SELECT id, kind, tenant, unit, subject, details, person, time, expires, second, rejected_by, "  \
  "reason FROM motion WHERE "

static gpointer
make_motion (const ZbStatement *row)
{
  ZbMotion *motion = g_new0 (ZbMotion, 1);

  motion->id = zb_statement_int (row, 0);
  motion->kind = zb_statement_dup_text (row, 1);
  motion->tenant = zb_statement_dup_text (row, 2);
  motion->unit = zb_statement_dup_text (row, 3);
  motion->subject = zb_statement_dup_text (row, 4);
  motion->details = zb_statement_dup_text (row, 5);
  motion->person = zb_statement_dup_text (row, 6);
  motion->time = zb_statement_int (row, 7);
  motion->expires = zb_statement_int (row, 8);
  motion->second = zb_statement_dup_text (row, 9);
  motion->rejected_by = zb_statement_dup_text (row, 10);
  motion->reason = zb_statement_dup_text (row, 11);
  return motion;
}

ZbMotion *
zb_store_read_motion (ZbStore *store, gint64 id, GError **error)
{
  return zb_reader_one (store, SELECT_MOTIONS "id = ?1", ZB_VALUES (zb_value_int (id)), make_motion,
                        "nothing was asked under this number", error);
}

GPtrArray *
zb_store_list_approved (ZbStore *store, const char *kind, GError **error)
{
  return zb_reader_list_values (
      store, SELECT_MOTIONS "kind = ?1 AND second IS NOT NULL ORDER BY id",
      ZB_VALUES (zb_value_text (kind)), make_motion, (GDestroyNotify)zb_motion_free, error);
}

GPtrArray *
zb_store_list_motions (ZbStore *store, gint64 now, gint64 after, guint limit, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_MOTIONS "TRUE");
  zb_filter_add (&filter, " AND id > ?", zb_value_int (after));
  if (now != 0)
    zb_filter_add (&filter, " AND " OPEN " AND expires >= ?", zb_value_int (now));
  zb_filter_page (&filter, "id", limit);
  return zb_reader_list (store, &filter, make_motion, (GDestroyNotify)zb_motion_free, error);
}
