/* SPDX-License-Identifier: Apache-2.0 */
/* zhibaod-sign: holds one key of a node and answers what may be asked of it, in a process that can
 * do nothing else. "zhibaod serve" starts one for each key; under systemd each is a service. */
#include "forms/user-locale.h"
#include "server/config.h"
#include "server/keys/host.h"
#include "server/keys/keychain.h"
#include "server/keys/sandbox.h"
#include "server/operations/log-line.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where systemd puts the one socket it hands over (sd_listen_fds(3)). */
#define HANDED_OVER 3

/* What the process is told when it starts. */
typedef struct {
  ZbVaultRole role;
  const char *node; /* the node's directory; NULL: everything is a credential */
  int channel;      /* -1: whoever connects to the socket handed over */
} Start;

static void
tell_cb (const char *text, gpointer data)
{
  g_autofree char *line =
      zb_log_line_format (zb_clock_now (&zb_clock_system), G_LOG_LEVEL_INFO, text);

  if (write (STDERR_FILENO, line, strlen (line)) < 0)
    return;
}

/* @credential lies in the folder that the service manager made for this process alone. */
static char *
find_file (const Start *start, const char *name, const char *credential)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");

  return start->node ? g_build_filename (start->node, name, NULL)
                     : g_build_filename (folder ? folder : ".", credential, NULL);
}

static ZbVault *
open_vault (const Start *start, GError **error)
{
  g_autofree char *settings = find_file (start, "zhibaod.conf", "zhibaod.conf");
  g_autofree char *verifier_path = find_file (start, "keys/log.vkey", "log.vkey");
  g_autofree char *usual = start->node ? zb_vault_role_path (start->role, start->node) : NULL;
  g_autofree char *path = usual ? g_steal_pointer (&usual) : find_file (start, "", "key");
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  g_autofree char *verifier = NULL;
  gboolean asks = zb_vault_role_knows_log (start->role);
  ZbKey *key;

  if (config && asks)
    verifier = zb_keychain_read_verifier (verifier_path, error);
  if (!config || (asks && !verifier))
    return NULL;
  g_autofree char *published_at = zb_config_published_at (config);
  ZbVaultOptions options = {
      .node = config->node,
      .published_at = published_at,
      .clock = zb_clock_system,
      .asks_kernel = config->stamp_synchronised == 1,
      .stamp_policy = config->stamp_policy,
      .accuracy_ms = (guint)config->stamp_accuracy,
      .log_verifier = verifier,
      .tell = tell_cb,
  };
  key = zb_vault_read_key (start->role, path, error);
  return key ? zb_vault_new (start->role, key, &options) : NULL;
}

static gboolean
parse (int argc, char **argv, Start *start)
{
  int channel = -1;
  g_autofree char *node = NULL;
  const GOptionEntry entries[] = {
      {"node", 0, 0, G_OPTION_ARG_FILENAME, &node,
       N_ ("take key and settings out of a node's directory, not from credentials"), "DIR"},
      {"channel", 0, 0, G_OPTION_ARG_INT, &channel,
       N_ ("answer on this file descriptor, not on a socket that is handed over"), "N"},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("KEY"));
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _ ("Holds one key of a node and signs with it."));
  gboolean parsed = g_option_context_parse (context, &argc, &argv, &error);
  *start = (Start){.node = g_steal_pointer (&node), .channel = channel};
  if (parsed && argc == 2 && zb_vault_role_find (argv[1], &start->role))
    return TRUE;
  g_printerr ("zhibaod-sign: %s\n", error ? error->message : _ ("which key? See --help"));
  return FALSE;
}

/* The leak check of a sanitized build would need what the sandbox forbids. */
static void
leave (int status)
{
  _exit (status);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("ZHIBAO_LOCALE_DIR");
  g_autoptr (GError) error = NULL;
  Start start;

  zb_locale_start (GETTEXT_PACKAGE, locale_dir ? locale_dir : ZB_LOCALE_DIR);
  if (!parse (argc, argv, &start))
    return 2;
  ZbVault *vault = open_vault (&start, &error);
  if (vault && zb_sandbox_enter (&error)) {
    if (start.channel < 0)
      zb_host_listen (vault, HANDED_OVER);
    zb_host_serve (vault, start.channel);
    leave (EXIT_SUCCESS);
  }
  g_printerr ("zhibaod-sign: %s: %s\n", zb_vault_role_name (start.role), error->message);
  if (start.channel >= 0)
    zb_host_give_up (start.channel, error);
  leave (EXIT_FAILURE);
}
