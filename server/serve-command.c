/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/operations/event.h"
#include "server/operations/log-line.h"
#include "server/operations/supervisor.h"
#include "server/node.h"
#include "server/own-keys.h"
#include "server/reading/reader-process.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define TEND_SECONDS 60

typedef struct {
  ZbNode *node;
  GMainLoop *loop;
  char *status; /* what a service manager shows */
} Serving;

/* Errors while serving are told and survived: the next minute tries again. */
static void
tell (const char *what, GError *error)
{
  zb_event_tell (G_LOG_LEVEL_WARNING, "failed", "what", what, "error", error->message, NULL);
  g_error_free (error);
}

static gboolean
tend_cb (gpointer data)
{
  Serving *serving = data;
  GError *error = NULL;

  if (!zb_node_tend (serving->node, &error))
    tell ("tend", error);
  return G_SOURCE_CONTINUE;
}

static gboolean
reload_cb (gpointer data)
{
  Serving *serving = data;
  GError *error = NULL;

  zb_supervisor_reloading ();
  if (zb_node_reload (serving->node, &error))
    zb_event_tell (G_LOG_LEVEL_INFO, "reloaded", NULL);
  else
    tell ("reload", error);
  zb_supervisor_ready (serving->status);
  return G_SOURCE_CONTINUE;
}

static gboolean
stop_cb (gpointer data)
{
  Serving *serving = data;

  g_main_loop_quit (serving->loop);
  return G_SOURCE_CONTINUE;
}

/* Whoever started us waits for this line. */
static gboolean
announce (const ZbNode *node, int ready_fd, GError **error)
{
  g_autofree char *line = g_strdup_printf ("ready %s\n", zb_node_url (node));

  g_print ("%s", line);
  if (ready_fd < 0 || write (ready_fd, line, strlen (line)) == (gssize)strlen (line))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (errno), "--ready-fd %d: %s",
               ready_fd, g_strerror (errno));
  return FALSE;
}

static gboolean
alive_cb (gpointer data)
{
  zb_supervisor_alive ();
  return G_SOURCE_CONTINUE;
}

/* Whoever waits for readiness may tell us to stop as soon as he reads of it. */
static gboolean
run_until_stopped (ZbNode *node, int ready_fd, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *status = g_strdup_printf ("serving %s", zb_node_url (node));
  Serving serving = {node, loop, status};
  guint64 patience = zb_supervisor_patience ();

  if (patience > 0)
    g_timeout_add ((guint)(patience / 2 / 1000), alive_cb, NULL);
  g_unix_signal_add (SIGTERM, stop_cb, &serving);
  g_unix_signal_add (SIGINT, stop_cb, &serving);
  g_unix_signal_add (SIGHUP, reload_cb, &serving);
  g_timeout_add_seconds (TEND_SECONDS, tend_cb, &serving);
  if (!announce (node, ready_fd, error))
    return FALSE;
  zb_event_tell (G_LOG_LEVEL_INFO, "serving", "url", zb_node_url (node), "node",
                 zb_node_config (node)->node, "status", zb_node_status_url (node), NULL);
  tend_cb (&serving);
  zb_supervisor_ready (status);
  g_main_loop_run (loop);
  zb_supervisor_stopping ();
  zb_event_tell (G_LOG_LEVEL_INFO, "stopping", NULL);
  return TRUE;
}

/* Each begins when it is first needed. */
static ZbNodeReaders
start_readers (void)
{
  g_autofree char *reader = zb_reader_program (ZB_READER_PROGRAM);
  g_autofree char *vetter = zb_reader_program (ZB_VETTING_PROGRAM);

  return (ZbNodeReaders){zb_readers_new (reader, 0), zb_vetter_new (vetter, 0)};
}

/* What is woken lets the thread at work end its turn: a group of reports is worth more than any of
 * them a moment sooner. Inherited by all threads and children; where it is not allowed, they take
 * turns as others do. */
static void
take_long_turns (void)
{
  const struct sched_param none = {0};

  sched_setscheduler (0, SCHED_BATCH, &none);
}

int
zb_command_serve (int argc, char **argv)
{
  int port = -1, ready_fd = -1, socket = 0;
  const GOptionEntry entries[] = {
      {"port", 'p', 0, G_OPTION_ARG_INT, &port,
       N_ ("listen on port N instead of the configured one; 0: the kernel chooses"), "N"},
      {"ready-fd", 0, 0, G_OPTION_ARG_INT, &ready_fd,
       N_ ("write the line \"ready URL\" to this file descriptor too"), "N"},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("serve"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (port > 65535) {
    g_printerr (_ ("zhibaod: there is no port %d\n"), port);
    return ZB_EXIT_USAGE;
  }
  signal (SIGPIPE, SIG_IGN);
  zb_log_line_install ();
  take_long_turns ();
  if (!zb_supervisor_take_socket (&socket, &error))
    return zb_command_fail (error);
  ZbKeychain *keychain = zb_own_keys_find (argv[1], &error);
  if (!keychain)
    return zb_command_fail (error);
  ZbNodeReaders readers = start_readers ();
  g_autoptr (ZbNode) node = zb_node_open_with (argv[1], NULL, keychain, readers, &error);
  if (!node)
    return zb_command_fail (error);
  /* What lies here was read; what comes from now on may be of strangers. */
  zb_xml_set_elsewhere (zb_readers_elsewhere (readers.readers));
  if (!zb_node_listen (node, port, socket, &error) || !run_until_stopped (node, ready_fd, &error))
    return zb_command_fail (error);
  return ZB_EXIT_DONE;
}
