/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/mandate-commands.h"

#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

/* Agents (代理记账): an enterprise lets another one carry and sign for it, and takes it back; and a
 * deputy of its own, who signs while the legal signer is away. */

/* In the words of the reader; what this program does not know, as it came. */
static const char *
role_words (const char *role)
{
  static const ZbStateWord known[] = {
      {"agent", N_ ("agent")},
      {"deputy", N_ ("deputy")},
      {"preparer", N_ ("preparer")},
      {"legal-signer", N_ ("legal signer")},
  };

  return zb_state_words_among (known, G_N_ELEMENTS (known), role);
}

static void
add_rows (ZbTable *table, const ZbJson *list)
{
  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    g_autofree char *id = zb_answer_dup (one, "id");

    zb_table_add (table, id, zb_json_get_string (one, "tenant"), zb_json_get_string (one, "unit"),
                  zb_json_get_string (one, "holder"), zb_json_get_string (one, "person"),
                  role_words (zb_json_get_string (one, "role")), zb_json_get_string (one, "from"),
                  zb_json_get_string (one, "to"), zb_json_get_string (one, "first_period"),
                  zb_json_get_string (one, "last_period"), NULL);
  }
}

void
zb_mandate_print (const ZbJson *first, const ZbJson *second)
{
  const char *heads[] = {_ (">Number"),      _ ("System"),      _ ("Unit"), _ ("Holder"),
                         _ ("Person"),       _ ("Role"),        _ ("From"), _ ("To"),
                         _ ("First period"), _ ("Last period"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  add_rows (table, first);
  add_rows (table, second);
  zb_table_print (table);
}

static int
mandate_list (const ZbCallLine *line, GError **error)
{
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, "/v1/mandates", &code, error);
  if (!answer)
    return code;
  zb_mandate_print (zb_json_get (answer, "given"), zb_json_get (answer, "held"));
  return ZB_EXIT_OK;
}

/* Posts what the command line says for @role; @holder and @person are nullable. (transfer full) the
 * new mandate's number, NULL with the exit status. */
static char *
post_mandate (const ZbCallLine *line,
              const char *role,
              const char *holder,
              const char *person,
              int *ret_code,
              GError **error)
{
  const char *tenant = zb_call_line_get (line, "tenant");
  g_auto (ZbLinked) linked = {0};
  g_autoptr (ZbJson) answer = NULL;
  ZbJsonWriter *json = NULL;

  *ret_code = tenant ? ZB_EXIT_FAILED : ZB_EXIT_USAGE;
  if (!tenant) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say for which system: --tenant=ID, or --tenant='*' for all"));
    return NULL;
  }
  if (!zb_linked_open (line, &linked, error))
    return NULL;
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "role", role);
  zb_json_writer_string (json, "holder", holder);
  zb_json_writer_string (json, "tenant", tenant);
  zb_json_writer_string (json, "person", person);
  zb_json_writer_string (json, "from", zb_call_line_get (line, "from"));
  zb_json_writer_string (json, "to", zb_call_line_get (line, "to"));
  zb_json_writer_string (json, "first_period", zb_call_line_get (line, "first-period"));
  zb_json_writer_string (json, "last_period", zb_call_line_get (line, "last-period"));
  zb_json_writer_end_object (json);
  if (!zb_answer_post (&linked, "/v1/mandates", json, NULL, &answer, error))
    return NULL;
  return answer ? zb_answer_dup (answer, "id") : g_strdup ("");
}

static int
mandate_give (const ZbCallLine *line, GError **error)
{
  int code;
  g_autofree char *id =
      post_mandate (line, "agent", line->words[0], zb_call_line_get (line, "person"), &code, error);

  if (!id)
    return code;
  g_print (_ ("%s may act for this enterprise; the mandate has the number %s.\n"), line->words[0],
           id);
  return ZB_EXIT_OK;
}

static int
mandate_deputize (const ZbCallLine *line, GError **error)
{
  int code;
  g_autofree char *id = post_mandate (line, "deputy", NULL, line->words[0], &code, error);

  if (!id)
    return code;
  g_print (_ ("%s may sign until %s; the mandate has the number %s.\n"), line->words[0],
           zb_call_line_get (line, "to"), id);
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
    {"first-period", "PERIOD", N_ ("only reports of this period and behind, such as 2024-06")},
    {"last-period", "PERIOD", N_ ("only reports of this period and before, such as 2024-Q4")},
    {"person", "NAME", N_ ("only for this person of the agent")},
    {NULL, NULL, NULL},
};
static const ZbOption deputize_options[] = {
    {"tenant", "ID", N_ ("the bureau system: s1 … s7; '*' for all")},
    {"from", "DAY", N_ ("the first day (today by default)")},
    {"to", "DAY", N_ ("the last day; a deputy needs one")},
    {"first-period", "PERIOD", N_ ("only reports of this period and behind, such as 2024-06")},
    {"last-period", "PERIOD", N_ ("only reports of this period and before, such as 2024-Q4")},
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
    {"mandate", "deputize", "PERSON",
     N_ ("let another person of this enterprise sign in your place for some days"), 1, 1,
     deputize_options, mandate_deputize},
    {"mandate", "end", "NUMBER", N_ ("end what an agent, a deputy or another person may do"), 1, 1,
     end_options, mandate_end},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
