/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-diff.h"

#include "formats/json-writer.h"
#include "paper/form-changes.h"
#include "tools/form-place.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_form_diff_options[] = {
    {"format", "FORMAT", N_ ("text or html (else by the name of the output file)")},
    {"output", "FILE", N_ ("write to this file; also -o FILE")},
    {"language", "LANGUAGE", N_ ("zh or en; else that of the terminal")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

/* A package folder, or FORM, FORM/EDITION, FORM/EDITION.REVISION of the catalogue. */
static ZbPackage *
find_side (ZbCatalogue *catalogue, const char *word, GError **error)
{
  const char *slash = strrchr (word, '/');

  if (!slash || g_file_test (word, G_FILE_TEST_EXISTS))
    return zb_form_place_find (catalogue, word, NULL, NULL, error);
  g_autofree char *name = g_strndup (word, (gsize)(slash - word));
  g_auto (GStrv) parts = g_strsplit (slash + 1, ".", 2);
  if (!parts[0] || !parts[1])
    return zb_form_place_find (catalogue, name, slash + 1, NULL, error);
  ZbPackage *package = zb_catalogue_find_edition (
      catalogue, name, parts[0], (guint)g_ascii_strtoull (parts[1], NULL, 10), error);
  return package ? zb_package_ref (package) : NULL;
}

/* The newest of the form that comes before @after: of an earlier edition, or an earlier revision.
 * (transfer full) @after itself if it is the first. */
static ZbPackage *
find_before (const ZbCatalogue *catalogue, ZbPackage *after)
{
  const ZbForm *form = zb_package_form (after);
  ZbPackage *found = after;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *other = zb_catalogue_at (catalogue, i);
    const ZbForm *known = zb_package_form (other), *best = zb_package_form (found);
    int order = zb_period_compare (known->valid_from, form->valid_from);

    if (strcmp (known->id, form->id) != 0 || order > 0 ||
        (order == 0 && known->revision >= form->revision))
      continue;
    order = found == after ? 1 : zb_period_compare (known->valid_from, best->valid_from);
    if (order > 0 || (order == 0 && known->revision > best->revision))
      found = other;
  }
  return zb_package_ref (found);
}

static char *
to_json (const ZbChangeList *list)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "before", list->before);
  zb_json_writer_string (json, "after", list->after);
  zb_json_writer_begin_array (json, "changes");
  for (guint i = 0; i < list->changes->len; i++) {
    const ZbChange *change = &g_array_index (list->changes, ZbChange, i);
    g_autofree char *words = zb_change_in_words (list, change);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "group", zb_change_group_id (change->group));
    zb_json_writer_string (json, "kind", zb_change_kind_id (change->kind));
    zb_json_writer_string (json, "code", change->code);
    zb_json_writer_string (json, "text", words);
    zb_json_writer_string (json, "before", change->before);
    zb_json_writer_string (json, "after", change->after);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  return zb_json_writer_finish (json);
}

static char *
draw (const ZbCallLine *line, const ZbChangeList *list)
{
  const char *format = zb_call_line_get (line, "format");
  const char *output = zb_call_line_get (line, "output");
  gboolean html =
      format ? strcmp (format, "html") == 0 : output && g_str_has_suffix (output, ".html");

  if (zb_call_line_has (line, "json"))
    return to_json (list);
  return html ? zb_change_list_to_html (list) : zb_change_list_to_text (list);
}

int
zb_form_diff (const ZbCallLine *line, GError **error)
{
  const char *language = zb_call_line_get (line, "language");
  const char *format = zb_call_line_get (line, "format");

  if ((language && strcmp (language, "zh") != 0 && strcmp (language, "en") != 0) ||
      (format && strcmp (format, "text") != 0 && strcmp (format, "html") != 0)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                 _ ("--format is text or html, --language is zh or en"));
    return ZB_EXIT_USAGE;
  }
  g_autoptr (ZbCatalogue) catalogue = zb_form_place_around (line, line->words[1], error);
  g_autoptr (ZbPackage) before = catalogue ? find_side (catalogue, line->words[0], error) : NULL;
  g_autoptr (ZbPackage) after = before ? find_side (catalogue, line->words[1], error) : NULL;
  if (!after)
    return ZB_EXIT_UNREADABLE;
  /* "form diff B204-1 FOLDER": a form by its name alone is not the very edition in the folder. */
  if (strcmp (zb_package_digest (before), zb_package_digest (after)) == 0 &&
      strcmp (line->words[0], line->words[1]) != 0) {
    zb_package_unref (before);
    before = find_before (catalogue, after);
  }
  g_autoptr (ZbChangeList) list =
      zb_form_changes (before, after, catalogue, language ? language : zb_words_language ());
  char *text = draw (line, list);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  if (!zb_place_write (zb_call_line_get (line, "output"), bytes, error))
    return ZB_EXIT_FAILED;
  return list->changes->len > 0 ? ZB_EXIT_FINDINGS : ZB_EXIT_OK;
}
