/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* Agents (代理记账): an enterprise lets another one carry and sign for it, and takes it back. */

static void
add_rows (ZbTable *table, const ZbJson *list)
{
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    g_autofree char *id = zb_answer_dup (one, "id");

    zb_table_add (table, id, zb_json_get_string (one, "tenant"), zb_json_get_string (one, "unit"),
                  zb_json_get_string (one, "holder"), zb_json_get_string (one, "person"),
                  zb_json_get_string (one, "role"), zb_json_get_string (one, "from"),
                  zb_json_get_string (one, "to"), NULL);
  }
}

static int
mandate_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ (">Number"), _ ("System"), _ ("Unit"), _ ("Holder"), _ ("Person"),
                         _ ("Role"),    _ ("From"),   _ ("To"),   NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, "/v1/mandates", &code, error);
  if (!answer)
    return code;
  add_rows (table, zb_json_get (answer, "given"));
  add_rows (table, zb_json_get (answer, "held"));
  zb_table_print (table);
  return ZB_EXIT_OK;
}

static int
mandate_give (const ZbCallLine *line, GError **error)
{
  const char *tenant = zb_call_line_get (line, "tenant");
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json = NULL;

  if (!tenant) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say for which system: --tenant=ID, or --tenant='*' for all"));
    return ZB_EXIT_USAGE;
  }
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "holder", line->words[0]);
  zb_json_writer_string (json, "tenant", tenant);
  zb_json_writer_string (json, "person", zb_call_line_get (line, "person"));
  zb_json_writer_string (json, "from", zb_call_line_get (line, "from"));
  zb_json_writer_string (json, "to", zb_call_line_get (line, "to"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, "/v1/mandates", json, NULL, &answer, error))
    return ZB_EXIT_FAILED;
  g_autofree char *id = answer ? zb_answer_dup (answer, "id") : g_strdup ("");
  g_print (_ ("%s may act for this enterprise; the mandate has the number %s.\n"), line->words[0],
           id);
  return ZB_EXIT_OK;
}

static int
mandate_end (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/mandates/%s/end", line->words[0]);

  if (!zb_answer_tell (line, path, "to", error))
    return ZB_EXIT_FAILED;
  g_print (_ ("The mandate %s has been ended.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

static const ZbOption give_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7; '*' for all")},
    {"from", "DAY", N_ ("the first day (today by default)")},
    {"to", "DAY", N_ ("the last day (none by default)")},
    {"person", "NAME", N_ ("only for this person of the agent")},
    {NULL, NULL, NULL},
};
static const ZbOption end_options[] = {
    {"to", "DAY", N_ ("the last day (yesterday by default)")},
    {NULL, NULL, NULL},
};

const ZbCommand zb_mandate_commands[] = {
    {"mandate", "list", "", N_ ("list the mandates given and held"), 0, 0, zb_json_only,
     mandate_list},
    {"mandate", "give", "CODE", N_ ("let an agent, by its code, act for this enterprise"), 1, 1,
     give_options, mandate_give},
    {"mandate", "end", "NUMBER", N_ ("end an agent's mandate"), 1, 1, end_options, mandate_end},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
