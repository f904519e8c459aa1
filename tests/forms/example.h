/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"

/* A small form T-01 with one of everything, and its lists, for the tests of this folder:
 * A (fixed): 01 in 千元, 02 in 万千瓦时 with 2 decimals, 03 computed in column 1 and not applicable
 *   in 2; columns 1 (not in the joint period) and 2 (filled from 1@-1y)
 * B (dynamic, by class of "industry", at most 3 rows): columns 1 and V
 * C (dynamic, by "products", measure and scale from the entry): columns 1 and 2 (in 元, its own)
 * D (fixed): 1 a code of "yes-no", 2 a text of 5 characters, 3 a date */

extern const char zb_example_industry[];
extern const char zb_example_products[];
extern const char zb_example_yes_no[];
extern const char zb_example_form[];

/* A ZbCodeListFinder over the three lists; they live as long as the program. */
ZbCodeList *zb_example_find_list (const char *id, gpointer data);
/* (transfer full) the form as it stands, or with the first @from in it replaced by @to. */
ZbForm *zb_example_form_new (void);
ZbForm *zb_example_form_with (const char *from, const char *to, GError **error);
/* @text with the first @from replaced by @to, which must be there; caller frees. */
char *zb_example_edit (const char *text, const char *from, const char *to);
extern const char zb_example_rules[];

/* (transfer full) the package of T-01 with those rules, and a catalogue with it and a second one,
 * edition 2026 in force from 2026-01. */
ZbPackage *zb_example_package_new (void);
ZbCatalogue *zb_example_catalogue_new (void);
/* (transfer full) the bundle of a form's text with its three lists. */
GBytes *zb_example_bundle_new (const char *form, const char *rules);
/* A report.xml of T-01 as the writer writes it, with every part there is; package="sample". */
extern const char zb_example_report[];
/* (transfer full) a report of T-01 by a valid unit; @period such as "2024-06". */
ZbReport *zb_example_report_new (const char *period);
/* The period written @text, which must be one. */
ZbPeriod zb_example_period (const char *text);

/* A document that is refused: @from in it replaced by @to. */
typedef struct {
  const char *from, *to;
  int code; /* ZbFormsError */
  const char *message;
} ZbExampleRefusal;

/* Reads a text, hands over an object or NULL with an error. */
typedef gpointer (*ZbExampleReader) (const char *text, GError **error);
void zb_example_assert_refused (const char *document,
                                ZbExampleReader reader,
                                const ZbExampleRefusal *refusals,
                                guint n);
