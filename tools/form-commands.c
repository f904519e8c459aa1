/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/command.h"
#include "tools/form-diff.h"
#include "tools/form-import-xlsx.h"
#include "tools/form-new.h"
#include "tools/concept-commands.h"
#include "tools/form-place.h"
#include "tools/form-show.h"
#include "tools/rehearse-command.h"
#include "tools/rules-commands.h"
#include "tools/table.h"
#include "tools/words.h"
#include "validators/review/coverage.h"
#include "validators/review/package-trial.h"

#include <string.h>

/* --parameters, or the first file of the catalogue's parameters; NULL if there is none. */
static char *
find_parameters (const ZbCallLine *line, const char *package)
{
  g_autofree char *full = g_canonicalize_filename (package, NULL);
  g_autofree char *folder = g_build_filename (full, "..", "..", "..", "parameters", NULL);

  if (zb_call_line_has (line, "parameters"))
    return g_strdup (zb_call_line_get (line, "parameters"));
  g_autoptr (GPtrArray) files = zb_sample_list (folder);
  return files->len > 0 ? g_strdup (files->pdata[0]) : NULL;
}

/* Reads, compiles and tries one package folder, as the server does before it publishes one; what is
 * wrong goes to the terminal. */
static gboolean
check_package (const ZbCallLine *line, const char *path, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_form_place_around (line, path, error);
  g_autofree char *samples = g_build_filename (path, "samples", NULL);
  g_autofree char *parameters = find_parameters (line, path);

  if (!catalogue)
    return FALSE;
  g_autoptr (ZbPackage) package = zb_package_read_dir (path, zb_form_place_list, catalogue, error);
  g_autoptr (ZbPackageTrial) trial =
      package ? zb_package_trial_new (catalogue, package, samples, parameters, zb_words_language (),
                                      error)
              : NULL;
  if (!trial)
    return FALSE;
  for (guint i = 0; i < trial->lines->len; i++)
    g_print ("%s\n", (char *)trial->lines->pdata[i]);
  if (trial->n_errors > 0)
    return FALSE;
  g_print (_ ("%s: %s is well; %u rules, %u warnings\n"), path, zb_package_name (package),
           trial->n_rules, trial->n_warnings);
  if (trial->n_good == 0 || trial->n_bad == 0)
    g_print (_ ("%s: to be published it needs a good and a bad sample in samples/\n"), path);
  return TRUE;
}

static int
form_check (const ZbCallLine *line, GError **error)
{
  int code = ZB_EXIT_OK;

  for (guint i = 0; i < line->n_words; i++) {
    g_autoptr (GError) failure = NULL;

    if (check_package (line, line->words[i], &failure))
      continue;
    code = ZB_EXIT_UNREADABLE;
    if (failure)
      g_print ("%s\n", failure->message);
  }
  return code;
}

static void
print_coverage (const char *path, const ZbCoverage *coverage)
{
  for (guint i = 0; i < coverage->wrong->len; i++)
    g_print ("%s: %s\n", path, (char *)coverage->wrong->pdata[i]);
  for (guint i = 0; i < coverage->rules->len; i++) {
    const ZbRuleCoverage *rule = &g_array_index (coverage->rules, ZbRuleCoverage, i);

    if (rule->n_failing == 0)
      g_print (_ ("%s: %s fails in no sample\n"), path, rule->rule);
    if (rule->n_holding == 0)
      g_print (_ ("%s: %s holds in no sample\n"), path, rule->rule);
  }
  g_print (
      _ ("%s: %u good and %u bad samples, %u wrong findings; %u of %u rules tried both ways\n"),
      path, coverage->n_good, coverage->n_bad, coverage->wrong->len,
      coverage->rules->len - zb_coverage_n_untried (coverage), coverage->rules->len);
}

/* The folder's form, edition and revision in @catalogue, so that its code lists are those of the
 * samples' reader. */
static ZbCoverage *
cover_package (ZbRulebook *rulebook, const ZbCallLine *line, const char *path, GError **error)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (rulebook);
  g_autoptr (ZbPackage) package = zb_package_read_dir (path, zb_form_place_list, catalogue, error);
  g_autofree char *samples = g_build_filename (path, "samples", NULL);
  g_autofree char *parameters = find_parameters (line, path);

  if (!package)
    return NULL;
  /* A folder that is in no catalogue yet has samples all the same. */
  g_autoptr (ZbCatalogue) with = zb_catalogue_copy (catalogue);
  zb_catalogue_add (with, package);
  zb_rulebook_set_catalogue (rulebook, with);
  return zb_coverage_new (rulebook, package, samples, parameters, error);
}

