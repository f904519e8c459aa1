/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/founding.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

typedef struct {
  char *node, *host, *address, *catalogue;
  int port;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->node);
  g_free (options->host);
  g_free (options->address);
  g_free (options->catalogue);
}

static gboolean
parse (Options *options, int *argc, char ***argv)
{
  const GOptionEntry entries[] = {
      {"node", 0, 0, G_OPTION_ARG_STRING, &options->node,
       N_ ("the receiver's code (350200 by default)"), "CODE"},
      {"host", 0, 0, G_OPTION_ARG_STRING, &options->host,
       N_ ("DNS name or IP address for clients (127.0.0.1 by default)"), "HOST"},
      {"listen", 0, 0, G_OPTION_ARG_STRING, &options->address,
       N_ ("IP address to listen on (127.0.0.1 by default)"), "ADDRESS"},
      {"port", 'p', 0, G_OPTION_ARG_INT, &options->port,
       N_ ("TCP port (8443 by default); 0 takes a free one"), "N"},
      {"catalogue", 0, 0, G_OPTION_ARG_FILENAME, &options->catalogue,
       N_ ("folder of forms, code lists and parameters"), "PATH"},
      G_OPTION_ENTRY_NULL,
  };

  options->port = 8443;
  if (!zb_command_parse (zb_command_find ("init"), entries, 1, argc, argv))
    return FALSE;
  if (options->port >= 0 && options->port <= 65535)
    return TRUE;
  g_printerr (_ ("zhibaod: there is no port %d\n"), options->port);
  return FALSE;
}

/* A port that is free now. The kernel does not soon give it to another who asks for any. */
static guint
choose_port (GError **error)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();

  return g_socket_listener_add_any_inet_port (listener, NULL, error);
}

static gboolean
found (const Options *options, const char *dir, guint port, GError **error)
{
  g_autofree char *invitation = NULL;
  ZbNodeFounding founding = {
      .dir = dir,
      .node = options->node ? options->node : "350200",
      .host = options->host ? options->host : "127.0.0.1",
      .address = options->address ? options->address : "127.0.0.1",
      .port = port,
      .catalogue = options->catalogue ? options->catalogue : ZB_DATA_DIR "/catalogue",
      .clock = zb_clock_system,
  };

  if (!zb_node_found (&founding, &invitation, error))
    return FALSE;
  g_print (_ ("The node is in %s. Keep keys/root.key.pem elsewhere: it is not needed to serve.\n"
              "The administrator's invitation:\n\n"),
           dir);
  g_print ("%s", invitation);
  return TRUE;
}

int
zb_command_init (int argc, char **argv)
{
  Options options = {0};
  GError *error = NULL;
  int status = ZB_EXIT_DONE;

  if (!parse (&options, &argc, &argv)) {
    options_clear (&options);
    return ZB_EXIT_USAGE;
  }
  guint port = options.port > 0 ? (guint)options.port : choose_port (&error);
  if (port == 0 || !found (&options, argv[1], port, &error))
    status = zb_command_fail (error);
  options_clear (&options);
  return status;
}
