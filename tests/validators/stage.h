/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"
#include "validators/memory-context.h"

/* A small world for the tests of rules: forms, a report, its context, and rules written in the
 * test.
 *
 * X-01, monthly, January and February together:
 *   A (fixed), columns 1 (not in the joint period), 2, 3: 01 02 03 in 千元 (01 required in column
 *     2), 04 in 万元 with 2 decimals, 05 in 万千瓦时 with 2, 06 in persons, 07 without measure and
 * 1 decimal, 08 09 computed in 千元, 10 in percent with 1 decimal B (dynamic, by "classes"):
 * columns 1 2 in 千元 C (dynamic, by "goods", measure and decimals from the entry): columns 1 2,
 * and 3 in 元 D (fixed): 01 a code of "yes-no", 02 a text, 03 a date, in column 1 head: kind (a
 * code of "yes-no"), note (a text), start (a date) Y-01, quarterly, printed code 季01: one section,
 * rows 1 2 3 in 元 with 2 decimals, columns E B M-01, monthly from January: one section, rows 301
 * 302 in 千元, column 1 Lists: classes 3911 3913 (has_products) 3974 (weight 0.5), goods 391301 in
 * 万台 with 2 decimals, 391302 a part of it in 台, 397401 in 万片 with 1. */
typedef struct {
  ZbCatalogue *catalogue;
  ZbForm *form;
  ZbReport *report;
  ZbMemoryContext *context;
  ZbRuleset *ruleset; /* NULL if the rules did not compile */
  GPtrArray *diagnostics;
  GError *error; /* of the rules */
} ZbStage;

/* @rules follow "form X-01 revision 1"; @period such as "2024-06". */
ZbStage *zb_stage_new (const char *rules, const char *period);
void zb_stage_free (ZbStage *stage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStage, zb_stage_free)
/* Begins anew with an empty report of @unit and a context that knows nothing. */
void zb_stage_restart (ZbStage *stage, const char *period, const char *unit);
/* Fills cells: "A.01.1=5 B.3974.2=-7 head.note=abc"; rows of dynamic sections are added, and
 * =NA =SCOPE =WITHHELD set a state, = blanks. */
void zb_stage_fill (ZbStage *stage, const char *cells);
/* Adds a report to the context. */
void zb_stage_add (ZbStage *stage, const char *form, const char *period, const char *cells);
/* The package that @stage's report belongs to, and others. */
const ZbPackage *zb_stage_package (const ZbStage *stage, const char *form);
ZbCheck *zb_stage_check (ZbStage *stage, ZbCheckMode mode);
/* Every instance's outcome: "1:pass 2/A.01:fail …" in rule order; caller frees. */
char *zb_stage_outcomes (const ZbCheck *check);
/* Runs @rules over @cells and returns the outcomes; caller frees. */
char *zb_stage_judge (const char *rules, const char *period, const char *cells);
const ZbFinding *zb_stage_finding (const ZbCheck *check, const char *instance);
