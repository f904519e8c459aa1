/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/trust-renewal.h"

#include <glib/gi18n.h>

int
zb_command_trust (int argc, char **argv)
{
  g_autofree char *root_key = NULL, *next_root = NULL;
  gboolean no_next_root = FALSE;
  int days = ZB_TRUST_RENEWAL_DAYS;
  const GOptionEntry entries[] = {
      {"root-key", 0, 0, G_OPTION_ARG_FILENAME, &root_key,
       N_ ("where the root's key is kept (DIR/keys/root.key.pem by default)"), "FILE"},
      {"next-root", 0, 0, G_OPTION_ARG_FILENAME, &next_root,
       N_ ("name this root, too: the certificate of one that is to follow"), "FILE"},
      {"no-next-root", 0, 0, G_OPTION_ARG_NONE, &no_next_root,
       N_ ("name the root no more that was to follow"), NULL},
      {"days", 0, 0, G_OPTION_ARG_INT, &days, N_ ("how long it holds (730 by default)"), "N"},
      G_OPTION_ENTRY_NULL,
  };
  GError *error = NULL;
  guint version = 0;

  if (!zb_command_parse (zb_command_find ("trust"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (days < 1 || days > ZB_TRUST_RENEWAL_MAX_DAYS) {
    g_printerr (_ ("zhibaod: a trust bundle holds for 1 to %d days\n"), ZB_TRUST_RENEWAL_MAX_DAYS);
    return ZB_EXIT_USAGE;
  }
  const ZbTrustRenewal renewal = {
      .dir = argv[1],
      .root_key = root_key,
      .next_root = next_root,
      .no_next_root = no_next_root,
      .days = (guint)days,
      .clock = zb_clock_system,
  };
  if (!zb_trust_renewal_make (&renewal, &version, &error))
    return zb_command_fail (error);
  g_print (_ ("Trust bundle %u is signed. The node takes it within a minute, or when it starts; "
              "clients fetch it with their next request.\n"),
           version);
  return ZB_EXIT_DONE;
}
