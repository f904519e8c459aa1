/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/level-words.h"

#include "server/api/words.h"
#include "server/intake/window.h"

gboolean
zb_words_levels (ZbCall *call,
                 ZbJsonWriter *json,
                 const ZbTenant *tenant,
                 const ZbForm *form,
                 ZbPeriod period,
                 GError **error)
{
  zb_json_writer_begin_array (json, "levels");
  for (guint i = 0; i < tenant->levels->len; i++) {
    const ZbLevel *level = tenant->levels->pdata[i];
    ZbText name = {level->name_zh, level->name_en};
    gint64 until;

    if (!zb_report_cut_off_read (call->service->store, form, period, level->id, &until, error))
      return FALSE;
    if (!until)
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "id", level->id);
    zb_words_text (json, "name", &name);
    zb_call_write_time (json, "until", until);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  return TRUE;
}
