/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The subcommands of zhibaod. Each takes the arguments after its name (argv[0] is the name itself)
 * and returns the exit status: 0 done, 1 found wrong or failed, 2 called in a wrong way. */
typedef struct {
  const char *name;
  const char *arguments; /* as shown in the help */
  const char *summary;   /* English, translated when shown */
  int (*run) (int argc, char **argv);
} ZbCommand;

enum { ZB_EXIT_DONE = 0, ZB_EXIT_FAILED = 1, ZB_EXIT_USAGE = 2 };

int zb_command_init (int argc, char **argv);
int zb_command_serve (int argc, char **argv);
int zb_command_check (int argc, char **argv);
int zb_command_backup (int argc, char **argv);
int zb_command_verify (int argc, char **argv);
int zb_command_appoint (int argc, char **argv);
int zb_command_divide (int argc, char **argv);
int zb_command_part (int argc, char **argv);
int zb_command_rotate (int argc, char **argv);
int zb_command_trust (int argc, char **argv);
int zb_command_root (int argc, char **argv);

/* Parses the options in @entries, after which exactly @n arguments must be left; FALSE after
 * telling on standard error what is wrong. @argv then holds the arguments from argv[1] on. */
gboolean zb_command_parse (
    const ZbCommand *command, const GOptionEntry *entries, int n, int *argc, char ***argv);
/* What "zhibaod --help" says, on standard output. */
void zb_command_print_help (void);
/* The table's line for @name; NULL if there is none. */
const ZbCommand *zb_command_find (const char *name);
/* "zhibaod: MESSAGE" on standard error; frees @error and returns ZB_EXIT_FAILED. */
int zb_command_fail (GError *error);
