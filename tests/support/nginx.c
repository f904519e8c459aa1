/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/nginx.h"

#include "tests/support/temp-dir.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PACKAGED "packaging/nginx/zhibaod.conf"

/* Around the packaged file, which is for the http context. */
#define MAIN                                                                                       \
  "daemon off;\nworker_processes 1;\n%s\npid %s/pid;\nerror_log %s/error.log warn;\n"              \
  "events { worker_connections 2048; }\n"                                                          \
  "http {\n"                                                                                       \
  "access_log off;\n"                                                                              \
  "client_body_temp_path %s/body;\nproxy_temp_path %s/proxy;\nfastcgi_temp_path %s/f;\n"           \
  "uwsgi_temp_path %s/u;\nscgi_temp_path %s/s;\n"                                                  \
  "%s}\n"

struct _ZbTestNginx {
  ZbTempDir *temp;
  char *socket;
  guint port;
  int fd; /* which listens there */
  GPid pid;
};

/* A socket that listens on a port of the kernel's choice; nginx takes it over by its number. */
static int
open_port (guint *ret_port)
{
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (bind (fd, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (fd, 128), ==, 0);
  g_assert_cmpint (getsockname (fd, (struct sockaddr *)&address, &size), ==, 0);
  *ret_port = ntohs (address.sin_port);
  return fd;
}

static void
replace (GString *text, const char *from, const char *to)
{
  g_assert_cmpuint (g_string_replace (text, from, to, 0), >, 0);
}

/* Files instead of what the site hands requests on to. */
static void
keep_files (GString *site, const char *folder)
{
  g_autofree char *uploads = g_build_filename (folder, "uploads", NULL);
  g_autofree char *keeping = g_strdup_printf ("root %s;\ndav_methods PUT;", uploads);

  replace (site, "proxy_pass http://zhibaod;", keeping);
  g_assert_cmpint (g_mkdir (uploads, 0755), ==, 0);
}

static char *
write_config (const ZbTestNginx *nginx, const char *keys_folder, gboolean keeps)
{
  g_autofree char *packaged = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), PACKAGED, NULL);
  g_autofree char *folder = zb_temp_dir_path (nginx->temp, "nginx");
  g_autofree char *keys = g_strconcat (keys_folder, "/", NULL);
  g_autofree char *listen = g_strdup_printf ("listen 127.0.0.1:%u ssl;", nginx->port);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (packaged, &text, NULL, NULL));
  g_autoptr (GString) site = g_string_new (text);
  replace (site, "listen 8443 ssl backlog=1024;", listen);
  replace (site, "listen [::]:8443 ssl backlog=1024;", "");
  replace (site, "server_name report.example;", "server_name 127.0.0.1;");
  replace (site, "/var/lib/zhibaod/node/keys/", keys);
  replace (site, "/run/zhibaod/http.sock", nginx->socket);
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  if (keeps)
    keep_files (site, folder);
  g_autofree char *whole =
      g_strdup_printf (MAIN, geteuid () == 0 ? "user root;" : "", folder, folder, folder, folder,
                       folder, folder, folder, site->str);
  char *path = zb_temp_dir_path (nginx->temp, "nginx/nginx.conf");
  g_assert_true (g_file_set_contents (path, whole, -1, NULL));
  return path;
}

static void
set_proxy (const ZbTestNginx *nginx, const ZbTestNode *node)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (node), ZB_NODE_CONFIG);
  g_autofree char *lines =
      g_strdup_printf ("[listen]\nport = %u\n[proxy]\nsocket = %s\nuser = %u\n", nginx->port,
                       nginx->socket, (guint)geteuid ());
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strconcat (text, lines, NULL);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
}

/* In the child: the descriptor outlives exec, and nginx does not outlive the test. */
static void
keep_open_cb (gpointer data)
{
  fcntl (GPOINTER_TO_INT (data), F_SETFD, 0);
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

ZbTestNginx *
zb_test_nginx_new (void)
{
  ZbTestNginx *nginx = g_new0 (ZbTestNginx, 1);

  nginx->temp = zb_temp_dir_new ();
  nginx->socket = zb_temp_dir_path (nginx->temp, "http.sock");
  nginx->fd = open_port (&nginx->port);
  return nginx;
}

static void
run (ZbTestNginx *nginx, const char *config)
{
  g_autofree char *folder = zb_temp_dir_path (nginx->temp, "nginx");
  g_autofree char *errors = zb_temp_dir_path (nginx->temp, "nginx/error.log");
  g_autofree char *inherited = g_strdup_printf ("%d;", nginx->fd);
  const char *const command[] = {"nginx", "-p", folder, "-e", errors, "-c", config, NULL};
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "NGINX", inherited, TRUE);
  g_autoptr (GError) error = NULL;

  /* Debian keeps it where only the superuser's path leads. */
  environment = g_environ_setenv (environment, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
  g_spawn_async (NULL, (char **)command, environment,
                 G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH_FROM_ENVP |
                     G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                 keep_open_cb, GINT_TO_POINTER (nginx->fd), &nginx->pid, &error);
  g_assert_no_error (error);
}

void
zb_test_nginx_run (ZbTestNginx *nginx, const char *keys)
{
  g_autofree char *config = write_config (nginx, keys, FALSE);

  run (nginx, config);
}

void
zb_test_nginx_run_alone (ZbTestNginx *nginx, const char *keys)
{
  g_autofree char *config = write_config (nginx, keys, TRUE);

  run (nginx, config);
}

ZbTestNginx *
zb_test_nginx_before (ZbTestNode *node)
{
  ZbTestNginx *nginx = zb_test_nginx_new ();
  g_autofree char *keys = zb_node_path (zb_test_node_dir (node), ZB_NODE_KEYS);

  zb_test_node_close (node);
  set_proxy (nginx, node);
  zb_test_node_open (node);
  zb_test_nginx_run (nginx, keys);
  return nginx;
}

guint
zb_test_nginx_port (const ZbTestNginx *nginx)
{
  return nginx->port;
}

const char *
zb_test_nginx_socket (const ZbTestNginx *nginx)
{
  return nginx->socket;
}

void
zb_test_nginx_free (ZbTestNginx *nginx)
{
  if (nginx->pid) {
    /* nginx looks at a signal that came before its workers only after the next one. */
    while (kill (nginx->pid, SIGTERM) == 0 && waitpid (nginx->pid, NULL, WNOHANG) == 0)
      g_usleep (G_USEC_PER_SEC / 20);
    g_spawn_close_pid (nginx->pid);
  }
  close (nginx->fd);
  zb_temp_dir_free (nginx->temp);
  g_free (nginx->socket);
  g_free (nginx);
}
