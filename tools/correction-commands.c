/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

static int
correction_ask (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = NULL;
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  path = zb_session_path ("/v1/corrections", "unit", linked.account->unit, NULL);
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", line->words[0]);
  zb_json_writer_string (json, "period", line->words[1]);
  zb_json_writer_string (json, "reason", zb_call_line_get (line, "reason"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  int id = (int)zb_json_integer (zb_json_get (answer, "id"), 0);
  if (g_strcmp0 (zb_json_get_string (answer, "state"), "noted") == 0)
    g_print (_ ("Noted as number %d. Put the difference into the cumulative figures of the next "
                "report: it carries the note, and its acceptance settles it.\n"),
             id);
  else
    g_print (_ ("Asked as number %d; the bureau's answer comes to the inbox.\n"), id);
  return ZB_EXIT_OK;
}

/* What a correction would touch: reports whose rules look at it, and totals. */
static void
print_touched (const ZbJson *touched)
{
  const ZbJson *reports = zb_json_get (touched, "reports");
  const ZbJson *totals = zb_json_get (touched, "totals");
  guint n = reports ? zb_json_length (reports) : 0;

  if (n == 0)
    g_print ("%s\n", _ ("No other report of the unit looks at it."));
  else
    g_print ("%s\n", _ ("Reports of the unit whose rules look at it:"));
  for (guint i = 0; i < n; i++) {
    const ZbJson *one = zb_json_at (reports, i);
    g_print ("  %s %s  %s\n", zb_json_get_string (one, "form"), zb_json_get_string (one, "period"),
             zb_state_words (zb_json_get_string (one, "state")));
  }
  for (guint i = 0; totals && i < zb_json_length (totals); i++) {
    const ZbJson *one = zb_json_at (totals, i);
    g_autofree char *group =
        g_strjoin (" ", zb_json_get_string (one, "district"), zb_json_get_string (one, "zone"),
                   zb_json_get_string (one, "industry"), NULL);
    g_print (_ ("Totals of %s %s change, in the group %s.\n"), zb_json_get_string (one, "form"),
             zb_json_get_string (one, "period"), group);
  }
}

static int
correction_touched (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/reports/%s/touched", line->words[0]);
  int code;
  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);

  if (!answer)
    return code;
  print_touched (answer);
  return ZB_EXIT_OK;
}

static void
print_requests (const ZbJson *list)
{
  const char *heads[] = {_ ("Number"), _ ("Unit"),  _ ("Form"),   _ ("Period"), _ ("Report"),
                         _ ("State"),  _ ("Until"), _ ("Reason"), _ ("Answer"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    g_autofree char *id = zb_answer_dup (one, "id");
    g_autofree char *report = zb_answer_dup (one, "report");

    zb_table_add (table, id, zb_json_get_string (one, "unit"), zb_json_get_string (one, "form"),
                  zb_json_get_string (one, "period"), report,
                  zb_state_words (zb_json_get_string (one, "state")),
                  zb_json_get_string (one, "until"), zb_json_get_string (one, "reason"),
                  zb_json_get_string (one, "answer"), NULL);
  }
  zb_table_print (table);
}

static int
correction_list (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = NULL;
  int code;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  path = zb_session_path ("/v1/corrections", "tenant", zb_call_line_get (line, "tenant"), "unit",
                          linked.account->unit, "state",
                          zb_call_line_has (line, "waiting") ? "asked" : NULL, NULL);
  g_autoptr (ZbJson) answer = zb_answer_get (line, &linked, path, &code, error);
  if (!answer)
    return code;
  print_requests (zb_json_get (answer, "corrections"));
  return ZB_EXIT_OK;
}

static int
give_answer (const ZbCallLine *line, gboolean granted, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autofree char *path = g_strdup_printf ("/v1/corrections/%s/answer", line->words[0]);
  g_autoptr (ZbJson) answer = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  ZbJsonWriter *json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_boolean (json, "grant", granted);
  if (zb_call_line_has (line, "until"))
    zb_json_writer_string (json, "until", zb_call_line_get (line, "until"));
  zb_json_writer_string (json, "reason", zb_call_line_get (line, "reason"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", granted ? _ ("Granted, for one correction.") : _ ("Refused."));
  return ZB_EXIT_OK;
}

static int
correction_grant (const ZbCallLine *line, GError **error)
{
  return give_answer (line, TRUE, error);
}

static int
correction_refuse (const ZbCallLine *line, GError **error)
{
  return give_answer (line, FALSE, error);
}

static const ZbOption ask_options[] = {{"reason", "TEXT", N_ ("why")}, {NULL, NULL, NULL}};
static const ZbOption list_options[] = {{"tenant", "ID", N_ ("the bureau system: s1 … s7")},
                                        {"waiting", NULL, N_ ("only those without an answer")},
                                        ZB_OPTION_JSON,
                                        {NULL, NULL, NULL}};
static const ZbOption answer_options[] = {{"until", "TIME", N_ ("how long the permit holds")},
                                          {"reason", "TEXT", N_ ("why")},
                                          {NULL, NULL, NULL}};

const ZbCommand zb_correction_commands[] = {
    {"correction", "ask", "FORM PERIOD", N_ ("ask to correct a report that was accepted"), 2, 2,
     ask_options, correction_ask},
    {"correction", "list", "", N_ ("requests to correct accepted reports, and their answers"), 0, 0,
     list_options, correction_list},
    {"correction", "touched", "REPORT",
     N_ ("later reports and totals that a correction of it touches"), 1, 1, zb_json_only,
     correction_touched},
    {"correction", "grant", "NUMBER", N_ ("grant a request: one correction, for some days"), 1, 1,
     answer_options, correction_grant},
    {"correction", "refuse", "NUMBER", N_ ("refuse a request; say why with --reason"), 1, 1,
     answer_options, correction_refuse},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
