/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/recipe-private.h"

#include "client/season/table.h"
#include "client/season/words.h"
#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

#define ANY "*"

struct _ZbSeasonRecipes {
  const ZbSeasonEconomy *economy;
  GPtrArray *lines;    /* ZbSeasonRecipeLine */
  GPtrArray *forms;    /* char*, borrowed from the lines */
  GHashTable *general; /* concept → ZbSeasonRecipeLine of a variable */
};

static gboolean
read_line (const char *const *fields, gpointer data, GError **error)
{
  ZbSeasonRecipes *recipes = data;
  ZbSeasonRecipeLine *line = zb_season_recipe_line_new (recipes->economy, fields, error);
  gboolean known = line == NULL || strcmp (line->form, ANY) == 0;

  if (line == NULL)
    return FALSE;
  g_ptr_array_add (recipes->lines, line);
  for (guint i = 0; !known && i < recipes->forms->len; i++)
    known = strcmp (recipes->forms->pdata[i], line->form) == 0;
  if (!known)
    g_ptr_array_add (recipes->forms, line->form);
  return TRUE;
}

ZbSeasonRecipes *
zb_season_recipes_read (const char *path, const ZbSeasonEconomy *economy, GError **error)
{
  g_autoptr (ZbSeasonRecipes) recipes = g_new0 (ZbSeasonRecipes, 1);

  recipes->economy = economy;
  recipes->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_season_recipe_line_free);
  recipes->forms = g_ptr_array_new ();
  recipes->general = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                            (GDestroyNotify)zb_season_recipe_line_free);
  return zb_season_table_read (path, 4, read_line, recipes, error) ? g_steal_pointer (&recipes)
                                                                   : NULL;
}

void
zb_season_recipes_free (ZbSeasonRecipes *recipes)
{
  g_ptr_array_unref (recipes->lines);
  g_ptr_array_unref (recipes->forms);
  g_hash_table_unref (recipes->general);
  g_free (recipes);
}

const GPtrArray *
zb_season_recipes_forms (const ZbSeasonRecipes *recipes)
{
  return recipes->forms;
}

static void
add (GPtrArray **lines, const ZbSeasonRecipeLine *line)
{
  if (*lines == NULL)
    *lines = g_ptr_array_new ();
  g_ptr_array_add (*lines, (gpointer)line);
}

static const ZbCellSpec *
spec_of (const ZbSection *section, guint row, guint column)
{
  return &section->specs[section->dynamic ? column : row * section->n_columns + column];
}

/* The row of a dynamic section with that key, made if it is new. */
static ZbSeasonRow *
find_row (ZbSeasonSection *section, const char *key, guint n_columns)
{
  ZbSeasonRow *row;

  for (guint i = 0; i < section->rows->len; i++) {
    row = section->rows->pdata[i];
    if (strcmp (row->key, key) == 0)
      return row;
  }
  row = g_new0 (ZbSeasonRow, 1);
  row->key = g_intern_string (key);
  row->columns = g_new0 (GPtrArray *, n_columns);
  g_ptr_array_add (section->rows, row);
  return row;
}

/* A row's line goes to the columns that say what time they speak of. */
static gboolean
takes_row_line (const ZbCellSpec *spec, ZbSpan span)
{
  return spec->prefill == NULL && spec->type == ZB_CELL_NUMBER && span != ZB_SPAN_NONE;
}

static void
add_to_row (
    ZbSeasonRecipe *recipe, guint at, const char *key, int column, const ZbSeasonRecipeLine *line)
{
  const ZbSection *section = &recipe->form->sections[at];
  ZbSeasonSection *own = &recipe->sections[at];
  int row = section->dynamic ? 0 : zb_section_find_row (section, key);
  GPtrArray **lines = section->dynamic ? find_row (own, key, section->n_columns)->columns
                                       : own->cells + (guint)row * section->n_columns;

  for (guint c = 0; c < section->n_columns; c++)
    if (column >= 0 ? c == (guint)column
                    : takes_row_line (spec_of (section, (guint)row, c), own->spans[c]))
      add (&lines[c], line);
}

