/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/package-trial.h"

#include "validators/review/coverage.h"
#include "validators/language/diagnostic.h"
#include "validators/review/package-review.h"
#include "validators/review/parameter-review.h"

#include <stdarg.h>

void
zb_package_trial_free (ZbPackageTrial *trial)
{
  if (trial == NULL)
    return;
  g_ptr_array_unref (trial->lines);
  g_free (trial);
}

void
zb_package_trial_fail (ZbPackageTrial *trial, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (trial->lines, g_strdup_vprintf (format, arguments));
  va_end (arguments);
  trial->n_errors++;
}

static void
take_diagnostics (ZbPackageTrial *trial, const GPtrArray *diagnostics, const char *language)
{
  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

    g_ptr_array_add (trial->lines, zb_diagnostic_to_text (diagnostic, language));
    if (diagnostic->is_error)
      trial->n_errors++;
    else
      trial->n_warnings++;
  }
}

static gboolean
review_parameters (ZbPackage *package, const char *path, GPtrArray *diagnostics, GError **error)
{
  g_autoptr (ZbParameters) parameters = path == NULL ? NULL : zb_parameters_read_file (path, error);

  return path == NULL ||
         (parameters != NULL && zb_parameters_review (package, parameters, diagnostics, error));
}

/* TRUE with errors in @trial if the rules do not pass their review. */
static gboolean
review (ZbPackageTrial *trial,
        const ZbCatalogue *catalogue,
        ZbPackage *package,
        const char *parameters,
        const char *language,
        GError **error)
{
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbRuleset) ruleset = zb_package_review (package, catalogue, diagnostics, &failure);

  if (ruleset != NULL && !review_parameters (package, parameters, diagnostics, error))
    return FALSE;
  take_diagnostics (trial, diagnostics, language);
  if (ruleset != NULL)
    trial->n_rules = zb_ruleset_n_rules (ruleset);
  if (ruleset != NULL || trial->n_errors > 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* A catalogue in which @package serves its periods, whatever later ones there are: those can still
 * be read where a sample's history names them. */
static ZbCatalogue *
catalogue_for_samples (const ZbCatalogue *catalogue, ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  ZbCatalogue *copy = zb_catalogue_copy (catalogue);

  zb_catalogue_add (copy, package);
  for (guint i = 0; i < zb_catalogue_n_packages (copy); i++) {
    ZbPackage *other = zb_catalogue_at (copy, i);
    const ZbForm *other_form = zb_package_form (other);
    const ZbPeriodSpan never = {.until = other_form->valid_from};

    if (g_str_equal (other_form->id, form->id) &&
        !g_str_equal (zb_package_digest (other), zb_package_digest (package)) &&
        zb_period_compare (other_form->valid_from, form->valid_from) >= 0)
      zb_catalogue_set_span (copy, other, &never);
  }
  return copy;
}

static gboolean
try_samples (ZbPackageTrial *trial,
             const ZbCatalogue *catalogue,
             ZbPackage *package,
             const char *samples,
             const char *parameters,
             GError **error)
{
  g_autoptr (ZbCatalogue) own = catalogue_for_samples (catalogue, package);
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (own);
  g_autoptr (ZbCoverage) coverage = zb_coverage_new (rulebook, package, samples, parameters, error);

  if (coverage == NULL)
    return FALSE;
  for (guint i = 0; i < coverage->wrong->len; i++)
    zb_package_trial_fail (trial, "%s: samples/%s", zb_package_name (package),
                           (const char *)g_ptr_array_index (coverage->wrong, i));
  trial->n_good = coverage->n_good;
  trial->n_bad = coverage->n_bad;
  trial->n_untried = zb_coverage_n_untried (coverage);
  return TRUE;
}

ZbPackageTrial *
zb_package_trial_new (const ZbCatalogue *catalogue,
                      ZbPackage *package,
                      const char *samples,
                      const char *parameters,
                      const char *language,
                      GError **error)
{
  g_autoptr (ZbPackageTrial) trial = g_new0 (ZbPackageTrial, 1);

  trial->lines = g_ptr_array_new_with_free_func (g_free);
  if (!review (trial, catalogue, package, parameters, language, error))
    return NULL;
  if (trial->n_errors > 0 || samples == NULL)
    return g_steal_pointer (&trial);
  return try_samples (trial, catalogue, package, samples, parameters, error)
             ? g_steal_pointer (&trial)
             : NULL;
}
