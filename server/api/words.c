/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/words.h"

void
zb_words_text (ZbJsonWriter *json, const char *key, const ZbText *text)
{
  zb_json_writer_begin_object (json, key);
  zb_json_writer_string (json, "zh", text->zh);
  zb_json_writer_string (json, "en", text->en);
  zb_json_writer_end_object (json);
}

void
zb_words_next (ZbJsonWriter *json, guint given, guint limit, gint64 last)
{
  g_autofree char *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, last);

  if (given == limit)
    zb_json_writer_string (json, "next", cursor);
}
