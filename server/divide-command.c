/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/founding.h"

#include <glib/gi18n.h>

int
zb_command_divide (int argc, char **argv)
{
  g_autofree char *root_key = NULL;
  const GOptionEntry entries[] = {
      {"root-key", 0, 0, G_OPTION_ARG_FILENAME, &root_key,
       N_ ("where the root's key is kept (DIR/keys/root.key.pem by default)"), "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("divide"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!zb_node_divide (argv[1], root_key, &zb_clock_system, &error))
    return zb_command_fail (error);
  g_print ("%s\n", _ ("Signatures, connections and services now have an authority each. What was "
                      "issued before stays valid."));
  return ZB_EXIT_DONE;
}
