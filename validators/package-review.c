/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/package-review.h"

#include "forms/revision-map.h"
#include "validators/bureau-review.h"
#include "validators/diagnostic.h"
#include "validators/error.h"
#include "validators/rules-review.h"

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

/* The newest revision of the edition that @form's map comes from; NULL if it is not at hand. */
static const ZbForm *
find_predecessor (const ZbForm *form, const ZbCatalogue *catalogue)
{
  const ZbForm *found = NULL;

  for (guint i = 0; catalogue != NULL && i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *other = zb_package_form (zb_catalogue_at (catalogue, i));

    if (strcmp (other->id, form->id) == 0 && strcmp (other->edition, form->map->from) == 0 &&
        (found == NULL || other->revision > found->revision))
      found = other;
  }
  return found;
}

/* The map has a word on everything that the edition before had. */
static gboolean
check_map (const ZbForm *form, const ZbCatalogue *catalogue, GError **error)
{
  const ZbForm *old = form->map != NULL ? find_predecessor (form, catalogue) : NULL;

  return old == NULL || zb_revision_map_check (form->map, old, TRUE, error);
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

  if (!check_map (zb_package_form (package), catalogue, error))
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