static gboolean
add_to_column (ZbSeasonRecipe *recipe, guint at, int column, const ZbSeasonRecipeLine *line)
{
  const ZbSection *section = &recipe->form->sections[at];
  ZbSeasonSection *own = &recipe->sections[at];

  if (line->kind == ZB_SEASON_LINE_SPAN) {
    own->spans[column] = line->span;
    return TRUE;
  }
  for (guint row = 0; !section->dynamic && row < section->n_rows; row++)
    add (&own->cells[row * section->n_columns + (guint)column], line);
  for (guint i = 0; section->dynamic && i < own->rows->len; i++)
    add (&((ZbSeasonRow *)own->rows->pdata[i])->columns[column], line);
  return TRUE;
}

/* "A.01.1", "A.01" or "A.*.1". */
static gboolean
add_to_section (ZbSeasonRecipe *recipe, const ZbSeasonRecipeLine *line, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (line->cell, ".", 3);
  guint n = g_strv_length (parts);
  int at = n >= 2 ? zb_form_find_section (recipe->form, parts[0]) : -1;
  const ZbSection *section = at >= 0 ? &recipe->form->sections[at] : NULL;
  int column = n == 3 && section != NULL ? zb_section_find_column (section, parts[2]) : -1;

  if (section == NULL)
    return zb_form_fail_section (recipe->form, parts[0] != NULL ? parts[0] : "", error);
  if (n == 3 && column < 0)
    return zb_section_fail_column (section, parts[2], error);
  if (n == 3 && strcmp (parts[1], ANY) == 0)
    return add_to_column (recipe, (guint)at, column, line);
  if (!section->dynamic && zb_section_find_row (section, parts[1]) < 0)
    return zb_section_fail_row (section, parts[1], error);
  add_to_row (recipe, (guint)at, parts[1], column, line);
  return TRUE;
}

static gboolean
add_to_field (ZbSeasonRecipe *recipe, const ZbSeasonRecipeLine *line, GError **error)
{
  const char *id = line->cell + strlen ("head.");
  int field = zb_form_find_field (recipe->form, id);

  if (field >= 0)
    add (&recipe->fields[field], line);
  return field >= 0 || strcmp (line->form, ANY) == 0 ||
         zb_form_fail_field (recipe->form, id, error);
}

/* Every cell that asks for the concept. */
static void
add_to_concept (ZbSeasonRecipe *recipe, const char *concept, const ZbSeasonRecipeLine *line)
{
  for (guint s = 0; s < recipe->form->n_sections; s++) {
    const ZbSection *section = &recipe->form->sections[s];
    guint n = section->dynamic ? 0 : section->n_rows * section->n_columns;

    for (guint i = 0; i < n; i++)
      if (section->specs[i].concept != NULL &&
          strcmp (section->specs[i].concept->code, concept) == 0)
        add (&recipe->sections[s].cells[i], line);
  }
}

static gboolean
add_line (ZbSeasonRecipe *recipe, const ZbSeasonRecipeLine *line, GError **error)
{
  if (line->kind == ZB_SEASON_LINE_OWED)
    g_ptr_array_add (recipe->owed, (gpointer)line);
  else if (g_str_has_prefix (line->cell, "concept."))
    add_to_concept (recipe, line->cell + strlen ("concept."), line);
  else if (g_str_has_prefix (line->cell, "head."))
    return add_to_field (recipe, line, error);
  else
    return add_to_section (recipe, line, error);
  return TRUE;
}

/* The line of a concept's variable, made when first asked for. */
static const ZbSeasonRecipeLine *
general_line (const ZbSeasonRecipes *recipes, const char *concept)
{
  ZbSeasonRecipeLine *line = g_hash_table_lookup (recipes->general, concept);

  if (line == NULL)
    line = zb_season_recipe_line_of_variable (recipes->economy, concept);
  if (line != NULL && !g_hash_table_contains (recipes->general, line->cell))
    g_hash_table_insert (recipes->general, line->cell, line);
  return line;
}

static void
add_concepts (ZbSeasonRecipe *recipe, ZbSeasonSection *own, const ZbSection *section)
{
  guint n = section->dynamic ? 0 : section->n_rows * section->n_columns;

  for (guint i = 0; i < n; i++) {
    const ZbCellSpec *spec = &section->specs[i];
    const ZbSeasonRecipeLine *line = spec->concept != NULL && spec->type == ZB_CELL_NUMBER
                                         ? general_line (recipe->recipes, spec->concept->code)
                                         : NULL;

    if (line != NULL)
      add (&own->cells[i], line);
  }
}

