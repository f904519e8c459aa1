/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/compare.h"

#include <string.h>

char *
zb_row_key (gint64 id)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, id);
}

void
zb_row_check_fault (const ZbRowCheck *check,
                    ZbLogFaultKind kind,
                    const char *field,
                    const char *expected,
                    const char *found)
{
  zb_log_report_add (check->report, &(ZbLogFault){.kind = kind,
                                                  .leaf = -1,
                                                  .table = check->table,
                                                  .row = check->row,
                                                  .name = check->name,
                                                  .field = field,
                                                  .expected = expected,
                                                  .found = found});
}

void
zb_row_check_text (const ZbRowCheck *check,
                   const char *field,
                   const char *expected,
                   const char *found)
{
  if (g_strcmp0 (expected, found) != 0)
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, field, expected != NULL ? expected : "",
                        found != NULL ? found : "");
}

void
zb_row_check_words (const ZbRowCheck *check,
                    const char *field,
                    const char *expected,
                    const char *found)
{
  g_autofree char *wanted = g_strstrip (g_strdup (expected != NULL ? expected : ""));
  g_autofree char *there = g_strstrip (g_strdup (found != NULL ? found : ""));

  zb_row_check_text (check, field, wanted, there);
}

void
zb_row_check_int (const ZbRowCheck *check, const char *field, gint64 expected, gint64 found)
{
  g_autofree char *wanted = zb_row_key (expected);
  g_autofree char *there = zb_row_key (found);

  zb_row_check_text (check, field, wanted, there);
}

void
zb_row_check_time (const ZbRowCheck *check, const char *field, gint64 expected, gint64 found)
{
  g_autofree char *wanted = zb_log_fault_time (expected);
  g_autofree char *there = zb_log_fault_time (found);

  if (expected != found)
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, field, wanted, there);
}
