/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib/gi18n.h>

/* Exit codes, the same for every subcommand. */
enum {
  ZB_EXIT_OK = 0,
  ZB_EXIT_FINDINGS = 1,   /* soft or quasi findings without a valid explanation */
  ZB_EXIT_HARD = 2,       /* hard findings */
  ZB_EXIT_UNREADABLE = 3, /* the input cannot be read, or does not verify */
  ZB_EXIT_FAILED = 4,     /* anything else went wrong */
  ZB_EXIT_USAGE = 64,     /* the command line is wrong */
};

/* One option of a subcommand. */
typedef struct {
  const char *name;
  const char *value; /* what stands for it in --help; NULL for a flag */
  const char *help;  /* N_() */
} ZbOption;

/* For commands that have JSON to print: one of their options, or the only one. */
#define ZB_OPTION_JSON                                                                             \
  {                                                                                                \
    "json", NULL, N_ ("print JSON")                                                                \
  }
extern const ZbOption zb_json_only[];

/* The words of one call, and what commands read from them. */
typedef struct {
  GHashTable *options;      /* char* name → char* value ("" for a flag) */
  const char *const *words; /* the arguments that are no options */
  guint n_words;
} ZbCallLine;

const char *zb_call_line_get (const ZbCallLine *line, const char *option); /* NULL if not given */
gboolean zb_call_line_has (const ZbCallLine *line, const char *option);

/* One subcommand: `zhibao GROUP NAME …`. */
typedef struct {
  const char *group, *name;
  const char *arguments; /* as in --help: "FORM PERIOD" */
  const char *summary;   /* N_() */
  guint min_words, max_words;
  const ZbOption *options; /* ends with a NULL name; options all commands share are not listed */
  /* Returns an exit code; an error set is printed and raises 0 to ZB_EXIT_FAILED. */
  int (*run) (const ZbCallLine *line, GError **error);
} ZbCommand;

/* Each group's commands, ending with a NULL group. */
extern const ZbCommand zb_form_commands[];
extern const ZbCommand zb_publication_commands[]; /* of the group "form" too */
extern const ZbCommand zb_report_commands[];
extern const ZbCommand zb_ledger_commands[];
extern const ZbCommand zb_receipt_commands[];
extern const ZbCommand zb_trust_commands[];
extern const ZbCommand zb_account_commands[];
extern const ZbCommand zb_key_commands[];
extern const ZbCommand zb_backup_commands[];
extern const ZbCommand zb_mandate_commands[];
extern const ZbCommand zb_authority_commands[];
extern const ZbCommand zb_register_commands[];
extern const ZbCommand zb_period_commands[];
extern const ZbCommand zb_waiver_commands[];
extern const ZbCommand zb_correction_commands[];
extern const ZbCommand zb_cosign_commands[];
extern const ZbCommand zb_route_commands[];
extern const ZbCommand zb_bureau_commands[];
