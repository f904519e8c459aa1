/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/stamp.h"

#include "server/store/reader-private.h"
#include "server/store/store-private.h"

gboolean
zb_apply_stamp (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbStoredStamp *stamp = what;

  if (!zb_database_run (apply->database,
                        "INSERT INTO log_stamp (size, time, token) VALUES (?1, ?2, ?3) "
                        "ON CONFLICT DO NOTHING",
                        error, zb_value_int ((gint64)stamp->size), zb_value_int (stamp->time),
                        zb_value_bytes (stamp->token)))
    return FALSE;
  apply->result->repeated = zb_database_changes (apply->database) == 0;
  return TRUE;
}

static gpointer
make_size (const ZbStatement *row)
{
  guint64 *size = g_new (guint64, 1);

  *size = (guint64)zb_statement_int (row, 0);
  return size;
}

gboolean
zb_store_read_stamped (ZbStore *store, guint64 *ret_size, GError **error)
{
  g_autofree guint64 *size = zb_reader_one (store, "SELECT coalesce(max(size), 0) FROM log_stamp",
                                            NULL, 0, make_size, NULL, error);

  if (size == NULL)
    return FALSE;
  *ret_size = *size;
  return TRUE;
}
