/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-skeleton.h"

#include "forms/report-writer.h"
#include "tools/form-place.h"
#include "tools/words.h"
#include "validators/review/sample.h"

#include <glib/gstdio.h>
#include <string.h>

#define SAMPLE_UNIT "9135020061202218XY" /* the synthetic unit of all samples */

/* What goes into the folder, in the order it is made. */
typedef struct {
  const char *folder;
  GPtrArray *made; /* char*: files, to be taken away again where something fails */
} Skeleton;

static gboolean
write_file (Skeleton *skeleton, const char *name, const char *text, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (skeleton->folder, name, NULL);

  if (!g_file_set_contents (path, text, (gssize)length, error))
    return FALSE;
  g_ptr_array_add (skeleton->made, g_steal_pointer (&path));
  return TRUE;
}

static gboolean
write_form (Skeleton *skeleton, const ZbFormDraft *draft, GError **error)
{
  g_autoptr (GBytes) xml = zb_form_draft_write (draft);
  gsize length = 0;
  const char *text = g_bytes_get_data (xml, &length);

  return write_file (skeleton, "form.xml", text, length, error);
}

/* Sections with figures: the only ones a rule to begin with can speak of. */
static gboolean
write_rules (Skeleton *skeleton, const ZbFormDraft *draft, GError **error)
{
  g_autoptr (GString) rules = g_string_new (NULL);

  g_string_append_printf (rules, "form %s revision 1\n\n# Within the report\n\n#1 hard each x in",
                          draft->id);
  for (guint i = 0; i < draft->sections->len; i++)
    g_string_append_printf (rules, " [%s.*,*]", ((ZbDraftSection *)draft->sections->pdata[i])->id);
  g_string_append (rules, " :\n  x >= 0\n  message not-negative\n\n"
                          "# What the findings add to their figures\n\n"
                          "message not-negative\n"
                          "  zh \"该项指标不应为负数。\"\n"
                          "  en \"The figure cannot be negative.\"\n");
  return write_file (skeleton, "form.rules", rules->str, rules->len, error);
}

static gboolean
write_readme (Skeleton *skeleton, const ZbFormDraft *draft, const char *origin, GError **error)
{
  g_autofree char *text = g_strdup_printf (
      "# %s %s, edition %s\n\n%s Due %u days after the period, %02u:%02u.\n\n"
      "| what | standing |\n|---|---|\n"
      "| rows, columns, codes, measures | as in the source above |\n"
      "| English texts that repeat the Chinese ones | to be translated |\n"
      "| deadline, header fields, signers | to be checked against the document |\n\n"
      "## Relations\n\nIn [form.rules](form.rules); so far only that no figure is negative.\n\n"
      "## Samples\n\n`good-example` breaks nothing, `bad-negative` the one rule.\n",
      draft->code ? draft->code : draft->id, zb_text_get (&draft->title, "zh"), draft->edition,
      origin, draft->deadline_days, draft->deadline_minute / 60, draft->deadline_minute % 60);

  return write_file (skeleton, "README.md", text, strlen (text), error);
}

/* Every figure of fixed sections is 1; the first is -1 in the bad sample. Rows to be chosen get the
 * list's first entry of the level. */
static void
fill_in (ZbReport *report, gboolean bad)
{
  const ZbForm *form = zb_report_form (report);
  gboolean first = TRUE;

  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];

    for (guint i = 0; section->dynamic && i < zb_code_list_length (section->keys); i++) {
      const ZbCode *code = zb_code_list_at (section->keys, i);
      if ((!section->key_level || g_strcmp0 (code->level, section->key_level) == 0) &&
          zb_report_add_row (report, s, code->code, NULL) >= 0)
        break;
    }
    for (guint r = 0; r < zb_report_n_rows (report, s); r++) {
      for (guint c = 0; c < section->n_columns; c++, first = FALSE)
        zb_report_set_number (report, s, r, c, bad && first ? -1 : 1);
    }
  }
}

static gboolean
write_findings (Skeleton *skeleton, ZbRulebook *rulebook, const char *name, GError **error)
{
  g_autofree char *xml = g_strdup_printf ("%s/samples/%s.xml", skeleton->folder, name);
  g_autofree char *file = g_strdup_printf ("samples/%s.findings", name);
  g_autoptr (ZbSample) sample = zb_sample_read (xml, zb_rulebook_catalogue (rulebook), NULL, error);
  g_autoptr (ZbCheck) check = sample ? zb_sample_check (sample, rulebook, error) : NULL;
  g_autofree char *told = check ? zb_check_tell (check) : NULL;

  return told && write_file (skeleton, file, told, strlen (told), error);
}

static gboolean
write_sample (Skeleton *skeleton,
              ZbRulebook *rulebook,
              const ZbPackage *package,
              const char *name,
              GError **error)
{
  ZbForm *form = zb_package_form (package);
  g_autoptr (ZbReport) report = zb_report_new (form, "sample", SAMPLE_UNIT, form->valid_from);
  g_autofree char *file = g_strdup_printf ("samples/%s.xml", name);
  gsize length = 0;

  fill_in (report, g_str_has_prefix (name, "bad-"));
  g_autoptr (GBytes) bytes = zb_report_write (report);
  const char *text = g_bytes_get_data (bytes, &length);
  return write_file (skeleton, file, text, length, error) &&
         write_findings (skeleton, rulebook, name, error);
}

/* Reads and compiles what stands there, as every program will, and adds the samples. */
static gboolean
check_and_add_samples (Skeleton *skeleton, ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (ZbPackage) package =
      zb_package_read_dir (skeleton->folder, zb_form_place_list, catalogue, error);
  g_autoptr (ZbCatalogue) with = zb_catalogue_copy (catalogue);
  g_autofree char *samples = g_build_filename (skeleton->folder, "samples", NULL);

  if (!package)
    return FALSE;
  zb_catalogue_add (with, package);
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (with);
  if (!zb_rulebook_get (rulebook, package, error))
    return FALSE;
  if (g_mkdir_with_parents (samples, 0755) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("%s cannot be made"), samples);
    return FALSE;
  }
  return write_sample (skeleton, rulebook, package, "good-example", error) &&
         write_sample (skeleton, rulebook, package, "bad-negative", error);
}

gboolean
zb_form_skeleton_write (const ZbFormDraft *draft,
                        ZbCatalogue *catalogue,
                        const char *folder,
                        const char *origin,
                        GError **error)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *form = g_build_filename (folder, "form.xml", NULL);
  Skeleton skeleton = {folder, made};

  if (g_file_test (form, G_FILE_TEST_EXISTS)) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST, _ ("%s exists already"), form);
    return FALSE;
  }
  if (g_mkdir_with_parents (folder, 0755) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("%s cannot be made"), folder);
    return FALSE;
  }
  if (write_form (&skeleton, draft, error) && write_rules (&skeleton, draft, error) &&
      write_readme (&skeleton, draft, origin, error) &&
      check_and_add_samples (&skeleton, catalogue, error))
    return TRUE;
  for (guint i = 0; i < made->len; i++)
    g_unlink (made->pdata[i]);
  g_autofree char *samples = g_build_filename (folder, "samples", NULL);
  g_rmdir (samples);
  g_rmdir (folder);
  return FALSE;
}
