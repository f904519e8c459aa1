/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/bureau-recheck.h"

#include "tools/answer.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

static gint64
number (const ZbJson *json, const char *key)
{
  return zb_json_integer (zb_json_get (json, key), 0);
}

/* "40 in 350203, 12 in 350206" */
static char *
list_areas (const ZbJson *answer)
{
  const ZbJson *areas = zb_json_get (answer, "areas");
  GString *text = g_string_new (NULL);

  for (guint i = 0; areas && i < zb_json_length (areas); i++) {
    const ZbJson *area = zb_json_at (areas, i);

    if (number (area, "stopped") == 0)
      continue;
    /* A part of a list: "40 in 350203" */
    g_string_append_printf (text, text->len == 0 ? "" : ", ");
    g_string_append_printf (text, _ ("%d in %s"), (int)number (area, "stopped"),
                            zb_json_get_string (area, "area"));
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
           (int)zb_json_length (zb_json_get (answer, "rules")),
           (int)number (answer, "milliseconds"));
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
  static const char *const keys[] = {"rule", "severity", "units", "findings", "not_evaluable"};
  const char *heads[] = {_ ("Rule"),      _ ("Severity"),       _ (">Enterprises"),
                         _ (">Findings"), _ (">Not evaluable"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const ZbJson *rules = zb_json_get (answer, "rules");
  guint n_shown = 0;

  for (guint i = 0; rules && i < zb_json_length (rules); i++) {
    const ZbJson *rule = zb_json_at (rules, i);
    g_auto (GStrv) row = g_new0 (char *, G_N_ELEMENTS (keys) + 1);

    if (number (rule, "findings") + number (rule, "not_evaluable") == 0)
      continue;
    for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
      row[k] = zb_answer_dup (rule, keys[k]);
    zb_table_add_row (table, (const char *const *)row);
    n_shown++;
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

  for (guint i = 0; units && i < zb_json_length (units); i++) {
    const ZbJson *unit = zb_json_at (units, i);
    const ZbJson *rules = zb_json_get (unit, "rules");
    g_autoptr (GString) names = g_string_new (NULL);
    const char *row[4];

    for (guint j = 0; rules && j < zb_json_length (rules); j++)
      g_string_append_printf (names, "%s%s", j == 0 ? "" : " ",
                              zb_json_string (zb_json_at (rules, j)));
    row[0] = zb_json_get_string (unit, "unit");
    row[1] = zb_json_get_string (unit, "name");
    row[2] = zb_json_get_string (unit, "area");
    row[3] = names->str;
    zb_table_add_row (table, row);
  }
  if (units && zb_json_length (units) > 0)
    zb_table_print (table);
}

/* Those of @file, which no bureau has published. */
static ZbJson *
ask (ZbLinked *linked, const char *path, const char *file, GError **error)
{
  g_autofree char *rules = NULL;
  ZbJsonWriter *json;
  ZbJson *answer = NULL;

  if (!g_file_get_contents (file, &rules, NULL, error))
    return NULL;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "rules", rules);
  zb_json_writer_end_object (json);
  return zb_answer_post (linked, path, json, NULL, &answer, error) ? answer : NULL;
}

int
zb_bureau_recheck (const ZbCallLine *line, GError **error)
{
  const char *file = zb_call_line_get (line, "rules");
  g_autofree char *stem = g_strdup_printf ("/v1/rechecks/%s/%s", line->words[0], line->words[1]);
  g_autofree char *path = zb_session_path (stem, "tenant", zb_call_line_get (line, "tenant"),
                                           "limit", zb_call_line_get (line, "threads"), NULL);
  g_auto (ZbLinked) linked = {0};
  int code = ZB_EXIT_FAILED;
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  if (file == NULL)
    answer = zb_answer_get (line, &linked, path, &code, error);
  else
    answer = ask (&linked, path, file, error);
  if (answer == NULL)
    return code;
  print_counts (answer, file != NULL);
  print_rules (answer);
  if (zb_call_line_has (line, "units"))
    print_units (answer);
  return number (answer, "stopped") > 0 ? ZB_EXIT_HARD : ZB_EXIT_OK;
}
