/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/record.h"
#include "server/log/verify-private.h"

#include <string.h>

#define TABLE "log_key"

void
zb_log_key_records_init (ZbLogKeyRecords *records)
{
  records->logged = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

void
zb_log_key_records_clear (ZbLogKeyRecords *records)
{
  g_clear_pointer (&records->logged, g_hash_table_unref);
}

void
zb_log_key_records_look (ZbLogKeyRecords *records, const ZbLeaf *leaf)
{
  g_auto (ZbLogRecord) record = {0};

  if (zb_log_record_parse (leaf->record, &record) &&
      g_str_equal (record.event, ZB_SUCCESSION_EVENT))
    g_hash_table_replace (records->logged, g_strdup (record.container),
                          g_memdup2 (&leaf->index, sizeof leaf->index));
}

static void
add (ZbLogReport *report, ZbLogFaultKind kind, gint64 leaf, const char *digest, const char *vkey)
{
  zb_log_report_add (
      report,
      &(ZbLogFault){.kind = kind, .leaf = leaf, .table = TABLE, .row = digest, .name = vkey});
}

void
zb_log_key_records_end (const ZbLogKeyRecords *records,
                        const ZbSuccession *keys,
                        gint64 last,
                        ZbLogReport *report)
{
  g_autoptr (GHashTable) stated = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer digest, leaf;

  for (guint i = 1; i < zb_succession_length (keys); i++) {
    ZbLogKey key = zb_succession_get (keys, i);
    char *name = zb_succession_digest (keys, i);

    /* One that has signed nothing yet is recorded when the node starts. */
    if (key.from < last && !g_hash_table_contains (records->logged, name))
      add (report, ZB_LOG_FAULT_UNLOGGED, -1, name, key.vkey);
    g_hash_table_add (stated, name);
  }
  g_hash_table_iter_init (&iter, records->logged);
  while (g_hash_table_iter_next (&iter, &digest, &leaf))
    if (!g_hash_table_contains (stated, digest))
      add (report, ZB_LOG_FAULT_MISSING, *(const gint64 *)leaf, digest, NULL);
}
