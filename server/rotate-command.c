/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/rotation.h"

#include <glib/gi18n.h>

static void
tell (const ZbSuccession *succession)
{
  g_autofree char *end = zb_time_format (zb_rotation_end_of_overlap (succession));

  g_print (_ ("The log's new key:\n\n%s\n\nThe key before it vouches for it, and signs beside it "
              "until %s. Then destroy log-before.key.pem.\n"),
           zb_succession_newest (succession).vkey, end);
}

int
zb_command_rotate (int argc, char **argv)
{
  g_autofree char *keys = NULL;
  int days = ZB_ROTATION_DAYS;
  const GOptionEntry entries[] = {
      {"keys", 0, 0, G_OPTION_ARG_FILENAME, &keys,
       N_ ("where \"zhibaod part\" has put the keys (DIR/keys by default)"), "DIR"},
      {"overlap-days", 0, 0, G_OPTION_ARG_INT, &days,
       N_ ("for how long both keys sign (90 by default); 0 if the old one was in other hands"),
       "N"},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (ZbSuccession) succession = NULL;
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("rotate"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (days < 0 || days > ZB_ROTATION_MAX_DAYS) {
    g_printerr (_ ("zhibaod: both keys sign for 0 to %d days\n"), ZB_ROTATION_MAX_DAYS);
    return ZB_EXIT_USAGE;
  }
  ZbRotation rotation = {
      .dir = argv[1],
      .keys = keys,
      .overlap_days = (guint)days,
      .now = zb_clock_now (&zb_clock_system),
  };
  if (!zb_rotation_run (&rotation, &succession, &error))
    return zb_command_fail (error);
  tell (succession);
  return ZB_EXIT_DONE;
}
