/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/rehearse-command.h"

#include "client/stored-reports.h"
#include "exchange/protocol.h"
#include "formats/csv-reader.h"
#include "forms/revision-map.h"
#include "tools/bureau-recheck.h"
#include "tools/form-place.h"
#include "tools/place.h"
#include "tools/report-folder.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

#define MAX_ANSWER (64 * 1024 * 1024)

const ZbOption zb_form_rehearse_options[] = {
    {"reports", "DIR", N_ ("stored reports: every report or container in this folder and below")},
    {"register", "FILE", N_ ("the units' attributes, names and areas: a register in CSV")},
    {"parameters", "FILE", N_ ("dated parameters (parameters.xml)")},
    {"tenant", "SYSTEM", N_ ("with a server instead of a folder: of this bureau system (s1 …)")},
    {"units", NULL, N_ ("name the enterprises too")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

static gboolean
add_folder (ZbStoredReports *stored,
            const ZbCatalogue *catalogue,
            const char *folder,
            GError **error)
{
  g_autoptr (GPtrArray) reports = zb_report_folder_read (folder, catalogue, error);

  for (guint i = 0; reports && i < reports->len; i++)
    zb_stored_reports_add (stored, reports->pdata[i]);
  return reports != NULL;
}

static gboolean
add_register (ZbStoredReports *stored, const char *path, GError **error)
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
      zb_stored_reports_set_attribute (stored, row[0], heads[i], row[i]);
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
add_parameters (ZbStoredReports *stored, const char *path, GError **error)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  zb_stored_reports_set_parameters (stored, text);
  return TRUE;
}

static const char *
change_words (ZbMapChange change)
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

    if (link->change != ZB_MAP_KEPT)
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

static ZbStoredReports *
read_stored (const ZbCallLine *line, const ZbCatalogue *catalogue, GError **error)
{
  const char *file = zb_call_line_get (line, "register");
  const char *parameters = zb_call_line_get (line, "parameters");
  g_autoptr (ZbStoredReports) stored = zb_stored_reports_new ();

  if (!add_folder (stored, catalogue, zb_call_line_get (line, "reports"), error) ||
      (file && !add_register (stored, file, error)) ||
      (parameters && !add_parameters (stored, parameters, error)))
    return NULL;
  return g_steal_pointer (&stored);
}

/* Takes @text. */
static int
print_answer (const ZbCallLine *line, char *text, GError **error)
{
  g_autofree char *owned = text;
  g_autoptr (ZbJson) answer = NULL;

  if (zb_call_line_has (line, "json")) {
    g_print ("%s\n", text);
    return ZB_EXIT_OK;
  }
  answer = zb_json_read ("rehearsal", text, strlen (text), MAX_ANSWER, error);
  return answer ? zb_bureau_recheck_print (line, answer, TRUE, error) : ZB_EXIT_FAILED;
}

static int
rehearse_stored (const ZbCallLine *line,
                 const ZbCatalogue *catalogue,
                 const ZbPackage *package,
                 GError **error)
{
  g_autoptr (ZbRehearsal) rehearsal = zb_rehearsal_new (catalogue, package, error);
  g_autoptr (ZbStoredReports) stored = rehearsal ? read_stored (line, catalogue, error) : NULL;
  int code = ZB_EXIT_OK;

  if (!stored)
    return ZB_EXIT_UNREADABLE;
  if (!zb_call_line_has (line, "json"))
    print_map (zb_package_form (package));
  for (guint i = 1; i < line->n_words; i++) {
    ZbPeriod period;

    if (!zb_period_parse (line->words[i], &period, error))
      return ZB_EXIT_USAGE;
    char *text = zb_stored_reports_rehearse (stored, rehearsal, period, error);
    if (!text)
      return ZB_EXIT_UNREADABLE;
    int one = print_answer (line, text, error);
    if (error && *error)
      return one;
    code = MAX (code, one);
  }
  return code;
}

/* The package travels to the server, which puts it to what it has stored. */
static int
rehearse_on_server (const ZbCallLine *line, const ZbPackage *package, GError **error)
{
  const char *tenant = zb_call_line_get (line, "tenant");
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, error);
  g_auto (ZbLinked) linked = {0};
  int code = ZB_EXIT_OK;

  if (!bundle || !zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  if (!zb_call_line_has (line, "json"))
    print_map (zb_package_form (package));
  for (guint i = 1; i < line->n_words; i++) {
    g_autofree char *period = g_uri_escape_string (line->words[i], NULL, FALSE);
    g_autofree char *stem = g_strconcat ("/v1/rehearsals/", period, NULL);
    g_autofree char *path =
        zb_session_path (stem, "tenant", tenant ? tenant : zb_package_form (package)->system, NULL);
    g_autoptr (GBytes) answer =
        zb_session_post_bytes (linked.session, path, ZB_MIME_PACKAGE, bundle, NULL, error);

    if (!answer)
      return ZB_EXIT_FAILED;
    gsize size = g_bytes_get_size (answer);
    int one = print_answer (line, g_strndup (g_bytes_get_data (answer, NULL), size), error);
    if (error && *error)
      return one;
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

  if (!package)
    return ZB_EXIT_UNREADABLE;
  return zb_call_line_has (line, "reports") ? rehearse_stored (line, catalogue, package, error)
                                            : rehearse_on_server (line, package, error);
}