static void
init_section (ZbSeasonSection *own, const ZbSection *section)
{
  guint n = section->dynamic ? 0 : section->n_rows * section->n_columns;

  own->spans = g_new0 (ZbSpan, section->n_columns);
  own->cells = g_new0 (GPtrArray *, n + 1);
  own->rows = g_ptr_array_new ();
  /* A column of flows and stocks says “to date”, which a stock takes for its end. */
  for (guint i = 0; i < n; i++) {
    ZbSpan *span = &own->spans[i % section->n_columns];

    if (section->specs[i].span == ZB_SPAN_NONE)
      continue;
    if (*span == ZB_SPAN_NONE || section->specs[i].span == ZB_SPAN_PERIOD ||
        section->specs[i].span == ZB_SPAN_TO_DATE)
      *span = section->specs[i].span;
  }
}

ZbSeasonRecipe *
zb_season_recipe_new (const ZbSeasonRecipes *recipes, const ZbForm *form, GError **error)
{
  g_autoptr (ZbSeasonRecipe) recipe = g_new0 (ZbSeasonRecipe, 1);

  recipe->recipes = recipes;
  recipe->form = form;
  recipe->owed = g_ptr_array_new ();
  recipe->fields = g_new0 (GPtrArray *, zb_form_n_fields (form) + 1);
  recipe->sections = g_new0 (ZbSeasonSection, form->n_sections);
  for (guint s = 0; s < form->n_sections; s++)
    init_section (&recipe->sections[s], &form->sections[s]);
  recipe->respondents = zb_respondents_parse (form->respondents, error);
  if (recipe->respondents == NULL)
    return NULL;
  for (guint general = 0; general < 2; general++)
    for (guint i = 0; i < recipes->lines->len; i++) {
      const ZbSeasonRecipeLine *line = recipes->lines->pdata[i];

      if (strcmp (line->form, general ? ANY : form->id) == 0 && !add_line (recipe, line, error)) {
        g_prefix_error (error, "%s, %s: ", line->form, line->cell);
        return NULL;
      }
    }
  for (guint s = 0; s < form->n_sections; s++)
    add_concepts (recipe, &recipe->sections[s], &form->sections[s]);
  return g_steal_pointer (&recipe);
}

static void
free_lines (GPtrArray **lines, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_pointer (&lines[i], g_ptr_array_unref);
  g_free (lines);
}

static void
clear_section (ZbSeasonSection *own, const ZbSection *section)
{
  for (guint i = 0; i < own->rows->len; i++) {
    ZbSeasonRow *row = own->rows->pdata[i];

    free_lines (row->columns, section->n_columns);
    g_free (row);
  }
  g_ptr_array_unref (own->rows);
  free_lines (own->cells, section->dynamic ? 0 : section->n_rows * section->n_columns);
  g_free (own->spans);
}

void
zb_season_recipe_free (ZbSeasonRecipe *recipe)
{
  for (guint s = 0; s < recipe->form->n_sections; s++)
    clear_section (&recipe->sections[s], &recipe->form->sections[s]);
  g_free (recipe->sections);
  free_lines (recipe->fields, zb_form_n_fields (recipe->form));
  g_ptr_array_unref (recipe->owed);
  g_clear_pointer (&recipe->respondents, zb_respondents_free);
  g_free (recipe);
}

gboolean
zb_season_recipe_owes (const ZbSeasonRecipe *recipe, const ZbSeasonUnit *unit, ZbPeriod period)
{
  ZbSeasonWords words;

  zb_season_words_init (&words, unit, NULL, period);
  for (guint i = 0; i < recipe->owed->len; i++) {
    const ZbSeasonRecipeLine *line = recipe->owed->pdata[i];

    if (!zb_respondents_match_by (line->when, zb_season_words_get, &words))
      return FALSE;
  }
  return zb_respondents_match_by (recipe->respondents, zb_season_words_get, &words);
}
