/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/fault-report.h"

#include <math.h>
#include <stdarg.h>

ZbFaultReport *
zb_fault_report_new (const char *name)
{
  ZbFaultReport *report = g_new0 (ZbFaultReport, 1);

  report->name = name;
  report->problems = g_ptr_array_new_with_free_func (g_free);
  report->remarks = g_ptr_array_new_with_free_func (g_free);
  return report;
}

void
zb_fault_report_free (ZbFaultReport *report)
{
  g_ptr_array_unref (report->problems);
  g_ptr_array_unref (report->remarks);
  g_free (report);
}

void
zb_fault_report_problem (ZbFaultReport *report, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_ptr_array_add (report->problems, g_strdup_vprintf (format, list));
  va_end (list);
}

void
zb_fault_report_remark (ZbFaultReport *report, const char *format, ...)
{
  va_list list;

  va_start (list, format);
  g_ptr_array_add (report->remarks, g_strdup_vprintf (format, list));
  va_end (list);
}

gboolean
zb_fault_report_is_clean (const ZbFaultReport *report)
{
  return report->lost + report->doubled + report->unproven + report->problems->len == 0;
}

void
zb_fault_report_print_head (void)
{
  g_print ("%-26s %7s %12s %9s %8s %5s %6s %9s %8s\n", "fault", "times", "acknowledged", "repeated",
           "refused", "lost", "twice", "unproven", "seconds");
}

static void
print_texts (const char *mark, const GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    g_print ("  %s %s\n", mark, (const char *)texts->pdata[i]);
}

void
zb_fault_report_print (const ZbFaultReport *report)
{
  g_print ("%-26s %7u %12u %9u %8u %5u %6u %9u %8.1f\n", report->name, report->times,
           report->acknowledged, report->repeated, report->refused, report->lost, report->doubled,
           report->unproven, report->seconds);
  print_texts ("·", report->remarks);
  print_texts ("PROBLEM:", report->problems);
}

static void
write_texts (ZbJsonWriter *json, const char *name, const GPtrArray *texts)
{
  zb_json_writer_begin_array (json, name);
  for (guint i = 0; i < texts->len; i++)
    zb_json_writer_string (json, NULL, texts->pdata[i]);
  zb_json_writer_end_array (json);
}

void
zb_fault_report_write (const ZbFaultReport *report, ZbJsonWriter *json)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "fault", report->name);
  zb_json_writer_integer (json, "times", report->times);
  zb_json_writer_integer (json, "acknowledged", report->acknowledged);
  zb_json_writer_integer (json, "repeated", report->repeated);
  zb_json_writer_integer (json, "refused", report->refused);
  zb_json_writer_integer (json, "lost", report->lost);
  zb_json_writer_integer (json, "twice", report->doubled);
  zb_json_writer_integer (json, "unproven", report->unproven);
  zb_json_writer_integer (json, "milliseconds", (gint64)lround (report->seconds * 1000));
  write_texts (json, "problems", report->problems);
  write_texts (json, "remarks", report->remarks);
  zb_json_writer_end_object (json);
}
