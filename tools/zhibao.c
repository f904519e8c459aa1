/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/error.h"
#include "forms/user-locale.h"
#include "tools/command.h"
#include "tools/season-command.h"
#include "tools/words.h"

#include <string.h>

static const ZbCommand *const groups[] = {
    zb_form_commands,     zb_publication_commands, zb_report_commands,  zb_ledger_commands,
    zb_cosign_commands,   zb_receipt_commands,     zb_trust_commands,   zb_account_commands,
    zb_key_commands,      zb_backup_commands,      zb_mandate_commands, zb_authority_commands,
    zb_register_commands, zb_period_commands,      zb_waiver_commands,  zb_correction_commands,
    zb_route_commands,    zb_bureau_commands,      zb_season_commands,
};

static const ZbOption shared_options[] = {
    {"workspace", "DIR",
     N_ ("work in this folder (else $ZHIBAO_WORKSPACE, else the user's data folder)")},
    {"account", "WHO", N_ ("the account to use, by code or name, where there are several")},
    {"catalogue", "DIR", N_ ("read forms from this folder instead of those fetched")},
    {"help", NULL, N_ ("show this help")},
    {NULL, NULL, NULL},
};

const ZbOption zb_json_only[] = {ZB_OPTION_JSON, {NULL, NULL, NULL}};

const char *
zb_call_line_get (const ZbCallLine *line, const char *option)
{
  return g_hash_table_lookup (line->options, option);
}

gboolean
zb_call_line_has (const ZbCallLine *line, const char *option)
{
  return g_hash_table_contains (line->options, option);
}

static void
print_options (const ZbOption *options)
{
  for (; options && options->name; options++) {
    g_autofree char *form = g_strdup_printf ("--%s%s%s", options->name, options->value ? "=" : "",
                                             options->value ? options->value : "");
    g_print ("  %-24s %s\n", form, _ (options->help));
  }
}

static void
print_command_help (const ZbCommand *command)
{
  g_print (_ ("Usage: zhibao %s %s %s [OPTION…]\n\n%s\n\nOptions:\n"), command->group,
           command->name, command->arguments, _ (command->summary));
  print_options (command->options);
  print_options (shared_options);
}

static void
print_help (const char *group)
{
  g_print ("%s\n", _ ("Zhibao: reporting to statistics, finance and tax bureaus\n\nUsage: zhibao "
                      "GROUP COMMAND [ARGUMENT…] [OPTION…]"));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    if (group && strcmp (groups[i]->group, group) != 0)
      continue;
    if (i == 0 || strcmp (groups[i]->group, groups[i - 1]->group) != 0)
      g_print ("\n%s\n", groups[i]->group);
    for (const ZbCommand *command = groups[i]; command->group; command++)
      g_print ("  %-10s %s\n", command->name, _ (command->summary));
  }
  g_print ("\n%s\n", _ ("zhibao GROUP COMMAND --help tells more."));
}

static const ZbCommand *
find_command (const char *group, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    for (const ZbCommand *command = groups[i]; command->group; command++)
      if (strcmp (command->group, group) == 0 && strcmp (command->name, name) == 0)
        return command;
  return NULL;
}

static gboolean
is_group (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (strcmp (groups[i]->group, word) == 0)
      return TRUE;
  return FALSE;
}

static const ZbOption *
find_option (const ZbOption *options, const char *name, gsize length)
{
  for (; options && options->name; options++)
    if (strlen (options->name) == length && strncmp (options->name, name, length) == 0)
      return options;
  return NULL;
}

/* Takes "--name", "--name=value" or "--name value" at @argv[*i]. FALSE after saying what is wrong.
 */
