/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-shape.h"

#include <string.h>

guint64
zb_column_sum (guint64 sum, const void *bytes, gsize length)
{
  const guint8 *at = bytes;
  guint64 word;

  sum ^= length;
  for (; length >= sizeof word; at += sizeof word, length -= sizeof word) {
    memcpy (&word, at, sizeof word);
    sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
    sum ^= sum >> 29;
  }
  word = 0;
  if (length > 0) /* an empty table has no bytes to point at */
    memcpy (&word, at, length);
  sum = (sum ^ word) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return sum ^ (sum >> 29);
}

static void
add_text (ZbColumnShape *shape, const char *text)
{
  shape->shape = zb_column_sum (shape->shape, text, strlen (text));
}

static void
add_place (ZbColumnShape *shape, guint section, guint row, guint column, guint scale)
{
  ZbColumnPlace place = {.section = section, .row = row, .column = column, .scale = scale};

  g_array_append_val (shape->places, place);
  shape->shape = zb_column_sum (shape->shape, &place, sizeof place);
}

static void
add_fixed (ZbColumnShape *shape, const ZbForm *form, guint index)
{
  const ZbSection *section = &form->sections[index];

  for (guint row = 0; row < section->n_rows; row++) {
    add_text (shape, section->rows[row].code);
    for (guint column = 0; column < section->n_columns; column++) {
      const ZbCellSpec *spec = &section->specs[row * section->n_columns + column];

      add_text (shape, section->columns[column].code);
      if (spec->type == ZB_CELL_NUMBER)
        add_place (shape, index, row, column, spec->scale);
    }
  }
}

static void
add_dynamic (ZbColumnShape *shape, const ZbForm *form, guint index)
{
  const ZbSection *section = &form->sections[index];
  ZbColumnRows rows = {.section = index, .first_column = shape->places->len};

  add_place (shape, index, G_MAXUINT32, G_MAXUINT32, 0);
  for (guint column = 0; column < section->n_columns; column++) {
    add_text (shape, section->columns[column].code);
    if (section->specs[column].type == ZB_CELL_NUMBER)
      add_place (shape, index, G_MAXUINT32, column, section->specs[column].scale);
  }
  rows.n_columns = shape->places->len - rows.first_column;
  g_array_append_val (shape->sections, rows);
}

ZbColumnShape *
zb_column_shape_new (const ZbForm *form)
{
  ZbColumnShape *shape = g_new0 (ZbColumnShape, 1);

  shape->places = g_array_new (FALSE, FALSE, sizeof (ZbColumnPlace));
  shape->sections = g_array_new (FALSE, FALSE, sizeof (ZbColumnRows));
  for (guint i = 0; i < form->n_sections; i++) {
    add_text (shape, form->sections[i].id);
    if (!form->sections[i].dynamic)
      add_fixed (shape, form, i);
  }
  shape->n_fixed = shape->places->len;
  for (guint i = 0; i < form->n_sections; i++) {
    if (form->sections[i].dynamic)
      add_dynamic (shape, form, i);
  }
  return shape;
}

void
zb_column_shape_free (ZbColumnShape *shape)
{
  if (shape == NULL)
    return;
  g_array_unref (shape->places);
  g_array_unref (shape->sections);
  g_free (shape);
}
