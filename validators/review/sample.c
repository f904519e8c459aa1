/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/sample.h"

#include "forms/report-reader.h"

#include <string.h>

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

GPtrArray *
zb_sample_list (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (g_str_has_suffix (name, ".xml"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  }
  g_ptr_array_sort (paths, compare_texts);
  return paths;
}

static ZbReport *
read_report (const char *path, const ZbCatalogue *catalogue, GError **error)
{
  g_autofree char *bytes = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &bytes, &length, error))
    return NULL;
  return zb_report_read_sample (path, bytes, length, catalogue, error);
}

/* The file of the sample with another ending; NULL if there is none. */
static char *
read_beside (const char *path, const char *ending)
{
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".xml"));
  g_autofree char *beside = g_strconcat (stem, ending, NULL);
  char *text = NULL;

  return g_file_get_contents (beside, &text, NULL, NULL) ? text : NULL;
}

static void
add_register (ZbSample *sample, const char *path)
{
  g_autofree char *text = read_beside (path, ".register");
  g_auto (GStrv) lines = text == NULL ? NULL : g_strsplit (text, "\n", -1);

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++) {
    char *value = strchr (lines[i], '=');

    if (value == NULL)
      continue;
    *value = '\0';
    zb_memory_context_set_attribute (sample->context, lines[i], value + 1);
  }
}

static gboolean
add_history (ZbSample *sample, const char *path, const ZbCatalogue *catalogue, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *history = g_strdup_printf ("%s/history-%s", folder, sample->name);
  g_autoptr (GPtrArray) paths = zb_sample_list (history);

  for (guint i = 0; i < paths->len; i++) {
    g_autoptr (ZbReport) report = read_report (g_ptr_array_index (paths, i), catalogue, error);

    if (report == NULL)
      return FALSE;
    zb_memory_context_add_report (sample->context, report);
  }
  return TRUE;
}

static gboolean
add_parameters (ZbSample *sample, const char *path, GError **error)
{
  ZbParameters *parameters;

  if (path == NULL)
    return TRUE;
  parameters = zb_parameters_read_file (path, error);
  if (parameters == NULL)
    return FALSE;
  zb_memory_context_take_parameters (sample->context, parameters);
  return TRUE;
}

ZbSample *
zb_sample_read (const char *path,
                const ZbCatalogue *catalogue,
                const char *parameters,
                GError **error)
{
  g_autoptr (ZbSample) sample = g_new0 (ZbSample, 1);
  g_autofree char *base = g_path_get_basename (path);

  sample->name = g_strndup (base, strlen (base) - strlen (".xml"));
  sample->context = zb_memory_context_new (catalogue);
  sample->expected = read_beside (path, ".findings");
  if (sample->expected == NULL)
    sample->expected = g_strdup ("");
  sample->report = read_report (path, catalogue, error);
  if (sample->report == NULL)
    return NULL;
  add_register (sample, path);
  if (!add_history (sample, path, catalogue, error) || !add_parameters (sample, parameters, error))
    return NULL;
  return g_steal_pointer (&sample);
}

void
zb_sample_free (ZbSample *sample)
{
  if (sample == NULL)
    return;
  g_free (sample->name);
  g_clear_pointer (&sample->report, zb_report_unref);
  zb_memory_context_free (sample->context);
  g_free (sample->expected);
  g_free (sample);
}

ZbCheck *
zb_sample_check (ZbSample *sample, ZbRulebook *rulebook, GError **error)
{
  ZbPackage *package =
      zb_catalogue_find (zb_rulebook_catalogue (rulebook), zb_report_form (sample->report)->id,
                         zb_report_period (sample->report), error);
  ZbRuleset *ruleset = package == NULL ? NULL : zb_rulebook_get (rulebook, package, error);
  ZbCheck *check;

  if (ruleset == NULL)
    return NULL;
  check = zb_check_new (ruleset, sample->report, zb_memory_context_get (sample->context),
                        ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  return check;
}

char *
zb_check_tell (const ZbCheck *check)
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
