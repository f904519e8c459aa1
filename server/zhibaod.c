/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/user-locale.h"
#include "server/command.h"

#include <glib/gi18n.h>
#include <string.h>

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("ZHIBAO_LOCALE_DIR");

  zb_locale_start (GETTEXT_PACKAGE, locale_dir ? locale_dir : ZB_LOCALE_DIR);

  if (argc < 2) {
    zb_command_print_help ();
    return ZB_EXIT_USAGE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0) {
    zb_command_print_help ();
    return ZB_EXIT_DONE;
  }
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("zhibaod %s\n", ZB_VERSION);
    return ZB_EXIT_DONE;
  }
  const ZbCommand *command = zb_command_find (argv[1]);
  if (command)
    return command->run (argc - 1, argv + 1);
  g_printerr (_ ("zhibaod: there is no command \"%s\"; see \"zhibaod --help\"\n"), argv[1]);
  return ZB_EXIT_USAGE;
}
