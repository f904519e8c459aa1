/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/rules-commands.h"

#include "tools/place.h"
#include "tools/words.h"
#include "validators/language/diagnostic.h"
#include "validators/language/rules-format.h"
#include "validators/review/rules-import.h"

#include <string.h>

/* Puts one rules file into its layout, or only says whether it is; FALSE with an error. */
static gboolean
format_file (const char *path, gboolean only_check, gboolean *ret_changed, GError **error)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  if (!g_file_get_contents (path, &before, NULL, error))
    return FALSE;
  after = zb_rules_format (path, before, NULL, error);
  if (after == NULL)
    return FALSE;
  *ret_changed = strcmp (before, after) != 0;
  if (!*ret_changed || only_check)
    return TRUE;
  return g_file_set_contents (path, after, -1, error);
}

int
zb_form_format (const ZbCallLine *line, GError **error)
{
  gboolean only_check = zb_call_line_has (line, "check");
  int code = ZB_EXIT_OK;

  for (guint i = 0; i < line->n_words; i++) {
    g_autoptr (GError) failure = NULL;
    gboolean changed = FALSE;

    if (!format_file (line->words[i], only_check, &changed, &failure)) {
      g_printerr ("%s\n", failure->message);
      code = ZB_EXIT_UNREADABLE;
      continue;
    }
    if (!changed)
      continue;
    g_print (only_check ? _ ("%s is not in the layout of “zhibao form fmt”\n")
                        : _ ("%s: laid out\n"),
             line->words[i]);
    if (only_check && code == ZB_EXIT_OK)
      code = ZB_EXIT_FINDINGS;
  }
  return code;
}

/* The newest edition of a form by its id or printed code; NULL with an error. */
static const ZbForm *
newest_form (const ZbCatalogue *catalogue, const char *name, GError **error)
{
  ZbPackage *package = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *candidate = zb_catalogue_at (catalogue, i);
    const ZbForm *form = zb_package_form (candidate);

    if ((strcmp (form->id, name) == 0 || g_strcmp0 (form->code, name) == 0) &&
        (package == NULL ||
         zb_period_compare (form->valid_from, zb_package_form (package)->valid_from) > 0))
      package = candidate;
  }
  if (package == NULL) {
    ZbPeriod period;

    /* Says which forms there are. */
    zb_period_parse ("2024-06", &period, NULL);
    zb_catalogue_find (catalogue, name, period, error);
    return NULL;
  }
  return zb_package_form (package);
}

int
zb_form_import (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autofree char *relations = NULL;
  g_autofree char *rules = NULL;
  const ZbForm *form;

  if (catalogue == NULL)
    return ZB_EXIT_FAILED;
  form = newest_form (catalogue, line->words[0], error);
  if (form == NULL || !g_file_get_contents (line->words[1], &relations, NULL, error))
    return ZB_EXIT_UNREADABLE;
  rules = zb_rules_import (form, catalogue, line->words[1], relations, diagnostics, error);
  for (guint i = 0; i < diagnostics->len; i++) {
    g_autofree char *text =
        zb_diagnostic_to_text (g_ptr_array_index (diagnostics, i), zb_words_language ());

    g_printerr ("%s\n", text);
  }
  if (rules == NULL)
    return ZB_EXIT_UNREADABLE;
  g_print ("%s", rules);
  return diagnostics->len == 0 ? ZB_EXIT_OK : ZB_EXIT_FINDINGS;
}
