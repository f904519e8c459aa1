/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/mandate-words.h"

#include <string.h>

void
zb_words_mandate (ZbJsonWriter *json, const ZbMandate *mandate, const char *unit)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", mandate->id);
  zb_json_writer_string (json, "tenant", mandate->tenant);
  zb_json_writer_string (json, "unit", unit);
  zb_json_writer_string (json, "holder", mandate->holder);
  zb_json_writer_string (json, "person", mandate->person);
  zb_json_writer_string (json, "role", zb_mandate_role_name (mandate->role));
  zb_json_writer_string (json, "from", mandate->from_day);
  zb_json_writer_string (json, "to", mandate->to_day);
  zb_json_writer_string (json, "first_period", mandate->from_period);
  zb_json_writer_string (json, "last_period", mandate->to_period);
  zb_json_writer_end_object (json);
}

static gboolean
is_of (const ZbMandate *mandate, const char *holder, const char *person)
{
  return !holder || (strcmp (mandate->holder, holder) == 0 &&
                     (!mandate->person || strcmp (mandate->person, person) == 0));
}

gboolean
zb_words_mandates (ZbJsonWriter *json,
                   ZbStore *store,
                   const ZbUnit *unit,
                   const char *holder,
                   const char *person,
                   GError **error)
{
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (store, unit->id, NULL, error);

  if (!mandates)
    return FALSE;
  zb_json_writer_begin_array (json, "mandates");
  for (guint i = 0; i < mandates->len; i++)
    if (is_of (mandates->pdata[i], holder, person))
      zb_words_mandate (json, mandates->pdata[i], unit->code);
  zb_json_writer_end_array (json);
  return TRUE;
}
