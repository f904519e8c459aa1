/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/unlogged.h"

#include "server/store/reader-private.h"

/* Each gives: missing, table, row, name, field, expected, found. */
static const char *const checks[] = {
    "SELECT 0, 'receipt', r.leaf, NULL, NULL, NULL, NULL "
    "FROM receipt r LEFT JOIN log_leaf l ON l.id = r.leaf "
    "WHERE l.id IS NULL OR l.kind IS NOT NULL",

    "SELECT 0, 'message', id, sender || '/' || message_id, 'first_leaf', NULL, first_leaf "
    "FROM message m WHERE n_leaves = 0 OR n_leaves <> "
    "(SELECT count(*) FROM log_leaf l LEFT JOIN receipt r ON r.leaf = l.id "
    "WHERE l.id BETWEEN m.first_leaf AND m.first_leaf + m.n_leaves - 1 "
    "AND coalesce (l.message, r.message) = m.id)",

    "SELECT 1, 'message_body', m.id, m.sender || '/' || m.message_id, NULL, NULL, NULL "
    "FROM message m LEFT JOIN message_body b ON b.message = m.id WHERE b.message IS NULL",

    "SELECT 1, 'version', 'message ' || m.id, m.sender || '/' || m.message_id, NULL, NULL, NULL "
    "FROM message m LEFT JOIN version v ON v.message = m.id "
    "WHERE m.refusal IS NULL AND v.id IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM forward f WHERE f.message = m.id)",

    "SELECT 0, 'version', v.id, NULL, 'message', NULL, v.message "
    "FROM version v LEFT JOIN message m ON m.id = v.message "
    "WHERE m.id IS NULL OR m.refusal IS NOT NULL",

    "SELECT 0, 'decision', d.id, NULL, 'leaf', NULL, d.leaf "
    "FROM decision d LEFT JOIN version v ON v.id = d.version "
    "LEFT JOIN receipt r ON r.leaf = d.leaf AND r.message = v.message WHERE r.leaf IS NULL",

    "SELECT 0, 'version_section', s.id, NULL, NULL, NULL, NULL FROM version_section s "
    "LEFT JOIN version v ON v.id = s.id / 256 WHERE v.id IS NULL OR v.sections IS NOT NULL",

    "SELECT 0, 'version_total', t.version, NULL, 'version', NULL, NULL FROM version_total t "
    "LEFT JOIN version v ON v.id = t.version LEFT JOIN obligation o ON o.id = v.obligation "
    "WHERE o.accepted IS NOT t.version",

    "SELECT 0, 'message', m.id, m.sender || '/' || m.message_id, 'unit', NULL, m.unit "
    "FROM message m WHERE NOT EXISTS "
    "(SELECT 1 FROM unit_fact f WHERE f.unit = m.unit AND f.name = 'code' AND f.value = m.sender)",
};

void
zb_unlogged_free (ZbUnlogged *unlogged)
{
  if (unlogged == NULL)
    return;
  g_free (unlogged->table);
  g_free (unlogged->row);
  g_free (unlogged->name);
  g_free (unlogged->field);
  g_free (unlogged->expected);
  g_free (unlogged->found);
  g_free (unlogged);
}

static gpointer
make_unlogged (const ZbStatement *row)
{
  ZbUnlogged *unlogged = g_new0 (ZbUnlogged, 1);

  unlogged->missing = zb_statement_int (row, 0) != 0;
  unlogged->table = zb_statement_dup_text (row, 1);
  unlogged->row = zb_statement_dup_text (row, 2);
  unlogged->name = zb_statement_dup_text (row, 3);
  unlogged->field = zb_statement_dup_text (row, 4);
  unlogged->expected = zb_statement_dup_text (row, 5);
  unlogged->found = zb_statement_dup_text (row, 6);
  return unlogged;
}

GPtrArray *
zb_store_list_unlogged (ZbStore *store, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_unlogged_free);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    GPtrArray *found = zb_reader_list_values (store, checks[i], NULL, 0, make_unlogged,
                                              (GDestroyNotify)zb_unlogged_free, error);

    if (found == NULL)
      return NULL;
    g_ptr_array_extend_and_steal (all, found);
  }
  return g_steal_pointer (&all);
}
