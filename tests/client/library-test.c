/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"

#include "client/error.h"
#include "client/workspace-private.h"
#include "tests/client/scripted-server.h"

#include <string.h>

/* One package of the tree, taken away from the workspace: its digest and bundle. */
typedef struct {
  char *digest;
  GBytes *bundle;
} Missing;

static void
take_away (ZbScriptedWorld *world, Missing *missing)
{
  ZbPackage *package = zb_catalogue_at (zb_workspace_catalogue (world->client.workspace), 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  missing->digest = g_strdup (zb_package_digest (package));
  missing->bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  sql = g_strdup_printf ("delete from package where digest = '%s'", missing->digest);
  zb_scratch_client_execute (&world->client, sql);
  zb_workspace_load_catalogue (world->client.workspace, &error);
  g_assert_no_error (error);
  g_assert_null (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing->digest));
}

static void
missing_clear (Missing *missing)
{
  g_free (missing->digest);
  g_bytes_unref (missing->bundle);
}

static void
serve_catalogue (ZbScriptedWorld *world, const char *digest)
{
  g_autofree char *body = g_strdup_printf (
      "{\"packages\":[{\"name\":\"x\",\"digest\":\"%s\"},{\"name\":\"no digest\"}]}", digest);

  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, body);
}

static void
test_fetches_what_is_missing (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  take_away (world, &missing);
  path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  serve_catalogue (world, missing.digest);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing.bundle);
  zb_library_sync (world->client.workspace, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing.digest));
  /* It is here now, and not asked for again. */
  zb_scripted_server_answer (world->server, path, 500, NULL);
  zb_library_sync (world->client.workspace, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  missing_clear (&missing);
}

/* A form is what its digest says, whatever the server sends. */
static void
test_refuses_another_package (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *other = g_strnfill (64, 'a');
  g_autofree char *path = g_strdup_printf ("GET /v1/packages/%s", other);
  g_autoptr (GError) error = NULL;

  take_away (world, &missing);
  serve_catalogue (world, other);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing.bundle);
  g_assert_false (zb_library_sync (world->client.workspace, world->session, NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER);
  g_assert_nonnull (strstr (error->message, other));
  g_assert_null (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing.digest));
  missing_clear (&missing);
}

static void
test_refuses_rubbish (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  take_away (world, &missing);
  path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  serve_catalogue (world, missing.digest);
  zb_scripted_server_answer (world->server, path, 200, "no zip");
  g_assert_false (zb_library_sync (world->client.workspace, world->session, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, missing.digest));
  missing_clear (&missing);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/library/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,  \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fetches-what-is-missing", test_fetches_what_is_missing);
  ADD ("refuses-another-package", test_refuses_another_package);
  ADD ("refuses-rubbish", test_refuses_rubbish);
  return g_test_run ();
}
