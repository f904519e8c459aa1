/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season-formula.h"
#include "forms/report.h"

/* How invented enterprises do business, and what they write into which cell: two tables in CSV.
 * economy.csv has variable, kind (flow or stock), measure and formula, month by month in whole
 * measures; it may use “output” and “scale”, which are given, and variables above. recipes.csv has
 * form, cell and formula: cells without a line take the variable that is named as their concept. */
typedef struct _ZbSeasonModel ZbSeasonModel;

ZbSeasonModel *zb_season_model_read (const char *folder, GError **error);
void zb_season_model_free (ZbSeasonModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonModel, zb_season_model_free)

/* Forms that have a recipe, in the order of the file. Borrowed. */
const GPtrArray *zb_season_model_forms (const ZbSeasonModel *model);
/* Whether a unit with these attributes owes the form: its line “who”, an attribute and the
 * beginnings that its value may have. */
gboolean
zb_season_model_owes (const ZbSeasonModel *model, const char *form, GHashTable *attributes);

/* One enterprise's variables, month by month from the January of @year on. */
typedef struct _ZbSeasonBooks ZbSeasonBooks;

/* @output: of each month, in whole 万元; @scale: of an average month. */
ZbSeasonBooks *zb_season_books_new (
    const ZbSeasonModel *model, int year, guint n_months, const gint64 *output, gint64 scale);
void zb_season_books_free (ZbSeasonBooks *books);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonBooks, zb_season_books_free)

/* Fills what the recipe of the report's form, and its concepts, say; "{name}" in a recipe stands
 * for an attribute. Cells of the same period last year are filled from the books too. */
gboolean zb_season_books_fill (const ZbSeasonBooks *books,
                               ZbReport *report,
                               GHashTable *attributes,
                               GError **error);
