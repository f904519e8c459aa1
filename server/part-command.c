/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/parting.h"

#include <glib/gi18n.h>

int
zb_command_part (int argc, char **argv)
{
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("part"), entries, 2, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!zb_keys_part (argv[1], argv[2], &error))
    return zb_command_fail (error);
  g_print (_ ("The keys now lie in %s. Set sockets in the group [keys] of zhibaod.conf, and see "
              "docs/operations.md for the services that hold them.\n"),
           argv[2]);
  return ZB_EXIT_DONE;
}
