/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/model.h"

ZbSeasonModel *
zb_season_model_read (const char *folder, GError **error)
{
  g_autofree char *register_ = g_build_filename (folder, "register.csv", NULL);
  g_autofree char *economy = g_build_filename (folder, "economy.csv", NULL);
  g_autofree char *recipes = g_build_filename (folder, "recipes.csv", NULL);
  g_autoptr (ZbSeasonModel) model = g_new0 (ZbSeasonModel, 1);

  model->register_ = zb_season_register_read (register_, error);
  if (model->register_ != NULL)
    model->economy = zb_season_economy_read (economy, error);
  if (model->economy != NULL)
    model->recipes = zb_season_recipes_read (recipes, model->economy, error);
  return model->recipes != NULL ? g_steal_pointer (&model) : NULL;
}

void
zb_season_model_free (ZbSeasonModel *model)
{
  g_clear_pointer (&model->recipes, zb_season_recipes_free);
  g_clear_pointer (&model->economy, zb_season_economy_free);
  g_clear_pointer (&model->register_, zb_season_register_free);
  g_free (model);
}
