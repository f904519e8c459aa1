/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "forms/catalogue.h"
#include "server/store/derived.h"

/* Named transforms: another form of what a message holds, for those who cannot read the first. What
 * was signed stays as it is; what is derived names the transform, its version, and the digest of
 * the body it was made of, so that anyone can make it again.
 *
 *   csv             the head's cells, as zhibao report to-csv writes them
 *   newest-edition  the head in the terms of the newest edition of its form, as report.xml
 */
gboolean zb_derivation_exists (const char *name);

typedef struct {
  ZbDerivedBody body; /* points into what follows */
  char *source;
  GBytes *bytes;
} ZbDerivation;

void zb_derivation_clear (ZbDerivation *derivation);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbDerivation, zb_derivation_clear)

/* FALSE where the form is not known here or the report cannot be read: then there is nothing to
 * derive. */
gboolean zb_derivation_make (const char *name,
                             const ZbContainer *container,
                             ZbCatalogue *catalogue,
                             ZbDerivation *ret_derivation);
