/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/export/reports-export.h"
#include "server/export/summary-export.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIME_CSV "text/csv; charset=utf-8"
#define MIME_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* What tenant=, form= and period= ask for, and what of it the caller may see. */
typedef struct {
  const char *tenant, *form, *period;
  ZbGrant grant;
  const char **areas;
} Question;

static gboolean
read_question (ZbCall *call, Question *question)
{
  *question = (Question){0};
  question->tenant = zb_call_require_query (call, "tenant");
  question->form = question->tenant ? zb_call_require_query (call, "form") : NULL;
  question->period = question->form ? zb_call_require_query (call, "period") : NULL;
  if (!question->period || !zb_call_grant (call, question->tenant, &question->grant))
    return FALSE;
  question->areas = zb_reach_areas (&question->grant);
  return TRUE;
}

/* NULL after answering. */
static ZbSummaryTable *
read_table (ZbCall *call, const Question *question)
{
  const char *by = zb_request_query (call->request, "by");
  ZbSummaryQuery query = {
      .tenant = question->tenant,
      .form = question->form,
      .period = question->period,
      .areas = question->areas,
  };
  GError *error = NULL;
  ZbSummaryTable *table = NULL;

  if (zb_summary_by_parse (by ? by : "total", &query.by, &error))
    table = zb_summary_table_read (call->service->store,
                                   zb_rulebook_catalogue (call->service->rulebook), &query, &error);
  if (!table)
    zb_call_fail_error (call, error);
  return table;
}

static void
write_item (ZbJsonWriter *json, const ZbSummaryTable *table, guint group, guint index)
{
  const ZbSummaryItem *item = &g_array_index (table->items, ZbSummaryItem, index);
  guint count = 0;
  g_autofree char *sum = zb_summary_table_sum (table, group, index, &count);

  if (!sum)
    return;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "item", item->id);
  zb_words_text (json, "label", &item->item.row_name);
  zb_words_text (json, "column", &item->item.column_name);
  zb_json_writer_string (json, "measure", item->item.measure ? item->item.measure->id : NULL);
  zb_json_writer_string (json, "sum", sum);
  zb_json_writer_integer (json, "count", count);
  zb_json_writer_end_object (json);
}

static void
write_table (ZbJsonWriter *json, const ZbSummaryTable *table, const char *period)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", table->form->id);
  zb_json_writer_string (json, "period", period);
  zb_json_writer_begin_array (json, "groups");
  for (guint g = 0; g < table->groups->len; g++) {
    const ZbSummaryGroup *group = &g_array_index (table->groups, ZbSummaryGroup, g);
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "key", group->key);
    zb_words_text (json, "name", &group->name);
    zb_json_writer_integer (json, "units", group->units);
    zb_json_writer_begin_array (json, "items");
    for (guint i = 0; i < table->items->len; i++)
      write_item (json, table, g, i);
    zb_json_writer_end_array (json);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

void
zb_handle_summary (ZbCall *call)
{
  Question question;

  if (!read_question (call, &question))
    return;
  g_autofree const char **areas = question.areas;
  g_autoptr (ZbSummaryTable) table = read_table (call, &question);
  if (!table)
    return;
  ZbJsonWriter *json = zb_json_writer_new ();
  write_table (json, table, question.period);
  zb_call_answer_json (call, 200, json);
}

/* Writes a workbook through a file in a folder that only this account may enter: the writer makes
 * its files as the umask says. */
typedef gboolean (*WriteFile) (ZbCall *call, gpointer data, const char *path, GError **error);

static GBytes *
through_file (ZbCall *call, WriteFile write, gpointer data, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("zhibao-XXXXXX", error);
  char *text = NULL;
  gsize length = 0;

  if (!folder)
    return NULL;
  g_autofree char *path = g_build_filename (folder, "export.xlsx", NULL);
  gboolean written =
      write (call, data, path, error) && g_file_get_contents (path, &text, &length, error);
  g_unlink (path);
  g_rmdir (folder);
  return written ? g_bytes_new_take (text, length) : NULL;
}

static const char *
language_of (ZbCall *call)
{
  const char *language = zb_request_query (call->request, "language");

  return language ? language : "zh_CN";
}

static gboolean
write_summary_file (ZbCall *call, gpointer table, const char *path, GError **error)
{
  return zb_summary_export_xlsx (table, language_of (call), path, error);
}

static gboolean
write_reports_file (ZbCall *call, gpointer query, const char *path, GError **error)
{
  return zb_reports_export_xlsx (call->service->store,
                                 zb_rulebook_catalogue (call->service->rulebook), query,
                                 language_of (call), path, error);
}

static void
answer_file (ZbCall *call, gboolean xlsx, GBytes *bytes, GError *error)
{
  if (!bytes) {
    zb_call_fail_error (call, error);
    return;
  }
  zb_call_answer_bytes (call, 200, xlsx ? MIME_XLSX : MIME_CSV, bytes);
  g_bytes_unref (bytes);
}

static void
export_summary (ZbCall *call, const Question *question, gboolean xlsx)
{
  g_autoptr (ZbSummaryTable) table = read_table (call, question);
  GError *error = NULL;

  if (!table)
    return;
  GBytes *bytes = xlsx ? through_file (call, write_summary_file, table, &error)
                       : zb_summary_export_csv (table, language_of (call));
  answer_file (call, xlsx, bytes, error);
}

static void
export_reports (ZbCall *call, const Question *question, gboolean xlsx)
{
  ZbVersionQuery query = {
      .tenant = question->tenant,
      .form = question->form,
      .period = question->period,
      .areas = question->areas,
      .level = -1,
      .accepted = TRUE,
      .limit = ZB_STORE_MAX_PAGE,
  };
  GError *error = NULL;
  GBytes *bytes = xlsx ? through_file (call, write_reports_file, &query, &error)
                       : zb_reports_export_csv (call->service->store,
                                                zb_rulebook_catalogue (call->service->rulebook),
                                                &query, &error);

  answer_file (call, xlsx, bytes, error);
}

void
zb_handle_export (ZbCall *call)
{
  const char *format = zb_request_query (call->request, "format");
  gboolean xlsx = g_strcmp0 (format, "xlsx") == 0;
  Question question;

  if (format && !xlsx && strcmp (format, "csv") != 0) {
    zb_call_fail (call, "bad-argument", "format");
    return;
  }
  if (!read_question (call, &question))
    return;
  g_autofree const char **areas = question.areas;
  if (strcmp (call->parts[0], "summary") == 0)
    export_summary (call, &question, xlsx);
  else if (strcmp (call->parts[0], "reports") == 0)
    export_reports (call, &question, xlsx);
  else
    zb_call_fail (call, "not-found", call->parts[0]);
}
