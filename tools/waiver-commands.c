/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/table.h"
#include "tools/words.h"

/* Waivers: one person of the city proposes that a rule does not hold, another confirms it. */

static void
add_waiver (ZbTable *table, const ZbJson *one)
{
  g_autofree char *id = zb_answer_dup (one, "id");
  const char *unit = zb_json_get_string (one, "unit");

  zb_table_add (table, id, zb_json_get_string (one, "rule"), zb_json_get_string (one, "period"),
                unit ? unit : _ ("all"), zb_json_get_string (one, "state"),
                zb_json_get_string (one, "who"), zb_json_get_string (one, "second"),
                zb_json_get_string (one, "reason"), NULL);
}

static int
waiver_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ (">Number"),      _ ("Rule"),   _ ("Period"),
                         _ ("Unit"),         _ ("State"),  _ ("Proposed by"),
                         _ ("Confirmed by"), _ ("Reason"), NULL};
  g_autofree char *path =
      zb_session_path ("/v1/waivers", "tenant", zb_call_line_get (line, "tenant"), "period",
                       zb_call_line_get (line, "period"), NULL);

  return zb_answer_list (line, path, "waivers", heads, add_waiver, error);
}

static int
waiver_propose (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "form", line->words[0]);
  zb_json_writer_string (json, "rule", line->words[1]);
  zb_json_writer_string (json, "period", line->words[2]);
  zb_json_writer_string (json, "tenant", zb_call_line_get (line, "tenant"));
  zb_json_writer_string (json, "unit", zb_call_line_get (line, "unit"));
  zb_json_writer_string (json, "reason", zb_call_line_get (line, "reason"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, "/v1/waivers", json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  g_autofree char *id = answer ? zb_answer_dup (answer, "id") : g_strdup ("");
  g_print (_ ("The waiver %s is proposed; another person has to confirm it.\n"), id);
  return ZB_EXIT_OK;
}

/* POSTs {} to "/v1/waivers/NUMBER/@what". */
static int
order (const ZbCallLine *line, const char *what, const char *done, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/waivers/%s/%s", line->words[0], what);
  g_auto (ZbLinked) linked = {0};
  ZbJsonWriter *json = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, path, json, NULL, NULL, error))
    return ZB_EXIT_FAILED;
  g_print ("%s\n", done);
  return ZB_EXIT_OK;
}

static int
waiver_confirm (const ZbCallLine *line, GError **error)
{
  return order (line, "confirmation", _ ("The waiver holds from now on."), error);
}

static int
waiver_end (const ZbCallLine *line, GError **error)
{
  return order (line, "end", _ ("The waiver has been ended."), error);
}

static const ZbOption no_options[] = {{NULL, NULL, NULL}};
static const ZbOption list_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7")},
    {"period", "PERIOD", N_ ("only of this period")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};
static const ZbOption propose_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7")},
    {"unit", "CODE", N_ ("for this enterprise only, by its 统一社会信用代码")},
    {"reason", "TEXT", N_ ("why the rule does not hold")},
    {NULL, NULL, NULL},
};

const ZbCommand zb_waiver_commands[] = {
    {"waiver", "list", "", N_ ("list waivers, proposed and in force"), 0, 0, list_options,
     waiver_list},
    {"waiver", "propose", "FORM RULE PERIOD", N_ ("propose that a rule does not hold"), 3, 3,
     propose_options, waiver_propose},
    {"waiver", "confirm", "NUMBER", N_ ("confirm what another person proposed"), 1, 1, no_options,
     waiver_confirm},
    {"waiver", "end", "NUMBER", N_ ("end a waiver"), 1, 1, no_options, waiver_end},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
