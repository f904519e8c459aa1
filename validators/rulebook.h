/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset.h"

/* Compiled rulesets by package digest, compiled at first use; thread-safe. Keeps the catalogue. */
typedef struct _ZbRulebook ZbRulebook;

ZbRulebook *zb_rulebook_new (ZbCatalogue *catalogue);
void zb_rulebook_free (ZbRulebook *rulebook);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRulebook, zb_rulebook_free)

/* The present one. (borrowed) */
ZbCatalogue *zb_rulebook_catalogue (ZbRulebook *rulebook);
/* From now on @catalogue is the present one. Those of before stay as long as the rulebook: whoever
 * looks into one may go on. */
void zb_rulebook_set_catalogue (ZbRulebook *rulebook, ZbCatalogue *catalogue);
/* Borrowed; NULL with an error if the package's rules do not compile. */
ZbRuleset *zb_rulebook_get (ZbRulebook *rulebook, const ZbPackage *package, GError **error);
