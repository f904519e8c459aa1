/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/record.h"

#define WORDS 8

gboolean
zb_log_record_parse (const char *text, ZbLogRecord *ret_record)
{
  g_auto (GStrv) words = g_strsplit (text, " ", WORDS);

  if (g_strv_length (words) != WORDS)
    return FALSE;
  *ret_record = (ZbLogRecord){.time = words[0],
                              .event = words[1],
                              .sender = words[2],
                              .message_id = words[3],
                              .container = words[4],
                              .receipt = words[5],
                              .signer = words[6],
                              .outcome = words[7]};
  ret_record->words = g_steal_pointer (&words);
  return TRUE;
}

void
zb_log_record_clear (ZbLogRecord *record)
{
  g_clear_pointer (&record->words, g_strfreev);
}
