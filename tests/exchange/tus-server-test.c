/* SPDX-License-Identifier: Apache-2.0 */
/* The courier delivers through a server of tus that is not ours: @tus/server from npm, which hands
 * on by tus-js-client. */
#include "tests/exchange/courier-world.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <string.h>

#define SCRIPTS "tests/journey/tus"

typedef struct {
  ZbTempDir *dir;
  GSubprocess *process;
  guint port;
} Stranger;

/* Where npm keeps the packages between runs; NULL after skipping the test. */
static char *
install (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "tus", NULL);
  g_autofree char *pinned = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), SCRIPTS, NULL);
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests/support/npm-packages", NULL);
  char *arguments[] = {program, pinned, folder, NULL};
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (g_spawn_sync (NULL, arguments, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &errors,
                    &status, &error) &&
      g_spawn_check_wait_status (status, &error))
    return g_steal_pointer (&folder);
  g_autofree char *why = g_strdup_printf ("npm cannot install the packages of " SCRIPTS ": %s %s",
                                          error->message, errors ? errors : "");
  g_test_skip (g_strdelimit (why, "\n", ' '));
  return NULL;
}

/* Certificate and chain, and the key, as files; the paths go into @json. */
static void
put_identity (
    Stranger *stranger, ZbTestIdentity *identity, const char *name, const char *key, GString *json)
{
  g_autofree char *certificate_path = zb_temp_dir_path (stranger->dir, name);
  g_autofree char *key_path = zb_temp_dir_path (stranger->dir, key);
  g_autofree char *pem = zb_certificate_to_pem (identity->certificate);
  g_autoptr (GString) text = g_string_new (pem);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < identity->chain->len; i++) {
    g_autofree char *one = zb_certificate_to_pem (identity->chain->pdata[i]);
    g_string_append (text, one);
  }
  g_assert_true (g_file_set_contents (certificate_path, text->str, -1, NULL));
  zb_key_write_pem (identity->key, key_path, NULL, &error);
  g_assert_no_error (error);
  g_string_append_printf (json, "\"%s\":\"%s\",\"%s\":\"%s\",", name, certificate_path, key,
                          key_path);
}

static char *
write_options (Stranger *stranger, CourierWorld *world, const char *modules)
{
  g_autoptr (ZbTestIdentity) server =
      zb_test_authority_identify (world->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  g_autoptr (GString) json = g_string_new ("{");
  g_autofree char *roots = zb_temp_dir_path (stranger->dir, "roots");
  g_autofree char *folder = zb_temp_dir_path (stranger->dir, "uploads");
  char *path = zb_temp_dir_path (stranger->dir, "options.json");

  put_identity (stranger, server, "certificate", "key", json);
  put_identity (stranger, world->carrier, "client", "clientKey", json);
  g_assert_true (
      g_file_set_contents (roots, zb_test_authority_roots_pem (world->authority), -1, NULL));
  g_string_append_printf (json,
                          "\"roots\":\"%s\",\"folder\":\"%s\",\"modules\":\"%s\",\"url\":\"%s\"}",
                          roots, folder, modules, zb_http_peer_url (world->server.peer));
  g_assert_true (g_file_set_contents (path, json->str, -1, NULL));
  return path;
}

static void
start (Stranger *stranger, CourierWorld *world, const char *modules)
{
  g_autofree char *script =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), SCRIPTS, "server.mjs", NULL);
  g_autoptr (GError) error = NULL;

  stranger->dir = zb_temp_dir_new ();
  g_autofree char *options = write_options (stranger, world, modules);
  stranger->process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                        "node", script, options, NULL);
  g_assert_no_error (error);
  g_autoptr (GDataInputStream) lines =
      g_data_input_stream_new (g_subprocess_get_stdout_pipe (stranger->process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  stranger->port = (guint)g_ascii_strtoull (line, NULL, 10);
  g_assert_cmpuint (stranger->port, >, 0);
}

/* What it was asked. (transfer full) */
static char *
stop (Stranger *stranger)
{
  g_autoptr (GBytes) told = NULL;
  g_autoptr (GError) error = NULL;

  g_subprocess_force_exit (stranger->process);
  told = g_input_stream_read_bytes (g_subprocess_get_stderr_pipe (stranger->process), 65536, NULL,
                                    &error);
  g_assert_no_error (error);
  g_clear_object (&stranger->process);
  zb_temp_dir_free (stranger->dir);
  return g_strndup (g_bytes_get_data (told, NULL), g_bytes_get_size (told));
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  while ((text = strstr (text, what)) != NULL) {
    text += strlen (what);
    n++;
  }
  return n;
}

static void
test_delivers (CourierWorld *world, gconstpointer size)
{
  g_autofree char *modules = install ();
  Stranger stranger = {0};

  if (!modules)
    return;
  start (&stranger, world, modules);
  zb_http_client_connect_to (world->client, "127.0.0.1", stranger.port);
  courier_world_run_to_the_end (world);
  g_autofree char *asked = stop (&stranger);
  courier_world_check_sent (world);
  g_assert_cmpuint (count (asked, "POST /v1/uploads\n"), ==, 1);
  g_assert_cmpuint (count (asked, "PATCH /v1/uploads/"), ==, 3);
}

/* What the other side has is asked for, and not sent again. */
static void
test_resumes (CourierWorld *world, gconstpointer size)
{
  g_autofree char *modules = install ();
  Stranger stranger = {0};

  if (!modules)
    return;
  start (&stranger, world, modules);
  zb_http_client_connect_to (world->client, "127.0.0.1", stranger.port);
  world->cancel_at = ZB_PROTOCOL_MAX_CHUNK + 1;
  courier_world_run (world);
  g_assert_cmpuint (world->box.noted, ==, ZB_PROTOCOL_MAX_CHUNK);
  world->cancel_at = 0;
  g_cancellable_reset (world->cancellable);
  courier_world_run_to_the_end (world);
  g_autofree char *asked = stop (&stranger);
  courier_world_check_sent (world);
  g_assert_cmpuint (count (asked, "POST /v1/uploads\n"), ==, 1);
  g_assert_cmpuint (count (asked, "HEAD /v1/uploads/"), >=, 1);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/exchange/tus-server/" name, CourierWorld, GSIZE_TO_POINTER (COURIER_LARGE),        \
              courier_world_set_up, test, courier_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("delivers", test_delivers);
  ADD ("resumes", test_resumes);
  return g_test_run ();
}
