/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/figures.h"

#include "forms/form-lookup.h"

#include <string.h>

struct _ZbFigures {
  GArray *items; /* ZbTotalsItem; the names belong to it */
};

static void
clear_item (gpointer data)
{
  ZbTotalsItem *item = data;

  g_free ((char *)item->item);
}

void
zb_figures_free (ZbFigures *figures)
{
  if (figures == NULL)
    return;
  g_array_unref (figures->items);
  g_free (figures);
}

const ZbTotalsItem *
zb_figures_items (const ZbFigures *figures, guint *ret_n)
{
  *ret_n = figures->items->len;
  return (const ZbTotalsItem *)figures->items->data;
}

/* Row keys one after another, each ended by NUL; the row codes of a fixed section. */
typedef struct {
  const char *at, *end;
  const ZbSection *shape;
  guint row;
} RowNames;

static RowNames
row_names (const ZbPackedSection *section, const ZbSection *shape)
{
  RowNames names = {.shape = shape};

  if (section->keys != NULL) {
    gsize length;

    names.at = g_bytes_get_data (section->keys, &length);
    names.end = names.at + length;
  }
  return names;
}

/* The next row's name; NULL when there is none. */
static const char *
next_row (RowNames *names)
{
  const char *name = names->at;
  const char *end;

  if (!names->shape->dynamic)
    return names->row < names->shape->n_rows ? names->shape->rows[names->row++].code : NULL;
  end = name < names->end ? memchr (name, '\0', (gsize)(names->end - name)) : NULL;
  if (end == NULL)
    return NULL;
  names->at = end + 1;
  return name;
}

static void
take_row (ZbFigures *figures,
          const ZbForm *form,
          const ZbPackedSection *section,
          const char *row,
          guint index)
{
  const ZbSection *shape = &form->sections[section->section];

  for (guint column = 0; column < section->n_columns; column++) {
    ZbTotalsItem item;
    ZbCellSpec spec;

    if (!zb_packed_section_number (section, index * section->n_columns + column, &item.number) ||
        !zb_section_cell_spec (shape, row, column, &spec) || spec.type != ZB_CELL_NUMBER)
      continue;
    item.item = zb_form_item_id (form, section->section, row, column);
    item.scale = spec.scale;
    g_array_append_val (figures->items, item);
  }
}

static gboolean
take_section (ZbFigures *figures, const ZbForm *form, const ZbPackedSection *section)
{
  RowNames names;

  if (section->section >= form->n_sections ||
      section->n_columns != form->sections[section->section].n_columns)
    return FALSE;
  names = row_names (section, &form->sections[section->section]);
  for (guint row = 0; row < section->n_rows; row++) {
    const char *name = next_row (&names);

    if (name == NULL)
      return FALSE;
    take_row (figures, form, section, name, row);
  }
  return TRUE;
}

ZbFigures *
zb_figures_new (const ZbVersion *version,
                const ZbPackedReport *packed,
                const ZbCatalogue *catalogue,
                GError **error)
{
  const ZbPackage *package = zb_catalogue_find_digest (catalogue, version->package);
  g_autoptr (ZbFigures) figures = NULL;

  if (package == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the package %s of %s %s is not installed", version->package, version->form,
                 version->period);
    return NULL;
  }
  figures = g_new0 (ZbFigures, 1);
  figures->items = g_array_new (FALSE, FALSE, sizeof (ZbTotalsItem));
  g_array_set_clear_func (figures->items, clear_item);
  for (guint i = 0; i < packed->sections->len; i++)
    if (!take_section (figures, zb_package_form (package),
                       g_ptr_array_index (packed->sections, i))) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                   "the stored values of report %" G_GINT64_FORMAT " do not fit its form",
                   version->id);
      return NULL;
    }
  return g_steal_pointer (&figures);
}
