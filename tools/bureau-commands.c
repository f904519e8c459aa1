/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"
#include "formats/xml-tree.h"
#include "tools/answer.h"
#include "tools/bureau-recheck.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* GETs and prints one list of the answer. */
typedef void (*PrintList) (const ZbJson *answer);

static int
show (const ZbCallLine *line, const char *path, PrintList print, GError **error)
{
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  print (answer);
  return ZB_EXIT_OK;
}

static void
print_progress (const ZbJson *answer)
{
  static const char *const keys[] = {
      "due",      "sent",     "late",    "submitted",     "passed",
      "returned", "accepted", "missing", "response_rate", "punctuality_rate"};
  const char *heads[] = {_ ("Area"),       _ (">Due"),        _ (">Sent"),       _ (">Late"),
                         _ (">Submitted"), _ (">Passed"),     _ (">Returned"),   _ (">Accepted"),
                         _ (">Missing"),   _ (">Response %"), _ (">Punctual %"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *groups = zb_json_get (answer, "groups");

  for (guint i = 0; groups && i < zb_json_length (groups); i++) {
    const ZbJson *group = zb_json_at (groups, i);
    g_auto (GStrv) row = g_new0 (char *, G_N_ELEMENTS (keys) + 2);
    row[0] = g_strdup (zb_answer_text (group, "name"));
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      row[k + 1] = zb_answer_dup (group, keys[k]);
    zb_table_add_row (table, (const char *const *)row);
  }
  zb_table_print (table);
}

static void
print_missing (const ZbJson *answer)
{
  const ZbJson *missing = zb_json_get (answer, "missing_units");

  print_progress (answer);
  for (guint i = 0; missing && i < zb_json_length (missing); i++)
    g_print (_ ("missing: %s %s\n"), zb_json_get_string (zb_json_at (missing, i), "unit"),
             zb_json_get_string (zb_json_at (missing, i), "name"));
}

static int
bureau_progress (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = zb_session_path (
      "/v1/progress", "tenant", zb_call_line_get (line, "tenant"), "form", line->words[0], "period",
      line->words[1], "by", zb_call_line_get (line, "by"), NULL);

  return show (line, path, zb_call_line_has (line, "missing") ? print_missing : print_progress,
               error);
}

static void
replace_state (char **state)
{
  g_autofree char *stable = *state;

  *state = g_strdup (zb_state_words (stable));
}

/* "2024-07-11 18:00" */
static void
replace_time (char **time)
{
  g_autofree char *text = *time;
  gint64 micros = 0;

  *time = zb_time_parse (text, &micros, NULL) ? zb_state_time (micros) : g_strdup ("");
}

static void
print_queue (const ZbJson *answer)
{
  static const char *const keys[] = {"id",    "unit", "name",  "form", "period",       "version",
                                     "state", "late", "quasi", "soft", "explanations", "decide_by"};
  const char *heads[] = {_ (">No."),       _ ("Code"),      _ ("Name"), _ ("Form"),   _ ("Period"),
                         _ (">Version"),   _ ("State"),     _ ("Late"), _ (">Quasi"), _ (">Soft"),
                         _ (">Explained"), _ ("Decide by"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *items = zb_json_get (answer, "items");

  for (guint i = 0; items && i < zb_json_length (items); i++) {
    g_auto (GStrv) row = g_new0 (char *, G_N_ELEMENTS (keys) + 1);
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      row[k] = zb_answer_dup (zb_json_at (items, i), keys[k]);
    replace_state (&row[6]);
    replace_time (&row[11]);
    zb_table_add_row (table, (const char *const *)row);
  }
  zb_table_print (table);
}

static int
bureau_list (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = zb_session_path (
      "/v1/queue", "tenant", zb_call_line_get (line, "tenant"), "state",
      zb_call_line_get (line, "state"), "form", zb_call_line_get (line, "form"), "period",
      zb_call_line_get (line, "period"), "limit", zb_call_line_get (line, "limit"), NULL);

  return show (line, path, print_queue, error);
}

static void
print_findings (const ZbJson *findings)
{
  for (guint i = 0; findings && i < zb_json_length (findings); i++) {
    const ZbJson *finding = zb_json_at (findings, i);
    const char *waiver = zb_json_get_string (finding, "waiver");
    g_autofree char *why = waiver ? g_strdup_printf (_ (" (waived: %s)"), waiver) : g_strdup ("");
    g_print ("  %s %s: %s%s\n", zb_json_get_string (finding, "severity"),
             zb_json_get_string (finding, "instance"), zb_answer_text (finding, "message"), why);
  }
}

/* What came in the same signed message; a decision is on all of it. */
static void
print_set (const ZbJson *set)
{
  g_autoptr (GString) forms = g_string_new (NULL);

  for (guint i = 0; set && i < zb_json_length (set); i++)
    g_string_append_printf (forms, "%s%s", i > 0 ? ", " : "",
                            zb_json_get_string (zb_json_at (set, i), "form"));
  zb_table_print_line (_ ("Set"), forms->str);
}

/* What the enterprise notes about earlier reports, whose difference this one holds. */
static void
print_notes (const ZbJson *notes)
{
  for (guint i = 0; notes && i < zb_json_length (notes); i++) {
    const ZbJson *note = zb_json_at (notes, i);

    g_print (_ ("Note on %s: %s\n"), zb_json_get_string (note, "period"),
             zb_json_get_string (note, "reason"));
  }
}

/* When the unit's side had what was said to it, by its own signature. */
static void
print_acknowledged (const ZbJson *all)
{
  for (guint i = 0; all && i < zb_json_length (all); i++) {
    const ZbJson *one = zb_json_at (all, i);
    const char *kind = zb_json_get_string (one, "kind");

    g_print (_ ("%s  acknowledged by %s: %s\n"), zb_json_get_string (one, "time"),
             zb_json_get_string (one, "unit"), kind ? zb_state_words (kind) : "");
  }
}

static void
print_report (const ZbJson *report)
{
  static const char *const lines[][2] = {
      {"unit", N_ ("Unit")},     {"name", N_ ("Name")},         {"form", N_ ("Form")},
      {"period", N_ ("Period")}, {"version", N_ ("Version")},   {"state", N_ ("State")},
      {"late", N_ ("Late")},     {"received", N_ ("Received")}, {"message", N_ ("Message")},
      {"digest", N_ ("Digest")},
  };
  const ZbJson *decisions = zb_json_get (report, "decisions");

  for (guint k = 0; k < G_N_ELEMENTS (lines); k++) {
    g_autofree char *value = zb_answer_dup (report, lines[k][0]);
    if (*value)
      zb_table_print_line (_ (lines[k][1]), zb_state_words (value));
  }
  print_set (zb_json_get (report, "set"));
  print_notes (zb_json_get (report, "notes"));
  for (guint i = 0; decisions && i < zb_json_length (decisions); i++) {
    const ZbJson *one = zb_json_at (decisions, i);
    const char *reason = zb_json_get_string (one, "reason");
    g_print ("%s  %s  %s  %s\n", zb_json_get_string (one, "time"), zb_json_get_string (one, "who"),
             zb_json_get_string (one, "action"), reason ? reason : "");
  }
  print_acknowledged (zb_json_get (report, "acknowledgements"));
}

/* The explanations in one signed report, as the accountant wrote them. */
static gboolean
print_body (GBytes *bytes, GError **error)
{
  gsize length = 0;
  const void *body = g_bytes_get_data (bytes, &length);
  g_autoptr (ZbXmlNode) report = zb_xml_tree_read ("report.xml", body, length, NULL, error);
  const ZbXmlNode *list = report ? zb_xml_node_first (report, "explanations") : NULL;
  const ZbXmlNode *one = list ? zb_xml_node_first (list, "explanation") : NULL;

  for (; one; one = zb_xml_node_next (one, "explanation"))
    g_print (_ ("  %s explained by %s (%s): %s\n"), zb_xml_node_get (one, "rule"),
             zb_xml_node_get (one, "author"), zb_xml_node_get (one, "reason"),
             zb_xml_node_text (one));
  return report != NULL;
}

static gboolean
print_explanations (GBytes *bytes, GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open ("container", bytes, error);

  for (guint i = 0; container && i < zb_container_envelope (container)->payloads->len; i++)
    if (!print_body (zb_container_body (container, i), error))
      return FALSE;
  return container != NULL;
}

static int
bureau_show (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = g_strconcat ("/v1/reports/", line->words[0], NULL);
  g_autofree char *findings_path = g_strconcat (path, "/findings", NULL);
  g_autofree char *container_path = g_strconcat (path, "/container", NULL);
  const char *output = zb_call_line_get (line, "output");
  int code;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) report = zb_answer_get (line, &linked, path, &code, error);
  if (!report)
    return code;
  print_report (report);
  g_autoptr (ZbJson) findings = zb_session_get (linked.session, findings_path, error);
  if (!findings)
    return ZB_EXIT_FAILED;
  print_findings (zb_json_get (findings, "findings"));
  g_autoptr (GBytes) container = zb_session_get_bytes (linked.session, container_path, error);
  if (!container || !print_explanations (container, error))
    return ZB_EXIT_FAILED;
  if (!output)
    return ZB_EXIT_OK;
  return zb_place_write (output, container, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

/* "A.01.1=please check; 205=…" into remarks. */
static void
write_remarks (ZbJsonWriter *json, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", ";", -1);

  zb_json_writer_begin_array (json, "remarks");
  for (guint i = 0; parts[i]; i++) {
    char *equals = strchr (parts[i], '=');

    if (!equals)
      continue;
    *equals = '\0';
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "cell", g_strstrip (parts[i]));
    zb_json_writer_string (json, "text", g_strstrip (equals + 1));
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

/* Rules after the report's number, all answered alike. */
static void
write_answers (ZbJsonWriter *json, const ZbCallLine *line)
{
  zb_json_writer_begin_array (json, "explanations");
  for (guint i = 1; i < line->n_words; i++) {
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "rule", line->words[i]);
    zb_json_writer_string (json, "answer", zb_call_line_has (line, "refuse") ? "refuse" : "clear");
    zb_json_writer_string (json, "text", zb_call_line_get (line, "reason"));
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static ZbJsonWriter *
decision_request (const ZbCallLine *line, const char *action)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "action", action);
  zb_json_writer_string (json, "reason", zb_call_line_get (line, "reason"));
  if (zb_call_line_has (line, "resubmit-by"))
    zb_json_writer_string (json, "resubmit_by", zb_call_line_get (line, "resubmit-by"));
  write_remarks (json, zb_call_line_get (line, "remarks"));
  write_answers (json, line);
  zb_json_writer_end_object (json);
  return json;
}

/* Decides on the version as it stands now: its digest goes along, so that a newer one is not
 * decided by mistake. */
static int
decide (const ZbCallLine *line, const char *action, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = g_strconcat ("/v1/reports/", line->words[0], NULL);
  g_autofree char *decisions = g_strconcat (path, "/decisions", NULL);
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) report = zb_session_get (linked.session, path, error);
  if (!report || !zb_answer_post (&linked, decisions, decision_request (line, action),
                                  zb_json_get_string (report, "digest"), &answer, error))
    return ZB_EXIT_FAILED;
  g_print ("%s %s %s: %s\n", zb_json_get_string (report, "unit"),
           zb_json_get_string (report, "form"), zb_json_get_string (report, "period"),
           answer ? zb_state_words (zb_json_get_string (answer, "state")) : "");
  return ZB_EXIT_OK;
}

static int
bureau_pass (const ZbCallLine *line, GError **error)
{
  return decide (line, "pass", error);
}

static int
bureau_return (const ZbCallLine *line, GError **error)
{
  return decide (line, "return", error);
}

static int
bureau_accept (const ZbCallLine *line, GError **error)
{
  return decide (line, "accept", error);
}

static int
bureau_clear (const ZbCallLine *line, GError **error)
{
  return decide (line, "answer", error);
}

static int
bureau_reopen (const ZbCallLine *line, GError **error)
{
  return decide (line, "reopen", error);
}

static void
print_summary (const ZbJson *answer)
{
  const char *heads[] = {_ ("Group"),  _ (">Units"), _ ("Item"),     _ ("Indicator"),
                         _ ("Column"), _ (">Sum"),   _ (">Reports"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *groups = zb_json_get (answer, "groups");

  for (guint g = 0; groups && g < zb_json_length (groups); g++) {
    const ZbJson *group = zb_json_at (groups, g);
    const ZbJson *items = zb_json_get (group, "items");
    g_autofree char *units = zb_answer_dup (group, "units");

    for (guint i = 0; items && i < zb_json_length (items); i++) {
      const ZbJson *item = zb_json_at (items, i);
      g_autofree char *count = zb_answer_dup (item, "count");
      const char *row[] = {zb_answer_text (group, "name"),
                           units,
                           zb_json_get_string (item, "item"),
                           zb_answer_text (item, "label"),
                           zb_answer_text (item, "column"),
                           zb_json_get_string (item, "sum"),
                           count};
      zb_table_add_row (table, row);
    }
  }
  zb_table_print (table);
}

static const ZbJson *
find_item (const ZbJson *group, const char *id)
{
  const ZbJson *items = zb_json_get (group, "items");

  for (guint i = 0; items && i < zb_json_length (items); i++)
    if (g_strcmp0 (zb_json_get_string (zb_json_at (items, i), "item"), id) == 0)
      return zb_json_at (items, i);
  return NULL;
}

/* "Gross output, This year Month": as the first group that has the item calls it. */
static char *
name_item (const ZbJson *groups, const char *id)
{
  for (guint g = 0; g < zb_json_length (groups); g++) {
    const ZbJson *item = find_item (zb_json_at (groups, g), id);
    if (item)
      return g_strdup_printf (">%s, %s", zb_answer_text (item, "label"),
                              zb_answer_text (item, "column"));
  }
  return g_strconcat (">", id, NULL);
}

/* One line a group, one column each of the items asked for. */
static void
print_items (const ZbJson *answer, const char *list)
{
  const ZbJson *groups = zb_json_get (answer, "groups");
  g_auto (GStrv) ids = g_strsplit (list, ",", -1);
  guint n = g_strv_length (ids);
  g_auto (GStrv) heads = g_new0 (char *, n + 3);

  heads[0] = g_strdup (_ ("Group"));
  heads[1] = g_strdup (_ (">Units"));
  for (guint i = 0; i < n; i++)
    heads[2 + i] = name_item (groups, ids[i]);
  g_autoptr (ZbTable) table = zb_table_new ((const char *const *)heads);
  for (guint g = 0; g < zb_json_length (groups); g++) {
    const ZbJson *group = zb_json_at (groups, g);
    g_auto (GStrv) row = g_new0 (char *, n + 3);

    row[0] = g_strdup (zb_answer_text (group, "name"));
    row[1] = zb_answer_dup (group, "units");
    for (guint i = 0; i < n; i++)
      row[2 + i] = g_strdup (zb_json_get_string (find_item (group, ids[i]), "sum"));
    zb_table_add_row (table, (const char *const *)row);
  }
  zb_table_print (table);
}

static int
bureau_summary (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = zb_session_path (
      "/v1/summary", "tenant", zb_call_line_get (line, "tenant"), "form", line->words[0], "period",
      line->words[1], "by", zb_call_line_get (line, "by"), NULL);
  const char *items = zb_call_line_get (line, "items");
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  if (items)
    print_items (answer, items);
  else
    print_summary (answer);
  return ZB_EXIT_OK;
}

static int
bureau_export (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *stem = g_strconcat ("/v1/exports/", line->words[0], NULL);
  const char *output = zb_call_line_get (line, "output");
  const char *format = zb_call_line_get (line, "format");
  g_autofree char *path = NULL;

  if (!format && output && g_str_has_suffix (output, ".xlsx"))
    format = "xlsx";
  path = zb_session_path (stem, "tenant", zb_call_line_get (line, "tenant"), "form", line->words[1],
                          "period", line->words[2], "by", zb_call_line_get (line, "by"), "format",
                          format, "language", zb_words_language (), NULL);
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (GBytes) bytes = zb_session_get_bytes (linked.session, path, error);
  return bytes && zb_place_write (output, bytes, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

#define TENANT                                                                                     \
  {                                                                                                \
    "tenant", "ID", N_ ("the bureau system: s1 … s7")                                              \
  }
#define NO_MORE                                                                                    \
  {                                                                                                \
    NULL, NULL, NULL                                                                               \
  }

static const ZbOption progress_options[] = {
    TENANT,
    {"by", "GROUP", N_ ("total, district or area")},
    {"missing", NULL, N_ ("name those who have sent nothing")},
    ZB_OPTION_JSON,
    NO_MORE};
static const ZbOption list_options[] = {
    TENANT,
    {"state", "STATE",
     N_ ("mine (what waits for you), submitted, passed, returned, accepted, all")},
    {"form", "FORM", N_ ("only this form")},
    {"period", "PERIOD", N_ ("only this period")},
    {"limit", "N", N_ ("at most so many")},
    ZB_OPTION_JSON,
    NO_MORE};
static const ZbOption show_options[] = {
    {"output", "FILE", N_ ("also write the signed container (-o FILE)")}, ZB_OPTION_JSON, NO_MORE};
static const ZbOption decide_options[] = {
    {"reason", "TEXT", N_ ("why; needed to return")},
    {"remarks", "CELL=TEXT;…", N_ ("remarks on cells")},
    {"resubmit-by", "TIME", N_ ("until when the correction is expected")},
    {"refuse", NULL, N_ ("refuse the explanations named instead of clearing them")},
    NO_MORE};
static const ZbOption summary_options[] = {
    TENANT,
    {"by", "GROUP", N_ ("total, district, zone, industry, size or registration")},
    {"items", "ID,…", N_ ("only these items, one column each: A.01.1,A.01.2")},
    ZB_OPTION_JSON,
    NO_MORE};
static const ZbOption recheck_options[] = {
    TENANT,
    {"rules", "FILE", N_ ("try these rules, which need not be published")},
    {"threads", "N", N_ ("on so many threads of the server, at most 8")},
    {"units", NULL, N_ ("name the enterprises that are stopped")},
    ZB_OPTION_JSON,
    NO_MORE};
static const ZbOption export_options[] = {
    TENANT,
    {"by", "GROUP", N_ ("of a summary: total, district, zone, industry, size or registration")},
    {"format", "csv|xlsx", N_ ("else by the file's ending")},
    {"output", "FILE", N_ ("write to this file (-o FILE)")},
    NO_MORE};

const ZbCommand zb_bureau_commands[] = {
    {"bureau", "progress", "FORM PERIOD", N_ ("how far a collection has come, and who is missing"),
     2, 2, progress_options, bureau_progress},
    {"bureau", "list", "", N_ ("the review queue"), 0, 0, list_options, bureau_list},
    {"bureau", "show", "NUMBER", N_ ("one report: figures' findings, explanations, decisions"), 1,
     1, show_options, bureau_show},
    {"bureau", "pass", "NUMBER [RULE…]",
     N_ ("pass a report on to the next level, clearing explanations"), 1, 1000, decide_options,
     bureau_pass},
    {"bureau", "return", "NUMBER", N_ ("return a report to the enterprise"), 1, 1000,
     decide_options, bureau_return},
    {"bureau", "clear", "NUMBER RULE…", N_ ("clear (or refuse) explanations"), 2, 1000,
     decide_options, bureau_clear},
    {"bureau", "accept", "NUMBER [RULE…]",
     N_ ("accept a report into the totals, clearing explanations"), 1, 1000, decide_options,
     bureau_accept},
    {"bureau", "reopen", "NUMBER", N_ ("let an accepted report be corrected"), 1, 1, decide_options,
     bureau_reopen},
    {"bureau", "summary", "FORM PERIOD", N_ ("totals of accepted reports"), 2, 2, summary_options,
     bureau_summary},
    {"bureau", "recheck", "FORM PERIOD",
     N_ ("put the rules, or a file of others, to every stored report"), 2, 2, recheck_options,
     zb_bureau_recheck},
    {"bureau", "export", "summary|reports FORM PERIOD", N_ ("write totals or reports to a file"), 3,
     3, export_options, bureau_export},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
