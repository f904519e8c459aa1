/* SPDX-License-Identifier: Apache-2.0 */
/* What the program makes of a server's answers, as whoever calls it meets it. */
#include "tests/client/scripted-server.h"
#include "tools/command.h"

#include <string.h>

typedef struct {
  ZbScriptedWorld base;
  char *said, *complaint;
  int code;
} World;

static void
set_up (World *world, gconstpointer data)
{
  zb_scripted_world_set_up (&world->base, data);
  g_autofree char *sql =
      g_strdup_printf ("update account set url = '%s'", world->base.client.account->url);
  zb_scratch_client_execute (&world->base.client, sql);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->said);
  g_free (world->complaint);
  zb_scripted_world_tear_down (&world->base, data);
}

/* "zhibao authority …" in the account's workspace. */
static void
run (World *world, const char *name, const char *word, const char *option)
{
  g_autofree char *program = g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "tools", "zhibao", NULL);
  const char *words[] = {program, "authority", name, word, option, NULL};
  g_auto (GStrv) environment =
      g_environ_setenv (g_get_environ (), "ZHIBAO_WORKSPACE", world->base.client.path, TRUE);
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_clear_pointer (&world->said, g_free);
  g_clear_pointer (&world->complaint, g_free);
  g_spawn_sync (NULL, (char **)words, environment, G_SPAWN_DEFAULT, NULL, NULL, &world->said,
                &world->complaint, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  world->code = WEXITSTATUS (status);
}

/* Two pages of two requests. */
static void
serve_queue (World *world)
{
  ZbScriptedServer *server = world->base.server;

  zb_scripted_server_answer (
      server, "GET /v1/csr", 200,
      "{\"requests\":[{\"id\":1,\"name\":\"甲\"},{\"id\":2,\"name\":\"乙\"}],"
      "\"next\":2}");
  zb_scripted_server_answer (server, "GET /v1/csr?cursor=2", 200,
                             "{\"requests\":[{\"id\":3,\"name\":\"丙\"}]}");
}

static void
test_lists_all_pages (World *world, gconstpointer data)
{
  serve_queue (world);
  run (world, "queue", NULL, NULL);
  g_assert_cmpstr (world->complaint, ==, "");
  g_assert_cmpint (world->code, ==, ZB_EXIT_OK);
  g_assert_nonnull (strstr (world->said, "甲"));
  g_assert_nonnull (strstr (world->said, "乙"));
  g_assert_nonnull (strstr (world->said, "丙"));
}

static void
test_prints_all_pages_as_json (World *world, gconstpointer data)
{
  serve_queue (world);
  run (world, "queue", "--json", NULL);
  g_auto (GStrv) lines = g_strsplit (world->said, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 3);
  g_assert_true (g_str_has_suffix (lines[0], "\"next\":2}"));
  g_assert_cmpstr (lines[1], ==, "{\"requests\":[{\"id\":3,\"name\":\"丙\"}]}");
  g_assert_cmpstr (lines[2], ==, "");
}

/* A page's own question is kept. */
static void
test_asks_further_pages_the_same (World *world, gconstpointer data)
{
  ZbScriptedServer *server = world->base.server;

  zb_scripted_server_answer (server, "GET /v1/motions?state=all", 200,
                             "{\"motions\":[{\"id\":1,\"subject\":\"甲\"}],\"next\":\"1\"}");
  zb_scripted_server_answer (server, "GET /v1/motions?state=all&cursor=1", 200,
                             "{\"motions\":[{\"id\":2,\"subject\":\"乙\"}]}");
  run (world, "requests", "--state=all", NULL);
  g_assert_cmpint (world->code, ==, ZB_EXIT_OK);
  g_assert_nonnull (strstr (world->said, "M1"));
  g_assert_nonnull (strstr (world->said, "M2"));
}

static void
test_a_rejection_needs_a_reason (World *world, gconstpointer data)
{
  run (world, "reject", "M12", NULL);
  g_assert_cmpint (world->code, ==, ZB_EXIT_USAGE);
  g_assert_nonnull (strstr (world->complaint, "zhibao authority reject M12 --reason=TEXT"));
  g_autofree char *seen = zb_scripted_server_take_seen (world->base.server);
  g_assert_cmpstr (seen, ==, "");
  zb_scripted_server_answer (world->base.server, "POST /v1/motions/12/rejection", 204, NULL);
  run (world, "reject", "M12", "--reason=证件不符");
  g_assert_cmpstr (world->complaint, ==, "");
  g_assert_cmpint (world->code, ==, ZB_EXIT_OK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/tools/answer/" name, World, NULL, set_up, function, tear_down)
  ADD ("lists-all-pages", test_lists_all_pages);
  ADD ("prints-all-pages-as-json", test_prints_all_pages_as_json);
  ADD ("asks-further-pages-the-same", test_asks_further_pages_the_same);
  ADD ("a-rejection-needs-a-reason", test_a_rejection_needs_a_reason);
#undef ADD
  return g_test_run ();
}
