/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/books.h"
#include "forms/parameters.h"
#include "validators/context.h"

/* What invented enterprises write into which cell: a table with form, cell, value and when. The
 * first line of a cell whose condition holds counts.
 *
 *   cell  = SECTION.ROW.COLUMN | SECTION.ROW (all its columns) | SECTION.*.COLUMN (all its rows)
 *           | head.FIELD | concept.CONCEPT (every cell that asks for it) | owed
 *   value = a formula | text:… | span:period|to-date|end|opening | earlier:SECTION.ROW.COLUMN@prev
 *
 * "*" for the form means any. In cells and texts "{name}" is an attribute of the enterprise, one of
 * year, last-year, month, quarter and ten-day, or "{$name}" a parameter; conditions know them too.
 * A line "owed" says when the form is reported, besides what the form says itself. Cells without a
 * line take the variable that bears the name of their concept, pre-filled ones what their source
 * held. */
typedef struct _ZbSeasonRecipes ZbSeasonRecipes;

ZbSeasonRecipes *
zb_season_recipes_read (const char *path, const ZbSeasonEconomy *economy, GError **error);
void zb_season_recipes_free (ZbSeasonRecipes *recipes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonRecipes, zb_season_recipes_free)
/* Forms that have a line of their own, in the order of the table. Borrowed. */
const GPtrArray *zb_season_recipes_forms (const ZbSeasonRecipes *recipes);

/* An enterprise at work. @context holds what it has reported so far. */
typedef struct {
  const ZbSeasonUnit *unit;
  const ZbSeasonBooks *books;
  const ZbParameters *parameters; /* (nullable) */
  ZbContext context;
} ZbSeasonDesk;

/* The lines of one edition of a form. */
typedef struct _ZbSeasonRecipe ZbSeasonRecipe;

/* NULL with an error that names a cell which the form lacks. @recipes and @form must outlive it. */
ZbSeasonRecipe *
zb_season_recipe_new (const ZbSeasonRecipes *recipes, const ZbForm *form, GError **error);
void zb_season_recipe_free (ZbSeasonRecipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonRecipe, zb_season_recipe_free)

gboolean
zb_season_recipe_owes (const ZbSeasonRecipe *recipe, const ZbSeasonUnit *unit, ZbPeriod period);
/* Fills all but computed cells. */
void
zb_season_recipe_fill (const ZbSeasonRecipe *recipe, const ZbSeasonDesk *desk, ZbReport *report);
