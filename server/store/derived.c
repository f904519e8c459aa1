/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/derived.h"

#include "server/store/reader-private.h"

void
zb_stored_derived_free (ZbStoredDerived *derived)
{
  if (derived == NULL)
    return;
  g_free (derived->name);
  g_free (derived->source);
  g_free (derived->type);
  g_clear_pointer (&derived->bytes, g_bytes_unref);
  g_free (derived);
}

static gpointer
make_derived (const ZbStatement *row)
{
  ZbStoredDerived *derived = g_new0 (ZbStoredDerived, 1);

  derived->name = zb_statement_dup_text (row, 0);
  derived->version = (guint)zb_statement_int (row, 1);
  derived->source = zb_statement_dup_text (row, 2);
  derived->type = zb_statement_dup_text (row, 3);
  derived->bytes = zb_statement_dup_bytes (row, 4);
  return derived;
}

GPtrArray *
zb_store_list_derived (ZbStore *store, gint64 message, GError **error)
{
  return zb_reader_list_values (
      store,
      "SELECT name, version, source, type, bytes FROM derived WHERE message = ?1 ORDER BY name",
      ZB_VALUES (zb_value_int (message)), make_derived, (GDestroyNotify)zb_stored_derived_free,
      error);
}
