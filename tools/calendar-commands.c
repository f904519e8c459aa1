/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/calendar-commands.h"

#include "forms/calendar.h"
#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

/* A time of the server in words; "" for none. Caller frees. */
static char *
words_of (const ZbJson *json, const char *key, gboolean end)
{
  const char *text = zb_json_get_string (json, key);
  gint64 micros = 0;

  return text && zb_time_parse (text, &micros, NULL)
             ? zb_time_to_words (micros, zb_words_language (), end)
             : g_strdup ("");
}

/* "District Tuesday 9 July 2024, 18:00; City …" */
static char *
levels_of (const ZbJson *period)
{
  const ZbJson *levels = zb_json_get (period, "levels");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; levels && i < zb_json_length (levels); i++) {
    const ZbJson *level = zb_json_at (levels, i);
    g_autofree char *until = words_of (level, "until", TRUE);

    g_string_append_printf (text, "%s%s %s", i ? "; " : "", zb_answer_text (level, "name"), until);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
display_of (const ZbJson *one)
{
  const char *text = zb_json_get_string (one, "period");
  ZbPeriod period;

  return text && zb_period_parse (text, &period, NULL)
             ? zb_period_to_display (period, zb_words_language (),
                                     zb_json_boolean (zb_json_get (one, "joint"), FALSE))
             : g_strdup ("");
}

static void
add_period (ZbTable *table, const ZbJson *one)
{
  g_autofree char *display = display_of (one);
  g_autofree char *deadline = words_of (one, "deadline", TRUE);
  g_autofree char *closes = words_of (one, "closes", TRUE);
  g_autofree char *levels = levels_of (one);
  gboolean own = zb_json_boolean (zb_json_get (one, "own_hours"), FALSE);
  const char *reason = zb_json_get_string (one, "reason");

  zb_table_add (table, display, zb_json_get_string (one, "package"), deadline, closes, levels,
                own ? (reason ? reason : _ ("set by the bureau")) : "", NULL);
}

int
zb_form_calendar (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Period"), _ ("Edition"),          _ ("Deadline"),
                         _ ("Closes"), _ ("Levels decide by"), _ ("Own hours"),
                         NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *escaped = g_uri_escape_string (line->words[0], NULL, FALSE);
  g_autofree char *resource = g_strconcat ("/v1/calendar/", escaped, NULL);
  g_autofree char *path = zb_session_path (resource, "year", zb_call_line_get (line, "year"), NULL);
  g_auto (ZbLinked) linked = {0};
  int code;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) answer = zb_answer_get (line, &linked, path, &code, error);
  if (!answer)
    return code;
  g_print ("%s  %s\n", zb_json_get_string (answer, "code"), zb_answer_text (answer, "title"));
  const ZbJson *periods = zb_json_get (answer, "periods");
  for (guint i = 0; periods && i < zb_json_length (periods); i++)
    add_period (table, zb_json_at (periods, i));
  zb_table_print (table);
  return ZB_EXIT_OK;
}

/* The points' names and states for people. */
static const char *
name_of_point (const char *id)
{
  static const ZbStateWord names[] = {
      {"calendar", N_ ("Calendar")},       {"edition", N_ ("Edition")},
      {"respondents", N_ ("Respondents")}, {"prefill", N_ ("Pre-fill")},
      {"notice", N_ ("Notice")},
  };

  return zb_state_words_among (names, G_N_ELEMENTS (names), id);
}

static const char *
name_of_state (const char *state)
{
  if (g_strcmp0 (state, "well") == 0)
    return _ ("well");
  return g_strcmp0 (state, "note") == 0 ? _ ("note") : _ ("FAILS");
}

int
zb_period_checklist (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Point"), _ ("State"), _ ("What"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *resource = g_strdup_printf ("/v1/periods/%s/checklist", line->words[1]);
  g_autofree char *path = zb_session_path (resource, "tenant", zb_call_line_get (line, "tenant"),
                                           "form", line->words[0], NULL);
  g_auto (ZbLinked) linked = {0};
  int code;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) answer = zb_answer_get (line, &linked, path, &code, error);
  if (!answer)
    return code;
  const ZbJson *points = zb_json_get (answer, "points");
  for (guint i = 0; points && i < zb_json_length (points); i++) {
    const ZbJson *one = zb_json_at (points, i);
    zb_table_add (table, name_of_point (zb_json_get_string (one, "id")),
                  name_of_state (zb_json_get_string (one, "state")), zb_answer_text (one, "text"),
                  NULL);
  }
  zb_table_print (table);
  return zb_json_boolean (zb_json_get (answer, "ready"), FALSE) ? ZB_EXIT_OK : ZB_EXIT_FINDINGS;
}
