/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-writer.h"
#include "validators/ruleset.h"

/* A form of fixed cells with random rules over it and random reports: what engines are compared on.
 * The same seed gives the same. */

#define ZB_RANDOM_ROWS 6
#define ZB_RANDOM_COLUMNS 3

/* Below @n. */
guint zb_random_pick (GRand *random, guint n);
/* " <= ", or another. */
const char *zb_random_relation (GRand *random);
ZbForm *zb_random_form (void);
/* One rule of the language, without its name; not every one compiles. Caller frees. */
char *zb_random_rule (GRand *random);
/* A ruleset of @n rules that compile. */
ZbRuleset *zb_random_ruleset (ZbForm *form, GRand *random, guint n);
/* Reports with codes in rising order; some columns hold small figures, some the largest there are,
 * and some are mostly blank; where @dense all are small and there. Element type ZbReport. */
GPtrArray *zb_random_reports (ZbForm *form, GRand *random, guint n, gboolean dense);
