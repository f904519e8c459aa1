/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/package-review.h"

#include "forms/revision-map.h"
#include "validators/review/bureau-review.h"
#include "validators/language/diagnostic.h"
#include "validators/error.h"
#include "validators/review/report-set.h"
#include "validators/respondents.h"
#include "validators/review/rules-review.h"

#include <string.h>

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const ZbDiagnostic *left = *(ZbDiagnostic *const *)a, *right = *(ZbDiagnostic *const *)b;

  return left->line != right->line ? left->line - right->line : left->column - right->column;
}

/* The first error of the file, which stands for all @n. */
static void
set_first_error (const GPtrArray *found, guint n, GError **error)
{
  guint i = 0;

  while (!((const ZbDiagnostic *)g_ptr_array_index (found, i))->is_error)
    i++;
  const ZbDiagnostic *first = g_ptr_array_index (found, i);
  g_autofree char *more = n == 1 ? g_strdup ("") : g_strdup_printf (" (and %u more)", n - 1);

  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC, "%s:%d:%d: %s%s", first->source,
               first->line, first->column, first->message, more);
}

/* Of the other editions of @form the newest revision of @edition; with @edition NULL that of the
 * edition which came last before it. NULL if none is at hand. */
static const ZbForm *
find_other (const ZbForm *form, const ZbCatalogue *catalogue, const char *edition)
{
  const ZbForm *found = NULL;

  for (guint i = 0; catalogue != NULL && i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *other = zb_package_form (zb_catalogue_at (catalogue, i));
    int order;

    if (strcmp (other->id, form->id) != 0 || strcmp (other->edition, form->edition) == 0 ||
        (edition != NULL ? strcmp (other->edition, edition) != 0
                         : zb_period_compare (other->valid_from, form->valid_from) >= 0))
      continue;
    order = found == NULL ? 1 : zb_period_compare (other->valid_from, found->valid_from);
    if (order > 0 || (order == 0 && other->revision > found->revision))
      found = other;
  }
  return found;
}

/* A warning about a whole file of the package; takes the texts. */
static void
warn_of_file (
    const ZbPackage *package, const char *name, char *en, char *zh, GPtrArray *diagnostics)
{
  ZbDiagnostic *diagnostic = g_new0 (ZbDiagnostic, 1);
  g_autofree char *folder = g_path_get_dirname (zb_package_rules_source (package));

  diagnostic->source = g_build_filename (folder, name, NULL);
  diagnostic->line = diagnostic->column = 1;
  diagnostic->message = en;
  diagnostic->message_zh = zh;
  g_ptr_array_add (diagnostics, diagnostic);
}

/* An edition that follows another one says how, and its map has a word on everything that one had.
 */
static gboolean
check_map (const ZbPackage *package,
           const ZbCatalogue *catalogue,
           GPtrArray *diagnostics,
           GError **error)
{
  const ZbForm *form = zb_package_form (package);
  const ZbForm *old = find_other (form, catalogue, form->map != NULL ? form->map->from : NULL);

  if (form->map != NULL && old != NULL)
    return zb_revision_map_check (form->map, old, TRUE, error);
  if (form->map != NULL)
    warn_of_file (package, "map.xml",
                  g_strdup_printf ("edition %s, which this one follows, is not at hand: whether "
                                   "the map has a word on all of its rows is not checked",
                                   form->map->from),
                  g_strdup_printf ("本版所承接的 %s 版不在手边：未检查对照表是否涵盖其全部行",
                                   form->map->from),
                  diagnostics);
  else if (old != NULL)
    warn_of_file (package, "form.xml",
                  g_strdup_printf ("edition %s comes before this one and no map.xml tells how its "
                                   "rows became these: drafts, pre-filled figures and comparisons "
                                   "with earlier reports go by equal codes only",
                                   old->edition),
                  g_strdup_printf ("此前有 %s 版，却没有 map.xml 说明新旧各行如何对应："
                                   "草稿、预填数和与往期的比较只按相同代码进行",
                                   old->edition),
                  diagnostics);
  return TRUE;
}

/* The condition on who owes the form. */
static gboolean
check_respondents (const ZbForm *form, GError **error)
{
  g_autoptr (ZbRespondents) respondents = zb_respondents_parse (form->respondents, error);

  if (respondents == NULL)
    g_prefix_error (error, "form.xml: ");
  return respondents != NULL;
}

ZbRuleset *
zb_package_review (const ZbPackage *package,
                   const ZbCatalogue *catalogue,
                   GPtrArray *diagnostics,
                   GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  g_autoptr (ZbRuleset) ruleset = NULL;
  const char *source = zb_package_rules_source (package);
  guint n_errors = 0;

  if (!check_respondents (zb_package_form (package), error) ||
      !zb_report_set_review (zb_package_form (package), catalogue, error) ||
      !check_map (package, catalogue, diagnostics, error))
    return NULL;
  ruleset = zb_ruleset_compile_package (package, catalogue, found, error);
  if (ruleset != NULL)
    n_errors =
        zb_rules_review (ruleset, source, found) + zb_rules_review_bureaus (ruleset, source, found);
  /* Both lists follow the file; whoever mends it wants one. */
  g_ptr_array_sort (found, compare_places);
  if (n_errors > 0)
    set_first_error (found, n_errors, error);
  g_ptr_array_extend_and_steal (diagnostics, g_steal_pointer (&found));
  return n_errors > 0 ? NULL : g_steal_pointer (&ruleset);
}
