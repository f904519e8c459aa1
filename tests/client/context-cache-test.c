/* SPDX-License-Identifier: Apache-2.0 */
#include "client/context-cache.h"

#include "client/desk.h"
#include "client/draft.h"
#include "client/workspace-private.h"
#include "storage/statement.h"
#include "tests/client/scripted-server.h"

#include <string.h>

#define ASK "GET /v1/context/B204-1/2024-06?unit=" ZB_TEST_UNIT

/* What the server would say: the unit's size. */
static char *
compose (const char *size)
{
  g_autoptr (ZbContextDocument) document = zb_context_document_new ();

  g_hash_table_insert (document->attributes, g_strdup ("size"), g_strdup (size));
  return zb_context_document_write (document);
}

static gboolean
fetch (ZbScriptedWorld *world, GError **error)
{
  return zb_context_cache_fetch (world->client.workspace, world->client.account, world->session,
                                 ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, error);
}

static ZbContextDocument *
read_back (ZbScriptedWorld *world, gint64 *ret_fetched)
{
  g_autoptr (GError) error = NULL;
  ZbContextDocument *document =
      zb_context_cache_read (world->client.workspace, world->client.account, ZB_SCRATCH_FORM,
                             ZB_SCRATCH_PERIOD, ret_fetched, &error);

  g_assert_no_error (error);
  return document;
}

static void
serve (ZbScriptedWorld *world, const char *size)
{
  g_autofree char *text = compose (size);

  zb_scripted_server_answer (world->server, ASK, 200, text);
}

static void
test_keeps_the_last_one (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 fetched = 0;

  g_assert_null (read_back (world, NULL));
  serve (world, "1");
  g_assert_true (fetch (world, &error));
  world->client.now += G_TIME_SPAN_HOUR;
  serve (world, "2");
  g_assert_true (fetch (world, &error));
  g_autoptr (ZbContextDocument) document = read_back (world, &fetched);
  g_assert_cmpstr (g_hash_table_lookup (document->attributes, "size"), ==, "2");
  g_assert_cmpint (fetched, ==, world->client.now);
}

/* A broken answer leaves what is there: work goes on offline. */
static void
test_a_broken_answer_changes_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *text = compose ("2");
  g_autoptr (GString) forged = g_string_new (text);
  g_autoptr (GError) error = NULL;

  serve (world, "1");
  g_assert_true (fetch (world, &error));
  /* Another size under the same digest. */
  g_assert_cmpuint (g_string_replace (forged, "\"size\":\"2\"", "\"size\":\"3\"", 0), ==, 1);
  zb_scripted_server_answer (world->server, ASK, 200, forged->str);
  g_assert_false (fetch (world, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  zb_scripted_server_answer (world->server, ASK, 200, "{");
  g_assert_false (fetch (world, &error));
  g_clear_error (&error);
  zb_scripted_server_answer (world->server, ASK, 500, NULL);
  g_assert_false (fetch (world, &error));
  g_autoptr (ZbContextDocument) document = read_back (world, NULL);
  g_assert_cmpstr (g_hash_table_lookup (document->attributes, "size"), ==, "1");
}

/* The desk checks in the context at hand, and says in which. */
static void
test_the_desk_uses_it (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;

  serve (world, "1");
  g_assert_true (fetch (world, &error));
  g_autoptr (ZbContextDocument) document = read_back (world, NULL);
  g_autofree char *digest = zb_context_document_digest (document);
  g_autoptr (ZbDesk) desk =
      zb_desk_open (world->client.workspace, world->client.account, report, &error);
  g_assert_no_error (error);
  zb_desk_stamp (desk);
  g_assert_cmpstr (zb_report_context_digest (report), ==, digest);
}

static ZbDesk *
open_desk (ZbScriptedWorld *world)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (&world->client, ZB_SCRATCH_PERIOD, "1");
  g_autoptr (GError) error = NULL;
  ZbDesk *desk = zb_desk_open (world->client.workspace, world->client.account, report, &error);

  g_assert_no_error (error);
  return desk;
}

/* What cannot be read keeps no report shut, is told, and is gone with the next fetch. */
static void
test_damage_keeps_nothing_shut (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  serve (world, "1");
  g_assert_true (fetch (world, &error));
  g_autoptr (ZbDesk) sound = open_desk (world);
  g_assert_null (zb_desk_context_fault (sound));
  g_assert_true (zb_database_run (world->client.workspace->database,
                                  "update context set document = '{'", &error));
  g_autoptr (ZbDesk) without = open_desk (world);
  g_assert_nonnull (zb_desk_context_fault (without));
  zb_desk_stamp (without);
  g_assert_null (zb_report_context_digest (zb_desk_report (without)));
  g_assert_true (zb_period_parse (ZB_SCRATCH_PERIOD, &period, &error));
  g_autoptr (ZbReport) begun = zb_draft_new (world->client.workspace, world->client.account,
                                             ZB_SCRATCH_FORM, period, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (begun);
  g_assert_true (fetch (world, &error));
  g_autoptr (ZbDesk) mended = open_desk (world);
  g_assert_null (zb_desk_context_fault (mended));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/context-cache/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up,      \
              function, zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("keeps-the-last-one", test_keeps_the_last_one);
  ADD ("a-broken-answer-changes-nothing", test_a_broken_answer_changes_nothing);
  ADD ("the-desk-uses-it", test_the_desk_uses_it);
  ADD ("damage-keeps-nothing-shut", test_damage_keeps_nothing_shut);
  return g_test_run ();
}
