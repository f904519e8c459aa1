/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/package.h"
#include "forms/parameters.h"

/* Adds a warning (ZbDiagnostic) for each $parameter of the package's rules that @parameters does
 * not have: the rule would never be made. Each name is told once, where it first stands. FALSE if
 * the rules are no text. */
gboolean zb_parameters_review (const ZbPackage *package,
                               const ZbParameters *parameters,
                               GPtrArray *diagnostics,
                               GError **error);
