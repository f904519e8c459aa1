/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/rehearse-command.h"

#include "client/rehearsal.h"
#include "formats/csv-reader.h"
#include "forms/error.h"
#include "forms/revision-map.h"
#include "tools/bureau-recheck.h"
#include "tools/form-place.h"
#include "tools/report-file.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

#define MAX_ANSWER (64 * 1024 * 1024)

const ZbOption zb_form_rehearse_options[] = {
    {"reports", "DIR", N_ ("stored reports: every report or container in this folder and below")},
    {"register", "FILE", N_ ("the units' attributes, names and areas: a register in CSV")},
    {"parameters", "FILE", N_ ("dated parameters (parameters.xml)")},
    {"tenant", "SYSTEM", N_ ("with a server instead of a folder: of this bureau system (s1 …)")},
    {"threads", "N", N_ ("threads that the server may use")},
    {"units", NULL, N_ ("name the enterprises too")},
    {NULL, NULL, NULL},
};

static gboolean
add_folder (ZbRehearsal *rehearsal,
            const ZbCatalogue *catalogue,
            const char *folder,
            guint depth,
            GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (!dir)
    return FALSE;
  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (ZbReport) report = NULL;

    if (depth > 0 && g_file_test (path, G_FILE_TEST_IS_DIR)) {
      if (!add_folder (rehearsal, catalogue, path, depth - 1, error))
        return FALSE;
      continue;
    }
    if (!g_str_has_suffix (name, ".xml") && !g_str_has_suffix (name, ".asice"))
      continue;
    report = zb_report_file_read (path, catalogue, error);
    if (!report)
      return FALSE;
    zb_rehearsal_add_report (rehearsal, report);
  }
  return TRUE;
}

static gboolean
add_register (ZbRehearsal *rehearsal, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  guint n_heads = 0, n = 0;
  GError *failure = NULL;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  g_autoptr (ZbCsvReader) csv = zb_csv_reader_new (path, text, length, ',');
  const char *const *row = zb_csv_reader_next (csv, &n_heads, NULL, &failure);
  g_auto (GStrv) heads = row ? g_strdupv ((char **)row) : NULL;
  while (heads && (row = zb_csv_reader_next (csv, &n, NULL, &failure)))
    for (guint i = 1; i < MIN (n, n_heads); i++)
      zb_rehearsal_set_attribute (rehearsal, row[0], heads[i], row[i]);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
add_parameters (ZbRehearsal *rehearsal, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  zb_rehearsal_set_parameters (rehearsal, text);
  return TRUE;
}

static const char *
change_words (ZbChange change)
{
  static const char *const words[] = {N_ ("kept"),  N_ ("renamed"), N_ ("merged"),
                                      N_ ("split"), N_ ("new"),     N_ ("dropped")};

  return _ (words[change]);
}

/* What follows from what, but for what stays as it was. */
static void
print_links (ZbTable *table, const ZbMapSection *section, const GArray *links, const char *kind)
{
  for (guint i = 0; i < links->len; i++) {
    const ZbMapLink *link = &g_array_index (links, ZbMapLink, i);
    g_autofree char *share =
        link->share > 0 ? g_strdup_printf ("%.4g %%", link->share / 10000.0) : NULL;

    if (link->change != ZB_CHANGE_KEPT)
      zb_table_add (table, section->to, kind, link->from, link->to, change_words (link->change),
                    share, NULL);
  }
}

static void
print_map (const ZbForm *form)
{
  const char *heads[] = {_ ("Section"), "", _ ("Old"), _ ("New"), _ ("Change"), _ (">Share"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  if (!form->map)
    return;
  g_print (_ ("Edition %s after %s:\n"), form->map->to, form->map->from);
  for (guint i = 0; i < form->map->sections->len; i++) {
    const ZbMapSection *section = &g_array_index (form->map->sections, ZbMapSection, i);

    if (!section->to || !section->from)
      zb_table_add (table, section->to ? section->to : section->from, _ ("section"), section->from,
                    section->to, section->to ? _ ("new") : _ ("dropped"), "", NULL);
    print_links (table, section, section->columns, _ ("column"));
    print_links (table, section, section->rows, _ ("row"));
  }
  zb_table_print (table);
  g_print ("\n");
}

static ZbRehearsal *
open_rehearsal (const ZbCallLine *line,
                const ZbCatalogue *catalogue,
                const ZbPackage *package,
                GError **error)
{
  const char *file = zb_call_line_get (line, "register");
  const char *parameters = zb_call_line_get (line, "parameters");
  g_autoptr (ZbRehearsal) rehearsal = zb_rehearsal_new (catalogue, package, error);

  if (!rehearsal ||
      !add_folder (rehearsal, catalogue, zb_call_line_get (line, "reports"), 4, error) ||
      (file && !add_register (rehearsal, file, error)) ||
      (parameters && !add_parameters (rehearsal, parameters, error)))
    return NULL;
  return g_steal_pointer (&rehearsal);
}

static int
rehearse_period (const ZbCallLine *line, ZbRehearsal *rehearsal, const char *period, GError **error)
{
  g_autofree char *text = NULL;
  ZbPeriod parsed;

  if (!zb_period_parse (period, &parsed, error))
    return ZB_EXIT_USAGE;
  text = zb_rehearsal_run (rehearsal, parsed, error);
  if (!text)
    return ZB_EXIT_UNREADABLE;
  if (zb_call_line_has (line, "json")) {
    g_print ("%s\n", text);
    return ZB_EXIT_OK;
  }
  g_autoptr (ZbJson) answer = zb_json_read ("rehearsal", text, strlen (text), MAX_ANSWER, error);
  return answer ? zb_bureau_recheck_print (line, answer, TRUE, error) : ZB_EXIT_FAILED;
}

/* The server puts rules to what it has stored; it does not know rows that are not published. */
static int
ask_server (const ZbCallLine *line, const ZbPackage *package, GError **error)
{
  int code = ZB_EXIT_OK;

  if (zb_package_form (package)->map) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH, "%s",
                 _ ("the rows of this edition are new to the server: rehearse it over a folder of "
                    "reports (--reports)"));
    return ZB_EXIT_USAGE;
  }
  for (guint i = 1; i < line->n_words && code != ZB_EXIT_FAILED; i++) {
    int one = zb_bureau_recheck_rules (line, zb_package_form (package)->id, line->words[i],
                                       zb_package_rules_source (package),
                                       zb_package_rules (package), error);
    code = MAX (code, one);
  }
  return code;
}

int
zb_form_rehearse (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_form_place_around (line, line->words[0], error);
  g_autoptr (ZbPackage) package =
      catalogue ? zb_form_place_find (catalogue, line->words[0], NULL, NULL, error) : NULL;
  int code = ZB_EXIT_OK;

  if (!package)
    return ZB_EXIT_UNREADABLE;
  if (!zb_call_line_has (line, "reports"))
    return ask_server (line, package, error);
  g_autoptr (ZbRehearsal) rehearsal = open_rehearsal (line, catalogue, package, error);
  if (!rehearsal)
    return ZB_EXIT_UNREADABLE;
  if (!zb_call_line_has (line, "json"))
    print_map (zb_package_form (package));
  for (guint i = 1; i < line->n_words && (!error || !*error); i++) {
    int one = rehearse_period (line, rehearsal, line->words[i], error);
    code = MAX (code, one);
  }
  return code;
}
