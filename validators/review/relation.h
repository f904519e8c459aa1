/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/language/rule-text.h"
#include "validators/review/sheet-place.h"

/* Writes one relation of another report tool anew in the notation of rules. */

typedef struct {
  const ZbForm *form;
  const ZbCatalogue *catalogue; /* (nullable) */
  const ZbRuleText *text;
  GPtrArray *diagnostics; /* ZbDiagnostic */
  ZbSheetAnchor anchor;
  gboolean has_anchor;
} ZbRelationSource;

/* Where something that was written came from. */
typedef struct {
  gsize written; /* offset in what was written … */
  gsize read;    /* … and in the folded text */
} ZbRelationMark;

/* Appends the relation that stands from @start to @end of the folded text to @out, and to @marks
 * (ZbRelationMark) one for each part of it; *@ret_each is the set of a relation that holds row by
 * row ("r in 03..08", caller frees), else NULL. FALSE with a diagnostic. */
gboolean zb_relation_rewrite (const ZbRelationSource *source,
                              gsize start,
                              gsize end,
                              GString *out,
                              GArray *marks,
                              char **ret_each);
