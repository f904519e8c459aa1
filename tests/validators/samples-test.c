/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-reader.h"
#include "validators/check.h"
#include "validators/finding-json.h"
#include "validators/memory-context.h"
#include "validators/rulebook.h"

#include <string.h>

/* Every sample of the catalogue gives exactly the findings that lie beside it. */

typedef struct {
  char *root; /* of the catalogue */
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
} Fixture;

static void
fixture_init (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "forms", "catalogue", NULL);
  fixture->catalogue = zb_catalogue_read_dir (fixture->root, &error);
  g_assert_no_error (error);
  fixture->rulebook = zb_rulebook_new (fixture->catalogue);
}

static void
fixture_clear (Fixture *fixture)
{
  zb_rulebook_free (fixture->rulebook);
  zb_catalogue_unref (fixture->catalogue);
  g_free (fixture->root);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Paths of what lies in @folder, sorted; none if there is no such folder. */
static GPtrArray *
list_folder (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_texts);
  return paths;
}

static ZbReport *
read_report (const Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  ZbReport *report;
  gsize length;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  report = zb_report_read_sample (path, bytes, length, fixture->catalogue, &error);
  g_assert_no_error (error);
  return report;
}

/* The file beside the sample with another ending; NULL if there is none. */
static char *
read_beside (const char *sample, const char *ending)
{
  g_autofree char *stem = g_strndup (sample, strlen (sample) - strlen (".xml"));
  g_autofree char *path = g_strconcat (stem, ending, NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static void
add_register (ZbMemoryContext *context, const char *sample)
{
  g_autofree char *text = read_beside (sample, ".register");
  g_auto (GStrv) lines = text == NULL ? NULL : g_strsplit (text, "\n", -1);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
    char *value = strchr (lines[i], '=');

    if (value == NULL)
      continue;
    *value = '\0';
    zb_memory_context_set_attribute (context, lines[i], value + 1);
  }
}

static void
add_history (const Fixture *fixture, ZbMemoryContext *context, const char *sample)
{
  g_autofree char *folder = g_path_get_dirname (sample);
  g_autofree char *base = g_path_get_basename (sample);
  g_autofree char *name = g_strndup (base, strlen (base) - strlen (".xml"));
  g_autofree char *history = g_strdup_printf ("%s/history-%s", folder, name);
  g_autoptr (GPtrArray) paths = list_folder (history);

  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (ZbReport) report = read_report (fixture, g_ptr_array_index (paths, i));

    zb_memory_context_add_report (context, report);
  }
}

static void
add_parameters (const Fixture *fixture, ZbMemoryContext *context)
{
  g_autofree char *path = g_build_filename (fixture->root, "parameters", "xiamen.xml", NULL);
  g_autoptr (GError) error = NULL;
  ZbParameters *parameters = zb_parameters_read_file (path, &error);

  g_assert_no_error (error);
  zb_memory_context_take_parameters (context, parameters);
}

/* "B204-1#7/A.03 soft fail" a line, sorted. */
static char *
tell_findings (const ZbCheck *check)
{
  const GPtrArray *findings = zb_check_findings (check);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = g_ptr_array_index (findings, i);

    g_ptr_array_add (lines, g_strdup_printf ("%s %s %s", finding->instance,
                                             zb_severity_to_string (finding->severity),
                                             zb_outcome_to_string (finding->outcome)));
  }
  g_ptr_array_sort (lines, compare_texts);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *)g_ptr_array_index (lines, i));
  return g_string_free (text, FALSE);
}

static void
tell_messages (const ZbCheck *check)
{
  const GPtrArray *findings = zb_check_findings (check);

  for (guint i = 0; i < findings->len; i++) {
    g_autofree char *zh = zb_finding_to_line (g_ptr_array_index (findings, i), "zh");
    g_autofree char *en = zb_finding_to_line (g_ptr_array_index (findings, i), "en");

    g_test_message ("%s", zh);
    g_test_message ("%s", en);
  }
}

static void
check_sample (const Fixture *fixture, const char *sample)
{
  g_autoptr (ZbReport) report = read_report (fixture, sample);
  g_autoptr (ZbMemoryContext) context = zb_memory_context_new (fixture->catalogue);
  g_autofree char *expected = read_beside (sample, ".findings");
  g_autofree char *found = NULL;
  g_autofree char *base = g_path_get_basename (sample);
  g_autoptr (ZbCheck) check = NULL;
  g_autoptr (GError) error = NULL;
  ZbRuleset *ruleset;
  ZbVerdict verdict;

  ruleset = zb_rulebook_get (fixture->rulebook,
                             zb_catalogue_find (fixture->catalogue, zb_report_form (report)->id,
                                                zb_report_period (report), &error),
                             &error);
  g_assert_no_error (error);
  add_register (context, sample);
  add_history (fixture, context, sample);
  add_parameters (fixture, context);
  check = zb_check_new (ruleset, report, zb_memory_context_get (context), ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  found = tell_findings (check);
  g_test_message ("%s", base);
  tell_messages (check);
  g_assert_cmpstr (found, ==, expected);
  verdict = zb_check_verdict (check);
  if (g_str_has_prefix (base, "good-"))
    g_assert_true (zb_verdict_may_send (&verdict));
}

static void
test_samples_give_their_findings (void)
{
  g_auto (Fixture) fixture = {NULL};
  guint n_samples = 0;

  fixture_init (&fixture);
  for (guint i = 0; i < zb_catalogue_n_packages (fixture.catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (fixture.catalogue, i));
    g_autofree char *folder =
        g_build_filename (fixture.root, form->system, form->id, form->edition, "samples", NULL);
    g_autoptr (GPtrArray) paths = list_folder (folder);

    for (guint j = 0; j < paths->len; j++) {
      if (!g_str_has_suffix (g_ptr_array_index (paths, j), ".xml"))
        continue;
      check_sample (&fixture, g_ptr_array_index (paths, j));
      n_samples++;
    }
  }
  g_assert_cmpuint (n_samples, >=, 40);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/validators/samples/give-their-findings", test_samples_give_their_findings);
  return g_test_run ();
}
