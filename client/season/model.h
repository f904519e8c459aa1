/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/recipe.h"
#include "client/season/register.h"

/* What an invented season is made of: register.csv, economy.csv and recipes.csv in one folder. */
typedef struct {
  ZbSeasonRegister *register_;
  ZbSeasonEconomy *economy;
  ZbSeasonRecipes *recipes;
} ZbSeasonModel;

ZbSeasonModel *zb_season_model_read (const char *folder, GError **error);
void zb_season_model_free (ZbSeasonModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonModel, zb_season_model_free)
