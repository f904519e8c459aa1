/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/validators/random-form.h"

/* A form with a fixed section and three of rows, in one of which each row brings its measure, rules
 * over it that sum rows, go row by row, look at the month before and compute cells, and reports of
 * two months: what lanes are compared on with the machine that has each report whole. */

ZbForm *zb_random_rows_form (void);
/* @n rules that compile, each with a name, among them some that compute cells; then three that need
 * the whole report: on row keys, on figures that are all different, and on the size of the unit. */
ZbRuleset *zb_random_rows_ruleset (ZbForm *form, GRand *random, guint n);
/* Reports with codes in rising order, of which each is there with @chance in a hundred. Element
 * type ZbReport. */
GPtrArray *
zb_random_rows_reports (ZbForm *form, GRand *random, ZbPeriod period, guint n, guint chance);
/* Changes some cells and rows of a report, or what kind it is. */
void zb_random_rows_change (ZbReport *report, GRand *random);
