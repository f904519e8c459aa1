/* SPDX-License-Identifier: Apache-2.0 */
#include "client/routing.h"
#include "tools/answer.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

/* Where a node sends what it receives: one administrator signs a table and proposes it, another
 * signs and confirms. */

#define SHORT_DIGEST 12

static const char *
name_of_action (ZbRouteAction action)
{
  switch (action) {
  case ZB_ROUTE_DELIVER:
    return _ ("keep here");
  case ZB_ROUTE_FORWARD:
    return _ ("pass on");
  case ZB_ROUTE_COPY:
    return _ ("keep and pass on");
  default:
    return _ ("turn away");
  }
}

static const char *
name_of_senders (guint senders)
{
  static const char *const names[] = {N_ ("any"), N_ ("enterprise"), N_ ("node")};

  return _ (names[senders]);
}

static void
print_lines (const ZbRouteTable *table)
{
  const char *heads[] = {_ ("Route"),     _ ("Form"),      _ ("Region"),  _ ("From whom"),
                         _ ("What"),      _ ("Next node"), _ ("Derived"), _ (">Most urgent"),
                         _ ("First day"), _ ("Last day"),  NULL};
  g_autoptr (ZbTable) lines = zb_table_new (heads);

  for (guint i = 0; i < table->lines->len; i++) {
    const ZbRouteLine *line = table->lines->pdata[i];
    g_autofree char *urgent = g_strdup_printf ("%u", line->most_urgent);
    const char *row[] = {line->id,
                         line->form,
                         line->region ? line->region : "*",
                         name_of_senders (line->senders),
                         name_of_action (line->action),
                         line->next,
                         line->transform,
                         urgent,
                         line->from,
                         line->until};

    zb_table_add_row (lines, row);
  }
  zb_table_print (lines);
}

static void
print_peers (const ZbRouteTable *table)
{
  const char *heads[] = {_ ("Node"), _ ("Address"), _ ("Brings of regions"), NULL};
  g_autoptr (ZbTable) peers = zb_table_new (heads);

  for (guint i = 0; i < table->peers->len; i++) {
    const ZbRoutePeer *peer = table->peers->pdata[i];
    const char *row[] = {peer->node, peer->url, peer->regions};

    zb_table_add_row (peers, row);
  }
  if (table->peers->len > 0)
    zb_table_print (peers);
}

/* The number on the command line, or 0: the table that holds. */
static gboolean
read_number (const ZbCallLine *line, gint64 *ret_number, GError **error)
{
  *ret_number = 0;
  return line->n_words == 0 || zb_place_number (line->words[0], ret_number, error);
}

static int
route_list (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  gint64 number;

  if (!read_number (line, &number, error))
    return ZB_EXIT_USAGE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbFetchedRoutes) fetched = zb_routing_fetch (
      linked.account, linked.session, number, zb_workspace_now (linked.workspace), error);
  if (!fetched)
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "xml"))
    return zb_place_write (zb_call_line_get (line, "xml"), fetched->statement, error)
               ? ZB_EXIT_OK
               : ZB_EXIT_FAILED;
  g_print (_ ("Version %u of node %s: %s\n"), fetched->table->version, fetched->table->node,
           fetched->table->reason);
  zb_table_print_line (_ ("signed by"), fetched->who);
  zb_table_print_line (_ ("confirmed by"), fetched->second);
  print_peers (fetched->table);
  print_lines (fetched->table);
  return ZB_EXIT_OK;
}

static ZbRouteTable *
read_draft (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);

  return bytes ? zb_route_table_read_draft (path, bytes, error) : NULL;
}

static int
route_propose (const ZbCallLine *line, GError **error)
{
  const char *reason = zb_call_line_get (line, "reason");
  g_auto (ZbLinked) linked = {0};
  g_autofree char *digest = NULL;
  gint64 number;

  if (!reason || !*reason) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say why: --reason=TEXT"));
    return ZB_EXIT_USAGE;
  }
  g_autoptr (ZbRouteTable) draft = read_draft (line->words[0], error);
  if (!draft)
    return ZB_EXIT_UNREADABLE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbSigner) signer = zb_linked_signer (line, &linked, error);
  if (!signer || !zb_routing_propose (linked.account, linked.session, draft, reason, signer,
                                      zb_workspace_now (linked.workspace), &number, &digest, error))
    return ZB_EXIT_FAILED;
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  g_print (_ ("Version %u of the routes is proposed as number %s; another administrator confirms "
              "it with: zhibao route confirm %s\n"),
           draft->version, text, text);
  g_print ("  SHA-256 %s\n", digest);
  return ZB_EXIT_OK;
}

