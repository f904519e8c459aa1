/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/user-locale.h"
#include "server/command.h"

#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

/* GLib before 2.76 keeps small pieces of memory in lists of its own, which threads that free what
 * others took hand on under a lock. The allocator does that better. GLib decides before main()
 * begins, so the program starts once more; where it cannot, it only is slower. */
static void
leave_memory_to_allocator (char **argv)
{
  if (glib_check_version (2, 76, 0) == NULL)
    return;
  g_setenv ("G_SLICE", "always-malloc", TRUE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  if (self)
    execv (self, argv);
}

int
main (int argc, char **argv)
{
  const char *locale_dir = g_getenv ("ZHIBAO_LOCALE_DIR");

  if (!g_getenv ("G_SLICE"))
    leave_memory_to_allocator (argv);
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
