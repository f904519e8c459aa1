/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/section-measure.h"

#include <string.h>

/* The measures met so far. */
typedef struct {
  const ZbMeasure *first;
  gboolean several;
} Met;

static void
meet (Met *met, const ZbCellSpec *spec)
{
  if (spec->type != ZB_CELL_NUMBER || (spec->flags & ZB_CELL_NOT_APPLICABLE) != 0 ||
      spec->measure == NULL)
    return;
  met->several = met->several || (met->first != NULL && met->first != spec->measure);
  if (met->first == NULL)
    met->first = spec->measure;
}

static guint
n_spec_rows (const ZbSection *section)
{
  return section->dynamic ? 1 : section->n_rows;
}

static Met
meet_column (const ZbSection *section, guint column)
{
  Met met = {0};

  for (guint r = 0; r < n_spec_rows (section); r++)
    meet (&met, &section->specs[r * section->n_columns + column]);
  return met;
}

static Met
meet_all (const ZbSection *section)
{
  Met met = {0};

  for (guint i = 0; i < n_spec_rows (section) * section->n_columns; i++)
    meet (&met, &section->specs[i]);
  return met;
}

/* The rows of a list bring their measures where a column of figures has none of its own. */
static gboolean
rows_bring_measures (const ZbSection *section)
{
  gboolean listed = FALSE;

  if (!section->dynamic)
    return FALSE;
  for (guint i = 0; !listed && i < zb_code_list_length (section->keys); i++)
    listed = zb_code_list_at (section->keys, i)->measure != NULL;
  for (guint c = 0; listed && c < section->n_columns; c++)
    if (section->specs[c].type == ZB_CELL_NUMBER &&
        (section->specs[c].flags & ZB_CELL_OWN_MEASURE) == 0)
      return TRUE;
  return FALSE;
}

/* A row of answers, without any figure. */
static gboolean
has_row_without_figures (const ZbSection *section)
{
  for (guint r = 0; !section->dynamic && r < section->n_rows; r++) {
    gboolean figures = FALSE;

    for (guint c = 0; c < section->n_columns; c++)
      figures |= section->specs[r * section->n_columns + c].type == ZB_CELL_NUMBER;
    if (!figures)
      return TRUE;
  }
  return FALSE;
}

ZbMeasurePlace
zb_section_measure_place (const ZbSection *section)
{
  Met all = meet_all (section);

  if (rows_bring_measures (section))
    return ZB_MEASURES_OF_ROWS;
  if (all.first == NULL)
    return ZB_MEASURES_NONE;
  if (has_row_without_figures (section))
    return ZB_MEASURES_OF_ROWS;
  if (!all.several)
    return ZB_MEASURES_OF_SECTION;
  for (guint c = 0; c < section->n_columns; c++)
    if (meet_column (section, c).several)
      return ZB_MEASURES_OF_ROWS;
  return ZB_MEASURES_OF_COLUMNS;
}

char *
zb_section_row_measure (const ZbSection *section, guint row, const char *language)
{
  const ZbCellSpec *specs = &section->specs[row * section->n_columns];
  g_autoptr (GString) names = g_string_new (NULL);
  const ZbMeasure *last = NULL;

  for (guint c = 0; c < section->n_columns; c++) {
    Met met = {0};

    meet (&met, &specs[c]);
    if (met.first == NULL || met.first == last)
      continue;
    const char *name = zb_text_get (&met.first->name, language);
    if (strstr (names->str, name) == NULL)
      g_string_append_printf (names, "%s%s", names->len > 0 ? "/" : "", name);
    last = met.first;
  }
  return names->len > 0 ? g_strdup (names->str) : NULL;
}

const ZbMeasure *
zb_section_measure (const ZbSection *section)
{
  return meet_all (section).first;
}

const ZbMeasure *
zb_section_column_measure (const ZbSection *section, guint column)
{
  return meet_column (section, column).first;
}
