/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/authority/appointment.h"
#include "server/node.h"
#include "server/own-keys.h"

#include <glib/gi18n.h>

static char *
appoint (const char *dir, ZbAppointment *appointment, GError **error)
{
  ZbKeychain *keychain = zb_own_keys_find (dir, error);
  g_autoptr (ZbNode) node =
      keychain ? zb_node_open_with (dir, NULL, keychain, (ZbNodeReaders){NULL, NULL}, error) : NULL;

  if (!node)
    return NULL;
  appointment->node = zb_node_config (node)->node;
  appointment->now = zb_clock_now (&zb_clock_system);
  return zb_authority_appoint (zb_node_service (node)->authority, appointment, error);
}

static int
run (const char *dir, ZbAppointment *appointment)
{
  GError *error = NULL;
  g_autofree char *invitation = appoint (dir, appointment, &error);

  if (!invitation)
    return zb_command_fail (error);
  g_printerr (_ ("%s is appointed to administer all systems. It is in the log, and \"zhibao "
                 "authority requests --state=all\" shows it to every official. The invitation:\n"),
              appointment->person);
  g_print ("%s", invitation);
  return ZB_EXIT_DONE;
}

int
zb_command_appoint (int argc, char **argv)
{
  g_autofree char *name = NULL, *by = NULL, *reason = NULL;
  gboolean anyway = FALSE;
  const GOptionEntry entries[] = {
      {"by", 0, 0, G_OPTION_ARG_STRING, &by, N_ ("who appoints, as all officials are shown"),
       "NAME"},
      {"reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("why, as they are shown"), "TEXT"},
      {"name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("the name that is shown of the person"),
       "NAME"},
      {"anyway", 0, 0, G_OPTION_ARG_NONE, &anyway,
       N_ ("though two officials could ask and approve it"), NULL},
      G_OPTION_ENTRY_NULL,
  };

  if (!zb_command_parse (zb_command_find ("appoint"), entries, 2, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!by || !reason) {
    g_printerr ("%s\n", _ ("zhibaod: say who appoints, and why: --by=NAME --reason=TEXT"));
    return ZB_EXIT_USAGE;
  }
  ZbAppointment appointment = {
      .person = argv[2], .name = name, .by = by, .reason = reason, .anyway = anyway};
  return run (argv[1], &appointment);
}
