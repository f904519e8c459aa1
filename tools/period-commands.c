/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/calendar-commands.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

static void
write_option (ZbJsonWriter *json, const ZbCallLine *line, const char *name)
{
  if (zb_call_line_has (line, name))
    zb_json_writer_string (json, name, zb_call_line_get (line, name));
}

/* "district=TIME;city=TIME": hours of the review levels; an empty time gives the word back to the
 * form. */
static void
write_levels (ZbJsonWriter *json, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", ";", -1);

  if (!text)
    return;
  zb_json_writer_begin_object (json, "levels");
  for (guint i = 0; parts[i]; i++) {
    char *equals = strchr (parts[i], '=');

    if (equals)
      *equals++ = '\0';
    zb_json_writer_string (json, g_strstrip (parts[i]), equals && *equals ? equals : NULL);
  }
  zb_json_writer_end_object (json);
}

/* The levels' own hours, "district 2024-07-11T18:00:00+08:00". Caller frees. */
static char *
tell_levels (const ZbJson *levels)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; levels && i < zb_json_n_members (levels); i++) {
    const char *name = zb_json_member_name (levels, i);
    const char *until = zb_json_get_string (levels, name);

    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", name, until ? until : "");
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* One order about FORM and PERIOD. */
static int
order (const ZbCallLine *line, const char *action, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = g_strconcat ("/v1/periods/", line->words[1], NULL);
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "tenant", zb_call_line_get (line, "tenant"));
  zb_json_writer_string (json, "form", line->words[0]);
  zb_json_writer_string (json, "action", action);
  write_option (json, line, "opens");
  write_option (json, line, "deadline");
  write_option (json, line, "closes");
  write_levels (json, zb_call_line_get (line, "levels"));
  write_option (json, line, "unit");
  write_option (json, line, "until");
  write_option (json, line, "reason");
  if (zb_call_line_has (line, "lift"))
    zb_json_writer_boolean (json, "lift", TRUE);
  if (zb_call_line_has (line, "anyway"))
    zb_json_writer_boolean (json, "anyway", TRUE);
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  int respondents = (int)zb_json_integer (zb_json_get (answer, "respondents"), 0);
  if (respondents > 0)
    g_print (_ ("%s %s: %d units are asked.\n"), line->words[0], line->words[1], respondents);
  else
    g_print (_ ("%s %s: done.\n"), line->words[0], line->words[1]);
  return ZB_EXIT_OK;
}

static int
period_open (const ZbCallLine *line, GError **error)
{
  return order (line, "open", error);
}

static int
period_close (const ZbCallLine *line, GError **error)
{
  return order (line, "close", error);
}

static int
period_extend (const ZbCallLine *line, GError **error)
{
  return order (line, "extend", error);
}

static int
period_exempt (const ZbCallLine *line, GError **error)
{
  return order (line, "exempt", error);
}

static int
period_permit (const ZbCallLine *line, GError **error)
{
  return order (line, "permit", error);
}

static int
period_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Form"),   _ ("Period"),           _ ("Opens"),  _ ("Deadline"),
                         _ ("Closes"), _ ("Levels decide by"), _ ("Reason"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *path =
      zb_session_path ("/v1/periods", "tenant", zb_call_line_get (line, "tenant"), NULL);
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  const ZbJson *periods = zb_json_get (answer, "periods");
  for (guint i = 0; periods && i < zb_json_length (periods); i++) {
    const ZbJson *one = zb_json_at (periods, i);
    g_autofree char *levels = tell_levels (zb_json_get (one, "levels"));
    const char *row[] = {zb_json_get_string (one, "form"),   zb_json_get_string (one, "period"),
                         zb_json_get_string (one, "opens"),  zb_json_get_string (one, "deadline"),
                         zb_json_get_string (one, "closes"), levels,
                         zb_json_get_string (one, "reason")};
    zb_table_add_row (table, row);
  }
  zb_table_print (table);
  return ZB_EXIT_OK;
}

#define TENANT                                                                                     \
  {                                                                                                \
    "tenant", "ID", N_ ("the bureau system: s1 … s7")                                              \
  }
#define REASON                                                                                     \
  {                                                                                                \
    "reason", "TEXT", N_ ("why")                                                                   \
  }
#define HOURS                                                                                      \
  {"opens", "TIME", N_ ("2024-07-01T00:00:00+08:00")}, {"deadline", "TIME", N_ ("later is late")}, \
      {"closes", "TIME", N_ ("later needs a special permit")},                                     \
  {                                                                                                \
    "levels", "LEVEL=TIME;…", N_ ("until when levels decide; without a time as the form says")     \
  }
#define UNIT                                                                                       \
  {                                                                                                \
    "unit", "CODE", N_ ("the unit it is about")                                                    \
  }

static const ZbOption hours_options[] = {TENANT, HOURS, REASON, {NULL, NULL, NULL}};
static const ZbOption open_options[] = {
    TENANT,
    HOURS,
    REASON,
    {"anyway", NULL, N_ ("though a point of the checklist fails; say why with --reason")},
    {NULL, NULL, NULL}};
static const ZbOption exempt_options[] = {
    TENANT, UNIT, REASON, {"lift", NULL, N_ ("end the exemption")}, {NULL, NULL, NULL}};
static const ZbOption permit_options[] = {
    TENANT, UNIT, REASON, {"until", "TIME", N_ ("how long the permit holds")}, {NULL, NULL, NULL}};
static const ZbOption list_options[] = {TENANT, ZB_OPTION_JSON, {NULL, NULL, NULL}};

const ZbCommand zb_period_commands[] = {
    {"period", "checklist", "FORM PERIOD", N_ ("what is to be done before a period opens"), 2, 2,
     list_options, zb_period_checklist},
    {"period", "open", "FORM PERIOD",
     N_ ("open a period: hours, and the frozen list of respondents"), 2, 2, open_options,
     period_open},
    {"period", "close", "FORM PERIOD", N_ ("close a period now"), 2, 2, hours_options,
     period_close},
    {"period", "extend", "FORM PERIOD", N_ ("change a period's hours"), 2, 2, hours_options,
     period_extend},
    {"period", "exempt", "FORM PERIOD", N_ ("excuse a unit from reporting"), 2, 2, exempt_options,
     period_exempt},
    {"period", "permit", "FORM PERIOD", N_ ("let a unit report after the close (特批)"), 2, 2,
     permit_options, period_permit},
    {"period", "list", "", N_ ("list hours that differ from the forms' own"), 0, 0, list_options,
     period_list},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