static gboolean
take_option (const ZbCommand *command, ZbCallLine *line, char **argv, int *i)
{
  const char *name = strcmp (argv[*i], "-o") == 0 ? "output" : argv[*i] + 2;
  const char *equals = strchr (name, '=');
  gsize length = equals ? (gsize)(equals - name) : strlen (name);
  const ZbOption *option = find_option (command->options, name, length);

  if (!option)
    option = find_option (shared_options, name, length);
  if (!option) {
    g_printerr (_ ("zhibao: there is no option %s; see zhibao %s %s --help\n"), argv[*i],
                command->group, command->name);
    return FALSE;
  }
  const char *value = equals ? equals + 1 : option->value ? argv[++*i] : "";
  if (!value || (!option->value && equals)) {
    g_printerr (_ ("zhibao: --%s takes %s\n"), option->name,
                option->value ? option->value : _ ("no value"));
    return FALSE;
  }
  g_hash_table_replace (line->options, g_strdup (option->name), g_strdup (value));
  return TRUE;
}

static gboolean
is_option (const char *word)
{
  return g_str_has_prefix (word, "--") || strcmp (word, "-o") == 0;
}

/* The first command of a group, if it takes no words and knows the option by itself; NULL else. */
static const ZbCommand *
command_of_option (const char *group, const char *option)
{
  const char *name = strcmp (option, "-o") == 0 ? "output" : option + 2;

  for (guint i = 0; i < G_N_ELEMENTS (groups) && is_option (option); i++)
    if (strcmp (groups[i]->group, group) == 0)
      return groups[i]->max_words == 0 &&
                     find_option (groups[i]->options, name, strcspn (name, "="))
                 ? groups[i]
                 : NULL;
  return NULL;
}

/* Who connects is told by the address, first of all. */
static gboolean
is_strange_server (const GError *error)
{
  return g_error_matches (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED) &&
         g_str_has_prefix (error->message, "https://");
}

static int
finish (const ZbCommand *command, int code, GError *error)
{
  if (!error)
    return code;
  g_printerr ("zhibao %s %s: %s\n", command->group, command->name, error->message);
  if (is_strange_server (error))
    g_printerr ("%s\n", zb_words_strange_server ());
  g_error_free (error);
  return code ? code : ZB_EXIT_FAILED;
}

static int
run_command (const ZbCommand *command, int argc, char **argv)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_autoptr (GHashTable) options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ZbCallLine line = {.options = options};
  GError *error = NULL;

  for (int i = 0; i < argc; i++) {
    if (!is_option (argv[i]))
      g_ptr_array_add (words, argv[i]);
    else if (!take_option (command, &line, argv, &i))
      return ZB_EXIT_USAGE;
  }
  if (zb_call_line_has (&line, "help")) {
    print_command_help (command);
    return ZB_EXIT_OK;
  }
  if (words->len < command->min_words || words->len > command->max_words) {
    g_printerr (_ ("Usage: zhibao %s %s %s\n"), command->group, command->name, command->arguments);
    return ZB_EXIT_USAGE;
  }
  line.words = (const char *const *)words->pdata;
  line.n_words = words->len;
  int code = command->run (&line, &error);
  return finish (command, code, error);
}

int
main (int argc, char **argv)
{
  zb_locale_start (GETTEXT_PACKAGE, zb_words_locale_dir ());
  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "help") == 0) {
    print_help (NULL);
    return argc < 2 ? ZB_EXIT_USAGE : ZB_EXIT_OK;
  }
  if (strcmp (argv[1], "--version") == 0) {
    g_print ("zhibao %s\n", ZB_VERSION);
    return ZB_EXIT_OK;
  }
  const ZbCommand *command = argc > 2 ? find_command (argv[1], argv[2]) : NULL;
  if (command)
    return run_command (command, argc - 3, argv + 3);
  /* `zhibao season --months=3`: what else could be meant. */
  command = argc > 2 ? command_of_option (argv[1], argv[2]) : NULL;
  if (command)
    return run_command (command, argc - 2, argv + 2);
  gboolean help = argc > 2 && strcmp (argv[2], "--help") == 0;
  if (!is_group (argv[1]) || (argc > 2 && !help))
    g_printerr (_ ("zhibao: there is no command '%s%s%s'\n"), argv[1], argc > 2 ? " " : "",
                argc > 2 ? argv[2] : "");
  print_help (is_group (argv[1]) ? argv[1] : NULL);
  return help ? ZB_EXIT_OK : ZB_EXIT_USAGE;
}
