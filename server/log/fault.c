/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/fault.h"

#include "exchange/timestamp.h"

#define END_OF_TIME G_GINT64_CONSTANT (253402300800) /* seconds: the year 10000 */

static const char *const kinds[ZB_LOG_FAULT_KINDS] = {
    [ZB_LOG_FAULT_LEAF] = "changed record", [ZB_LOG_FAULT_MISSING] = "missing",
    [ZB_LOG_FAULT_CHANGED] = "changed",     [ZB_LOG_FAULT_UNLOGGED] = "unlogged",
    [ZB_LOG_FAULT_CHECKPOINT] = "broken",   [ZB_LOG_FAULT_TILE] = "wrong hashes",
    [ZB_LOG_FAULT_TOTALS] = "wrong total",  [ZB_LOG_FAULT_STORE] = "damaged",
};

static void
fault_free (gpointer data)
{
  ZbLogFault *fault = data;

  g_free ((char *)fault->table);
  g_free ((char *)fault->row);
  g_free ((char *)fault->name);
  g_free ((char *)fault->field);
  g_free ((char *)fault->expected);
  g_free ((char *)fault->found);
  g_free (fault);
}

ZbLogReport *
zb_log_report_new (void)
{
  ZbLogReport *report = g_new0 (ZbLogReport, 1);

  report->faults = g_ptr_array_new_with_free_func (fault_free);
  return report;
}

void
zb_log_report_free (ZbLogReport *report)
{
  if (report == NULL)
    return;
  g_ptr_array_unref (report->faults);
  g_free (report);
}

gboolean
zb_log_fault_equal (const ZbLogFault *a, const ZbLogFault *b)
{
  return a->kind == b->kind && a->leaf == b->leaf && g_strcmp0 (a->table, b->table) == 0 &&
         g_strcmp0 (a->row, b->row) == 0 && g_strcmp0 (a->field, b->field) == 0 &&
         g_strcmp0 (a->expected, b->expected) == 0 && g_strcmp0 (a->found, b->found) == 0;
}

void
zb_log_report_add (ZbLogReport *report, const ZbLogFault *fault)
{
  ZbLogFault *copy;
  const ZbLogFault *last =
      report->faults->len > 0 ? report->faults->pdata[report->faults->len - 1] : NULL;

  if (last != NULL && zb_log_fault_equal (last, fault))
    return;
  copy = g_new0 (ZbLogFault, 1);
  copy->kind = fault->kind;
  copy->leaf = fault->leaf;
  copy->table = g_strdup (fault->table);
  copy->row = g_strdup (fault->row);
  copy->name = g_strdup (fault->name);
  copy->field = g_strdup (fault->field);
  copy->expected = g_strdup (fault->expected);
  copy->found = g_strdup (fault->found);
  g_ptr_array_add (report->faults, copy);
}

char *
zb_log_fault_time (gint64 micros)
{
  /* What stands in a changed row may be anything. */
  if (micros <= 0 || micros / G_USEC_PER_SEC >= END_OF_TIME)
    return g_strdup_printf ("%" G_GINT64_FORMAT, micros);
  return zb_timestamp_format (micros);
}

char *
zb_log_fault_describe (const ZbLogFault *fault)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s %s", fault->table, fault->row);
  if (fault->name != NULL)
    g_string_append_printf (text, " (%s)", fault->name);
  if (fault->field != NULL)
    g_string_append_printf (text, ", %s", fault->field);
  g_string_append_printf (text, ": %s", kinds[fault->kind]);
  if (fault->expected != NULL)
    g_string_append_printf (text, ", expected %s", fault->expected);
  if (fault->found != NULL)
    g_string_append_printf (text, ", found %s", fault->found);
  return g_string_free (text, FALSE);
}
