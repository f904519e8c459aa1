/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/bureau-recheck.h"

#include "exchange/protocol.h"
#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

static gint64
number (const ZbJson *json, const char *key)
{
  return zb_json_integer (zb_json_get (json, key), 0);
}

static guint
length (const ZbJson *json, const char *key)
{
  const ZbJson *list = zb_json_get (json, key);

  return list ? zb_json_length (list) : 0;
}

/* What the area with this code is called. */
static const char *
area_name (const ZbJson *answer, const char *code)
{
  const ZbJson *areas = zb_json_get (answer, "areas");

  for (guint i = 0; i < length (answer, "areas"); i++) {
    const ZbJson *area = zb_json_at (areas, i);

    if (g_strcmp0 (zb_json_get_string (area, "area"), code) == 0)
      return zb_answer_text (area, "name");
  }
  return code;
}

/* "40 in Siming District, 12 in Jimei District" */
static char *
list_areas (const ZbJson *answer)
{
  const ZbJson *areas = zb_json_get (answer, "areas");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < length (answer, "areas"); i++) {
    const ZbJson *area = zb_json_at (areas, i);

    if (number (area, "stopped") == 0)
      continue;
    /* Between the parts of a list: "40 in Siming District, 12 in Jimei District" */
    g_string_append (text, text->len == 0 ? "" : _ (", "));
    /* A part of a list: "40 in Siming District" */
    g_string_append_printf (text, _ ("%d in %s"), (int)number (area, "stopped"),
                            zb_answer_text (area, "name"));
  }
  return g_string_free (text, FALSE);
}

static void
print_counts (const ZbJson *answer, gboolean proposed)
{
  int stopped = (int)number (answer, "stopped");
  g_autofree char *areas = list_areas (answer);

  g_print (_ ("%d reports of %s %s, %d rules, %d ms\n"), (int)number (answer, "reports"),
           zb_json_get_string (answer, "form"), zb_json_get_string (answer, "period"),
           (int)length (answer, "rules"), (int)number (answer, "milliseconds"));
  if (number (answer, "other_editions") > 0)
    g_print (_ ("%d reports of another edition are left out\n"),
             (int)number (answer, "other_editions"));
  if (proposed)
    g_print (_ ("would stop %d enterprises"), stopped);
  else
    g_print (_ ("stops %d enterprises"), stopped);
  g_print (stopped > 0 ? ": %s\n" : "\n", areas);
  if (proposed)
    g_print (_ ("%d of them pass today; %d that are stopped today would pass\n"),
             (int)number (answer, "newly"), (int)number (answer, "freed"));
  g_print (_ ("%d more have findings to explain\n"), (int)number (answer, "explain"));
}

