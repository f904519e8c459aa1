/* SPDX-License-Identifier: Apache-2.0 */
#include "server/backup.h"
#include "server/command.h"

#include <glib/gi18n.h>

int
zb_command_backup (int argc, char **argv)
{
  gboolean keys = FALSE;
  const GOptionEntry entries[] = {
      {"with-keys", 0, 0, G_OPTION_ARG_NONE, &keys,
       N_ ("copy the private keys too: the copy can then serve, and must be kept as safe"), NULL},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("backup"), entries, 2, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!zb_backup_make (argv[1], argv[2], keys, &error))
    return zb_command_fail (error);
  g_print (_ ("Copied %s to %s.\n"), argv[1], argv[2]);
  return ZB_EXIT_DONE;
}
