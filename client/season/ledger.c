/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/ledger.h"

#include "client/season/table.h"

static void
entry_free (gpointer data)
{
  ZbSeasonEntry *entry = data;

  g_free (entry->unit);
  g_free (entry->form);
  g_free (entry->period);
  g_free (entry->item);
  g_free (entry->kind);
  g_free (entry->right);
  g_free (entry->wrong);
  g_free (entry);
}

static gboolean
read_line (const char *const *fields, gpointer data, G_GNUC_UNUSED GError **error)
{
  GHashTable *ledger = data;
  GPtrArray *entries = g_hash_table_lookup (ledger, fields[0]);
  ZbSeasonEntry *entry = g_new0 (ZbSeasonEntry, 1);

  if (entries == NULL) {
    entries = g_ptr_array_new_with_free_func (entry_free);
    g_hash_table_insert (ledger, g_strdup (fields[0]), entries);
  }
  *entry = (ZbSeasonEntry){g_strdup (fields[0]), g_strdup (fields[1]), g_strdup (fields[2]),
                           g_strdup (fields[3]), g_strdup (fields[4]), g_strdup (fields[5]),
                           g_strdup (fields[6])};
  g_ptr_array_add (entries, entry);
  return TRUE;
}

GHashTable *
zb_season_ledger_read (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "ledger.csv", NULL);
  g_autoptr (GHashTable) ledger =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);

  return zb_season_table_read (path, 7, read_line, ledger, error) ? g_steal_pointer (&ledger)
                                                                  : NULL;
}

void
zb_season_ledger_add (GString *ledger, const ZbSeasonEntry *entry)
{
  g_string_append_printf (ledger, "%s,%s,%s,%s,%s,%s,%s\n", entry->unit, entry->form, entry->period,
                          entry->item, entry->kind, entry->right, entry->wrong);
}
