/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/clock.h"
#include "server/checkup.h"
#include "server/command.h"

#include <glib/gi18n.h>

int
zb_command_check (int argc, char **argv)
{
  static const char *const levels[] = {N_ ("in order"), N_ ("warning"), N_ ("error")};
  const GOptionEntry entries[] = {G_OPTION_ENTRY_NULL};

  if (!zb_command_parse (zb_command_find ("check"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  g_autoptr (GPtrArray) points = zb_checkup_make (argv[1], zb_clock_now (&zb_clock_system));
  for (guint i = 0; i < points->len; i++) {
    const ZbCheckupPoint *point = points->pdata[i];
    g_print ("%s: %s: %s\n", _ (levels[point->level]), point->name, point->detail);
  }
  if (!zb_checkup_has_error (points))
    return ZB_EXIT_DONE;
  g_printerr ("zhibaod: %s\n", _ ("the node would not do its work like this"));
  return ZB_EXIT_FAILED;
}