static void
print_rules (const ZbJson *answer)
{
  static const char *const keys[] = {"units", "stopped", "findings", "not_evaluable"};
  const char *heads[] = {_ ("Rule"),
                         _ ("Severity"),
                         _ (">Enterprises"),
                         _ (">Stopped"),
                         _ (">Findings"),
                         _ (">Not evaluable"),
                         NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *rules = zb_json_get (answer, "rules");
  guint n_shown = 0;

  for (guint i = 0; i < length (answer, "rules"); i++) {
    const ZbJson *rule = zb_json_at (rules, i);
    g_auto (GStrv) row = g_new0 (char *, G_N_ELEMENTS (keys) + 3);

    if (number (rule, "findings") + number (rule, "not_evaluable") == 0)
      continue;
    row[0] = zb_answer_dup (rule, "rule");
    row[1] = g_strdup (zb_state_words (zb_json_get_string (rule, "severity")));
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      row[k + 2] = zb_answer_dup (rule, keys[k]);
    zb_table_add_row (table, (const char *const *)row);
    n_shown++;
  }
  if (n_shown > 0)
    zb_table_print (table);
}

/* Whom each rule stops, area by area. */
static void
print_stops (const ZbJson *answer)
{
  const char *heads[] = {_ ("Rule"), _ ("Area"), _ (">Stopped"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *rules = zb_json_get (answer, "rules");
  guint n_shown = 0;

  for (guint i = 0; i < length (answer, "rules"); i++) {
    const ZbJson *rule = zb_json_at (rules, i);
    const ZbJson *areas = zb_json_get (rule, "areas");

    for (guint j = 0; j < length (rule, "areas"); j++, n_shown++) {
      const ZbJson *area = zb_json_at (areas, j);
      g_autofree char *stopped = zb_answer_dup (area, "stopped");

      zb_table_add (table, j == 0 ? zb_json_get_string (rule, "rule") : "",
                    area_name (answer, zb_json_get_string (area, "area")), stopped, NULL);
    }
  }
  if (n_shown > 0)
    zb_table_print (table);
}

static void
print_units (const ZbJson *answer)
{
  const char *heads[] = {_ ("Code"), _ ("Name"), _ ("Area"), _ ("Rules"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *units = zb_json_get (answer, "units");

  for (guint i = 0; i < length (answer, "units"); i++) {
    const ZbJson *unit = zb_json_at (units, i);
    const ZbJson *rules = zb_json_get (unit, "rules");
    g_autoptr (GString) names = g_string_new (NULL);

    for (guint j = 0; j < length (unit, "rules"); j++)
      g_string_append_printf (names, "%s%s", j == 0 ? "" : " ",
                              zb_json_string (zb_json_at (rules, j)));
    zb_table_add (table, zb_json_get_string (unit, "unit"), zb_json_get_string (unit, "name"),
                  area_name (answer, zb_json_get_string (unit, "area")), names->str, NULL);
  }
  if (length (answer, "units") > 0)
    zb_table_print (table);
}

/* Puts rules that no bureau has published; errors in them go by the name @source. */
static GBytes *
ask (ZbLinked *linked, const char *path, const char *source, const char *rules, GError **error)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  char *body;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "name", source);
  zb_json_writer_string (json, "rules", rules);
  zb_json_writer_end_object (json);
  body = zb_json_writer_finish (json);
  zb_json_writer_free (json);
  g_autoptr (GBytes) bytes = g_bytes_new_take (body, strlen (body));
  return zb_session_post_bytes (linked->session, path, ZB_MIME_JSON, bytes, NULL, error);
}

/* The text of a file of rules; caller frees. */
static char *
read_rules (const char *file, GError **error)
{
  g_autoptr (GBytes) text = zb_place_read (file, error);
  g_autofree char *rules = NULL;

  if (!text)
    return NULL;
  rules = g_strndup (g_bytes_get_data (text, NULL), g_bytes_get_size (text));
  if (g_utf8_validate (rules, -1, NULL) && strlen (rules) == g_bytes_get_size (text))
    return g_steal_pointer (&rules);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("%s: not a text in UTF-8"), file);
  return NULL;
}

/* What the compiler says of the rules, line by line and in the terminal's language; FALSE for
 * anything else that went wrong. */
static gboolean
print_bad_rules (const ZbLinked *linked)
{
  const ZbProblem *problem = zb_session_problem (linked->session);
  gboolean chinese = strcmp (zb_words_language (), "zh") == 0;

  if (!problem || strcmp (problem->code, "bad-rules") != 0 || !problem->detail)
    return FALSE;
  g_printerr ("%s\n", chinese && problem->detail_zh ? problem->detail_zh : problem->detail);
  return TRUE;
}

int
zb_bureau_recheck_print (const ZbCallLine *line,
                         const ZbJson *answer,
                         gboolean proposed,
                         GError **error)
{
  if (number (answer, "reports") == 0) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("there is no report of %s for %s in your area"),
                 zb_json_get_string (answer, "form"), zb_json_get_string (answer, "period"));
    return ZB_EXIT_FAILED;
  }
  print_counts (answer, proposed);
  print_rules (answer);
  print_stops (answer);
  if (zb_call_line_has (line, "units"))
    print_units (answer);
  return number (answer, "stopped") > 0 ? ZB_EXIT_HARD : ZB_EXIT_OK;
}

/* @rules NULL asks for those in force. */
static int
recheck (const ZbCallLine *line,
         const char *form,
         const char *period,
         const char *source,
         const char *rules,
         GError **error)
{
  g_autofree char *escaped_form = g_uri_escape_string (form, NULL, FALSE);
  g_autofree char *escaped_period = g_uri_escape_string (period, NULL, FALSE);
  g_autofree char *stem = g_strconcat ("/v1/rechecks/", escaped_form, "/", escaped_period, NULL);
  g_autofree char *path = zb_session_path (stem, "tenant", zb_call_line_get (line, "tenant"),
                                           "limit", zb_call_line_get (line, "threads"), NULL);
  g_auto (ZbLinked) linked = {0};
  g_autoptr (GBytes) bytes = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  bytes = rules ? ask (&linked, path, source, rules, error)
                : zb_session_get_bytes (linked.session, path, error);
  if (!bytes && print_bad_rules (&linked)) {
    g_clear_error (error);
    return ZB_EXIT_UNREADABLE;
  }
  gsize size = bytes ? g_bytes_get_size (bytes) : 0;
  const char *text = size ? g_bytes_get_data (bytes, NULL) : "";
  if (bytes && zb_call_line_has (line, "json")) {
    g_print ("%.*s\n", (int)size, text);
    return ZB_EXIT_OK;
  }
  g_autoptr (ZbJson) answer =
      bytes ? zb_json_read (path, text, size, ZB_PROTOCOL_MAX_CONTAINER * 8, error) : NULL;
  return answer ? zb_bureau_recheck_print (line, answer, rules != NULL, error) : ZB_EXIT_FAILED;
}

int
zb_bureau_recheck (const ZbCallLine *line, GError **error)
{
  const char *file = zb_call_line_get (line, "rules");
  g_autofree char *rules = file ? read_rules (file, error) : NULL;

  if (file && !rules)
    return ZB_EXIT_FAILED;
  return recheck (line, line->words[0], line->words[1], file, rules, error);
}
