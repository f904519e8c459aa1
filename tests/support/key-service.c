/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/key-service.h"

#include "server/node.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* The credentials of the service, unless it was started before. */
static void
lay_out (const char *credentials, const char *keys, const char *from, const char *key)
{
  if (g_file_test (credentials, G_FILE_TEST_IS_DIR))
    return;
  g_assert_cmpint (g_mkdir (credentials, 0700), ==, 0);
  g_assert_cmpint (symlink (from, key), ==, 0);
  for (guint i = 0; i < 2; i++) {
    const char *const beside[] = {"zhibaod.conf", "log.vkey"};
    g_autofree char *source = g_build_filename (keys, beside[i], NULL);
    g_autofree char *link = g_build_filename (credentials, beside[i], NULL);
    g_assert_cmpint (symlink (source, link), ==, 0);
  }
}

GPid
zb_test_key_service_start (ZbVaultRole role, const char *keys, const char *sockets)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", "zhibaod-sign", NULL);
  const char *name = zb_vault_role_name (role);
  g_autofree char *file = g_strconcat (name, ".key.pem", NULL);
  g_autofree char *from = g_build_filename (keys, file, NULL);
  g_autofree char *credentials = g_strconcat (keys, ".", name, NULL);
  g_autofree char *key = g_build_filename (credentials, "key", NULL);
  const char *const arguments[] = {program, name, NULL};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_autoptr (GError) error = NULL;
  const int target = 3;
  GPid pid = 0;

  lay_out (credentials, keys, from, key);
  g_autofree char *path = g_build_filename (sockets, name, NULL);
  g_assert_cmpuint (g_strlcpy (address.sun_path, path, sizeof address.sun_path), <,
                    sizeof address.sun_path);
  unlink (path); /* of one that was killed */
  int listening = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (
      bind (listening, (const struct sockaddr *)(gconstpointer)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listening, 8), ==, 0);
  g_auto (GStrv) environment =
      g_environ_setenv (g_get_environ (), "CREDENTIALS_DIRECTORY", credentials, TRUE);
  g_spawn_async_with_pipes_and_fds (NULL, arguments, (const char *const *)environment,
                                    G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, -1, -1, -1, &listening,
                                    &target, 1, &pid, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  close (listening);
  return pid;
}

void
zb_test_key_service_stop (GPid service)
{
  g_assert_cmpint (kill (service, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (service, NULL, 0), ==, service);
}

void
zb_test_key_service_configure (ZbTestNode *node, const char *sockets)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strdup_printf ("%s[keys]\nsockets = %s\n", text, sockets);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
}