/* With --table, the file must say the same as what was proposed. */
static gboolean
check_against_file (const ZbCallLine *line, const ZbFetchedRoutes *fetched, GError **error)
{
  const char *path = zb_call_line_get (line, "table");
  g_autoptr (ZbRouteTable) own = path ? read_draft (path, error) : NULL;

  if (!path)
    return TRUE;
  if (!own)
    return FALSE;
  g_free (own->node);
  own->node = g_strdup (fetched->table->node);
  g_free (own->reason);
  own->reason = g_strdup (fetched->table->reason);
  own->version = fetched->table->version;
  own->created = fetched->table->created;
  g_autoptr (GBytes) statement = zb_route_table_write (own);
  if (g_bytes_equal (statement, fetched->statement))
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, _ ("%s is not what was proposed"),
               path);
  return FALSE;
}

static int
route_confirm (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  gint64 number, now;

  if (!zb_place_number (line->words[0], &number, error))
    return ZB_EXIT_USAGE;
  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  now = zb_workspace_now (linked.workspace);
  g_autoptr (ZbFetchedRoutes) fetched =
      zb_routing_fetch (linked.account, linked.session, number, now, error);
  if (!fetched)
    return ZB_EXIT_UNREADABLE;
  g_print (_ ("Version %u of the routes is to hold.\n"), fetched->table->version);
  zb_table_print_line (_ ("proposed by"), fetched->who);
  zb_table_print_line (_ ("reason"), fetched->table->reason);
  print_peers (fetched->table);
  print_lines (fetched->table);
  if (!check_against_file (line, fetched, error))
    return ZB_EXIT_UNREADABLE;
  g_autoptr (ZbSigner) signer = zb_linked_signer (line, &linked, error);
  if (!signer || !zb_routing_confirm (linked.session, number, fetched, signer, now, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("Confirmed: it holds.\n"));
  return ZB_EXIT_OK;
}

static int
route_reject (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/routes/%s/end", line->words[0]);
  int code = zb_answer_reject (line, path, "route", error);

  if (code != ZB_EXIT_OK)
    return code;
  g_print (_ ("Number %s will not hold.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

static void
add_route_table (ZbTable *table, const ZbJson *one)
{
  const char *digest = zb_json_get_string (one, "sha256");
  const char *confirmed = zb_json_get_string (one, "confirmed");
  g_autofree char *number = zb_answer_dup (one, "id");
  g_autofree char *version = zb_answer_dup (one, "version");
  g_autofree char *routes = zb_answer_dup (one, "routes");
  g_autofree char *begin = g_strndup (digest ? digest : "", SHORT_DIGEST);
  const char *row[] = {number,
                       version,
                       confirmed ? confirmed : zb_json_get_string (one, "time"),
                       zb_state_words (zb_json_get_string (one, "state")),
                       routes,
                       zb_json_get_string (one, "who"),
                       zb_json_get_string (one, "second"),
                       begin,
                       zb_json_get_string (one, "reason")};

  zb_table_add_row (table, row);
}

static int
route_history (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {
      _ (">Number"), _ (">Version"),     _ ("Time"),   _ ("State"),  _ (">Routes"),
      _ ("Who"),     _ ("Confirmed by"), _ ("Digest"), _ ("Reason"), NULL};

  return zb_answer_list (line, "/v1/routes", "tables", heads, add_route_table, error);
}

static int
route_peer (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autofree char *text =
      zb_routing_peer (linked.account, linked.session, zb_call_line_get (line, "regions"),
                       zb_workspace_now (linked.workspace), error);
  if (!text)
    return ZB_EXIT_FAILED;
  g_print ("%s", text);
  return ZB_EXIT_OK;
}

static void
print_queue (const ZbJson *list)
{
  const char *heads[] = {_ (">Number"),   _ ("Sender"), _ ("Message"),
                         _ ("Next node"), _ (">Class"), _ ("State"),
                         _ ("Since"),     _ ("Why"),    NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; list && i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    g_autofree char *number = zb_answer_dup (one, "id");
    g_autofree char *class = zb_answer_dup (one, "class");
    const char *row[] = {number,
                         zb_json_get_string (one, "sender"),
                         zb_json_get_string (one, "message"),
                         zb_json_get_string (one, "next"),
                         class,
                         zb_state_words (zb_json_get_string (one, "state")),
                         zb_json_get_string (one, "received"),
                         zb_json_get_string (one, "reason")};

    zb_table_add_row (table, row);
  }
  zb_table_print (table);
}

static int
route_queue (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Next node"),
                         _ (">Waiting"),
                         _ (">Passed on"),
                         _ (">Held"),
                         _ (">Delivered"),
                         _ ("Waits since"),
                         NULL};
  g_autofree char *path =
      zb_session_path ("/v1/forwards", "state", zb_call_line_get (line, "state"), "next",
                       zb_call_line_get (line, "next"), NULL);
  g_autoptr (ZbTable) table = zb_table_new (heads);
  int code;
  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  const ZbJson *nodes = answer ? zb_json_get (answer, "nodes") : NULL;

  if (!answer)
    return code;
  for (guint i = 0; nodes && i < zb_json_length (nodes); i++) {
    const ZbJson *one = zb_json_at (nodes, i);
    g_autofree char *waiting = zb_answer_dup (one, "waiting");
    g_autofree char *passed = zb_answer_dup (one, "passed");
    g_autofree char *held = zb_answer_dup (one, "held");
    g_autofree char *delivered = zb_answer_dup (one, "delivered");
    const char *row[] = {zb_json_get_string (one, "next"),  waiting, passed, held, delivered,
                         zb_json_get_string (one, "oldest")};

    zb_table_add_row (table, row);
  }
  zb_table_print (table);
  if (zb_call_line_has (line, "state") || zb_call_line_has (line, "next"))
    print_queue (zb_json_get (answer, "messages"));
  return ZB_EXIT_OK;
}

static int
route_again (const ZbCallLine *line, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/forwards/%s/again", line->words[0]);
  g_auto (ZbLinked) linked = {0};
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_end_object (json);
  if (!zb_linked_open (line, &linked, error)) {
    zb_json_writer_free (json);
    return ZB_EXIT_FAILED;
  }
  if (!zb_answer_post (&linked, path, json, NULL, NULL, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("Number %s is tried again.\n"), line->words[0]);
  return ZB_EXIT_OK;
}

#define SERVER                                                                                     \
  {                                                                                                \
    "server", "URL", N_ ("the server, where there are accounts at several")                        \
  }
#define KEY                                                                                        \
  {"key", "FILE", N_ ("sign with this key file (PKCS#12) instead of the account's")},              \
  {                                                                                                \
    "passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")         \
  }
#define END                                                                                        \
  {                                                                                                \
    NULL, NULL, NULL                                                                               \
  }

static const ZbOption list_options[] = {
    SERVER,
    {"xml", "FILE", N_ ("write the statement that was signed to this file (-: here)")},
    END};
static const ZbOption propose_options[] = {SERVER, KEY, {"reason", "TEXT", N_ ("why")}, END};
static const ZbOption confirm_options[] = {
    SERVER, KEY, {"table", "FILE", N_ ("only if this file says what was proposed")}, END};
static const ZbOption reject_options[] = {SERVER, {"reason", "TEXT", N_ ("why")}, END};
static const ZbOption history_options[] = {SERVER, ZB_OPTION_JSON, END};
static const ZbOption again_options[] = {SERVER, END};
static const ZbOption peer_options[] = {
    SERVER,
    {"regions", "CODES", N_ ("the regions that it may bring messages of, blanks between")},
    END};
static const ZbOption queue_options[] = {
    SERVER,
    {"state", "STATE", N_ ("list those that are waiting, passed, delivered or held")},
    {"next", "NODE", N_ ("list those for this node")},
    ZB_OPTION_JSON,
    END};

const ZbCommand zb_route_commands[] = {
    {"route", "list", "[NUMBER]", N_ ("where messages go by the table that holds, or by another"),
     0, 1, list_options, route_list},
    {"route", "propose", "FILE", N_ ("sign a table of routes and propose it"), 1, 1,
     propose_options, route_propose},
    {"route", "confirm", "NUMBER", N_ ("sign and confirm what another administrator proposed"), 1,
     1, confirm_options, route_confirm},
    {"route", "reject", "NUMBER", N_ ("refuse, or take back, what was proposed"), 1, 1,
     reject_options, route_reject},
    {"route", "history", "", N_ ("who changed the routes, when and why"), 0, 0, history_options,
     route_history},
    {"route", "peer", "", N_ ("what another node's table says of this node"), 0, 0, peer_options,
     route_peer},
    {"route", "queue", "", N_ ("what waits to be passed on to other nodes"), 0, 0, queue_options,
     route_queue},
    {"route", "again", "NUMBER", N_ ("try at once to pass on what waits or is held"), 1, 1,
     again_options, route_again},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
