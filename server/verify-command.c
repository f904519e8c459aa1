/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/verify.h"

#include <glib/gi18n.h>

/* Of a value that is told. */
#define MOST_SIGNS 160

/* What each kind of fault says of its row. */
static const char *
sentence_of (ZbLogFaultKind kind)
{
  static const char *const sentences[ZB_LOG_FAULT_KINDS] = {
      [ZB_LOG_FAULT_LEAF] = N_ ("was changed after it was logged"),
      [ZB_LOG_FAULT_MISSING] = N_ ("was signed or logged, but is no longer in the store"),
      [ZB_LOG_FAULT_CHANGED] = N_ ("is not what was received, signed or decided"),
      [ZB_LOG_FAULT_UNLOGGED] = N_ ("follows from nothing in the log"),
      [ZB_LOG_FAULT_CHECKPOINT] = N_ ("does not agree with the records, or is not signed"),
      [ZB_LOG_FAULT_TILE] = N_ ("does not hold the hashes of its records"),
      [ZB_LOG_FAULT_TOTALS] = N_ ("is not the sum of the accepted reports"),
      [ZB_LOG_FAULT_STORE] = N_ ("is damaged"),
  };

  return _ (sentences[kind]);
}

/* A long text is told by its beginning. */
static void
append_value (GString *line, const char *label, const char *value)
{
  g_autofree char *start =
      g_utf8_strlen (value, -1) > MOST_SIGNS ? g_utf8_substring (value, 0, MOST_SIGNS) : NULL;
  g_autofree char *shown = start ? g_strconcat (start, "…", NULL) : g_strdup (value);

  g_string_append_printf (line, "; %s %s", label, *shown ? shown : "–");
}

static void
print_fault (const ZbLogFault *fault)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s", fault->table, fault->row);
  if (fault->name)
    g_string_append_printf (line, " (%s)", fault->name);
  if (fault->field)
    g_string_append_printf (line, ", %s", fault->field);
  g_string_append_printf (line, ": %s", sentence_of (fault->kind));
  if (fault->expected)
    append_value (line, _ ("expected"), fault->expected);
  if (fault->found)
    append_value (line, _ ("found"), fault->found);
  g_print ("%s\n", line->str);
}

static void
print_counts (const ZbLogReport *report)
{
  guint64 counts[] = {report->leaves,     report->checkpoints, report->receipts,
                      report->containers, report->rows,        report->totals};
  char texts[G_N_ELEMENTS (counts)][24];

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_snprintf (texts[i], sizeof texts[i], "%" G_GUINT64_FORMAT, counts[i]);
  g_print (_ ("Looked at %s records, %s checkpoints, %s receipts and %s containers, "), texts[0],
           texts[1], texts[2], texts[3]);
  g_print (_ ("made %s rows and the totals of %s forms and periods anew: "), texts[4], texts[5]);
}

static void
print_copied (guint64 copied)
{
  g_autofree char *n = g_strdup_printf ("%" G_GUINT64_FORMAT, copied);

  g_print (_ ("held the log against %s copied records: "), n);
}

static int
tell (const ZbLogReport *report)
{
  for (guint i = 0; i < report->faults->len; i++)
    print_fault (report->faults->pdata[i]);
  print_counts (report);
  if (report->copied > 0)
    print_copied (report->copied);
  if (report->appointments > 0)
    g_print (ngettext ("%u administrator was appointed at the machine: ",
                       "%u administrators were appointed at the machine: ", report->appointments),
             report->appointments);
  if (report->faults->len == 0)
    g_print ("%s\n", _ ("all stands."));
  else
    g_print (ngettext ("%u fault.\n", "%u faults.\n", report->faults->len), report->faults->len);
  return report->faults->len == 0 ? ZB_EXIT_DONE : ZB_EXIT_FAILED;
}

int
zb_command_verify (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autofree char *known = NULL, *copy = NULL;
  const GOptionEntry entries[] = {
      {"known", 0, 0, G_OPTION_ARG_FILENAME, &path,
       N_ ("a checkpoint kept elsewhere, which the log must contain"), "FILE"},
      {"copy", 0, 0, G_OPTION_ARG_FILENAME, &copy,
       N_ ("another node's copy of the log (its folder copies/CODE), which it must agree with"),
       "DIR"},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (ZbLogReport) report = NULL;
  GError *error = NULL;

  if (!zb_command_parse (zb_command_find ("verify"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (!path || g_file_get_contents (path, &known, NULL, &error))
    report = zb_node_verify (argv[1], known, &error);
  if (report && copy && !zb_node_verify_copy (argv[1], copy, report, &error))
    g_clear_pointer (&report, zb_log_report_free);
  return report ? tell (report) : zb_command_fail (error);
}
