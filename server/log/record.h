/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A log record taken apart (exchange/evidence.h). All fields are borrowed from @words. */
typedef struct {
  char **words;
  const char *time, *event, *sender, *message_id, *container, *receipt, *signer, *outcome;
} ZbLogRecord;

/* FALSE if it is no record of eight words; nothing is to be cleared then. */
gboolean zb_log_record_parse (const char *text, ZbLogRecord *ret_record);
void zb_log_record_clear (ZbLogRecord *record);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbLogRecord, zb_log_record_clear)
