/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"
#include "forms/revision-map.h"

/* The way from one edition of a form to another. */

/* The editions that lead from @from to @form, each next to the one before: ZbForm, borrowed, the
 * last is @form. Those between are the newest revisions that @catalogue (nullable) has. Where no
 * maps lead there it is @form alone. (transfer container) */
GPtrArray *zb_revision_path (const ZbCatalogue *catalogue, const ZbForm *from, ZbForm *form);
/* The map between two editions, whichever of them has it; *@ret_back: it is read from the new one
 * to the old. Where neither has one, *@ret_owned (transfer full) is made of item ids. */
const ZbRevisionMap *zb_revision_map_between (const ZbForm *from,
                                              const ZbForm *to,
                                              gboolean *ret_back,
                                              ZbRevisionMap **ret_owned);
/* @report carried through all of them (forms/revision-carry.h), itself if it is of @form's edition.
 * (transfer full) */
ZbReport *zb_revision_carry_to (const ZbCatalogue *catalogue,
                                const ZbReport *report,
                                ZbForm *form,
                                const char *package_digest);