static int
form_coverage (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_form_place_around (line, line->words[0], error);
  g_autoptr (ZbRulebook) rulebook = catalogue ? zb_rulebook_new (catalogue) : NULL;
  int code = ZB_EXIT_OK;

  for (guint i = 0; rulebook && i < line->n_words; i++) {
    g_autoptr (ZbCoverage) coverage = cover_package (rulebook, line, line->words[i], error);

    if (!coverage)
      return ZB_EXIT_UNREADABLE;
    print_coverage (line->words[i], coverage);
    if (coverage->wrong->len > 0 || zb_coverage_n_untried (coverage) > 0)
      code = ZB_EXIT_FINDINGS;
  }
  return rulebook ? code : ZB_EXIT_FAILED;
}

static void
print_forms (const ZbCatalogue *catalogue)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_array (json, NULL);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *package = zb_catalogue_at (catalogue, i);
    const ZbForm *form = zb_package_form (package);
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "form", form->id);
    zb_json_writer_string (json, "edition", form->edition);
    zb_json_writer_integer (json, "revision", form->revision);
    zb_json_writer_string (json, "system", form->system);
    zb_json_writer_string (json, "title", zb_text_get (&form->title, zb_words_language ()));
    zb_json_writer_string (json, "package", zb_package_digest (package));
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_answer_print (json);
}

static int
form_list (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  const char *heads[] = {_ ("Form"), _ ("Edition"), _ ("System"), _ ("Title"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  if (!catalogue)
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "json")) {
    print_forms (catalogue);
    return ZB_EXIT_OK;
  }
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    g_autofree char *edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
    zb_table_add (table, form->id, edition, form->system,
                  zb_text_get (&form->title, zb_words_language ()), NULL);
  }
  zb_table_print (table);
  return ZB_EXIT_OK;
}

static const ZbOption coverage_options[] = {
    {"parameters", "FILE", N_ ("dated parameters, instead of the catalogue's")},
    {NULL, NULL, NULL},
};

static const ZbOption format_options[] = {
    {"check", NULL, N_ ("only say which files are laid out differently")},
    {NULL, NULL, NULL},
};

const ZbCommand zb_form_commands[] = {
    {"form", "check", "PATH…", N_ ("check package folders: form, rules, texts, samples"), 1, 1000,
     NULL, form_check},
    {"form", "coverage", "PATH…",
     N_ ("run a package's samples: their findings, and which rules they try"), 1, 1000,
     coverage_options, form_coverage},
    {"form", "fmt", "FILE…", N_ ("lay rules files out in their one form"), 1, 1000, format_options,
     zb_form_format},
    {"form", "import", "FORM FILE", N_ ("print relations of other report tools as rules of a form"),
     2, 2, NULL, zb_form_import},
    {"form", "show", "FORM|PATH", N_ ("show a form as its paper, empty or with a report's figures"),
     1, 1, zb_form_show_options, zb_form_show},
    {"form", "diff", "A B",
     N_ ("say in words what changed between two editions (FORM/EDITION or package folders)"), 2, 2,
     zb_form_diff_options, zb_form_diff},
    {"form", "new", "FORM-ID",
     N_ ("make a valid package to begin with, from options or questions on the terminal"), 1, 1,
     zb_form_new_options, zb_form_new_package},
    {"form", "import-xlsx", "TABLE.xlsx",
     N_ ("make a package of a paper table that is laid out in a spreadsheet"), 1, 1,
     zb_form_import_xlsx_options, zb_form_import_xlsx},
    {"form", "concepts", "[CONCEPT]",
     N_ ("what several forms ask for: which forms, cells and measures"), 0, 1, zb_json_only,
     zb_form_concepts},
    {"form", "rehearse", "NEW PERIOD…",
     N_ ("put a new edition to last year's reports: whom it would stop, by rule and district"), 2,
     40, zb_form_rehearse_options, zb_form_rehearse},
    {"form", "list", "", N_ ("list the forms at hand"), 0, 0, zb_json_only, form_list},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
