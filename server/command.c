/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"

#include <glib/gi18n.h>
#include <string.h>

static const ZbCommand commands[] = {
    {"init", "DIR", N_ ("make a new node and invite its administrator"), zb_command_init},
    {"serve", "DIR", N_ ("receive reports until told to stop"), zb_command_serve},
    {"check", "DIR", N_ ("look over settings, keys, certificates and disk without serving"),
     zb_command_check},
    {"backup", "DIR DEST", N_ ("copy a node, also while it serves"), zb_command_backup},
    {"verify", "DIR", N_ ("prove that nothing was changed, dropped or added behind the log"),
     zb_command_verify},
    {"appoint", "DIR PERSON",
     N_ ("appoint an administrator, where too few are left to approve one"), zb_command_appoint},
    {"divide", "DIR",
     N_ ("give an older node one authority each for signatures, connections, services"),
     zb_command_divide},
    {"part", "DIR DEST", N_ ("move the keys away from the process that the network reaches"),
     zb_command_part},
    {"rotate", "DIR", N_ ("give the log a new key, which the old one vouches for"),
     zb_command_rotate},
    {"trust", "DIR", N_ ("sign by the root whom those who report are to believe from now on"),
     zb_command_trust},
    {"root", "STEP …", N_ ("replace the root by another one, step by step"), zb_command_root},
    {NULL, NULL, NULL, NULL},
};

const ZbCommand *
zb_command_find (const char *name)
{
  for (const ZbCommand *command = commands; command->name; command++)
    if (strcmp (command->name, name) == 0)
      return command;
  return NULL;
}

void
zb_command_print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: zhibaod COMMAND [OPTION…] ARGUMENT…"));
  g_print ("%s\n\n", _ ("The receiving server of Zhibao."));
  for (const ZbCommand *command = commands; command->name; command++) {
    g_autofree char *call = g_strdup_printf ("%s %s", command->name, command->arguments);
    g_print ("  %-18s %s\n", call, _ (command->summary));
  }
  g_print ("\n%s\n", _ ("\"zhibaod COMMAND --help\" tells the options of a command."));
}

gboolean
zb_command_parse (
    const ZbCommand *command, const GOptionEntry *entries, int n, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (command->arguments);
  g_autofree char *program = g_strconcat ("zhibaod ", command->name, NULL);
  g_autoptr (GError) error = NULL;

  g_set_prgname (program);
  g_option_context_set_summary (context, _ (command->summary));
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error)) {
    g_printerr ("zhibaod %s: %s\n", command->name, error->message);
    return FALSE;
  }
  if (*argc == n + 1)
    return TRUE;
  g_printerr (_ ("Usage: zhibaod %s %s\n"), command->name, command->arguments);
  return FALSE;
}

int
zb_command_fail (GError *error)
{
  g_printerr ("zhibaod: %s\n", error->message);
  g_error_free (error);
  return ZB_EXIT_FAILED;
}
