/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/rulebook.h"

/* All that is asked of a package before it is published: that its rules compile, do not contradict
 * each other, and that each sample gives exactly the findings that lie beside it. The same for
 * `zhibao form check` and for the server that publishes. */
typedef struct {
  GPtrArray *lines; /* char*: "form.rules:12:8: error: …", errors and warnings */
  guint n_errors, n_warnings;
  guint n_rules;
  guint n_good, n_bad; /* samples */
  guint n_untried;     /* rules that fail in no sample or hold in none */
} ZbPackageTrial;

/* @catalogue resolves other forms and code lists; @package need not be in it. @samples (nullable)
 * is their folder, @parameters (nullable) a file of dated parameters. Lines are in @language, "zh"
 * or "en". NULL with an error if something cannot be read. */
ZbPackageTrial *zb_package_trial_new (const ZbCatalogue *catalogue,
                                      ZbPackage *package,
                                      const char *samples,
                                      const char *parameters,
                                      const char *language,
                                      GError **error);
void zb_package_trial_free (ZbPackageTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPackageTrial, zb_package_trial_free)

/* Adds a line that counts as an error. */
void zb_package_trial_fail (ZbPackageTrial *trial, const char *format, ...) G_GNUC_PRINTF (2, 3);
