/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/packed-report.h"

#include "forms/form-lookup.h"
#include "server/store/error.h"

#include <string.h>

/* As long as most keys, names and texts are. */
#define FIRST_TEXT 16

void
zb_packed_report_free (ZbPackedReport *packed)
{
  if (packed == NULL)
    return;
  g_clear_pointer (&packed->sections, g_ptr_array_unref);
  g_clear_pointer (&packed->fields, g_bytes_unref);
  g_free (packed);
}

/* Appends with the ending NUL. */
static void
append_text (GByteArray *array, const char *text)
{
  g_byte_array_append (array, (const guint8 *)text, (guint)strlen (text) + 1);
}

static GBytes *
pack_keys (const ZbReport *report, guint section, guint n_rows)
{
  GByteArray *keys = g_byte_array_sized_new (n_rows * FIRST_TEXT);

  for (guint row = 0; row < n_rows; row++)
    append_text (keys, zb_report_row_key (report, section, row));
  return g_byte_array_free_to_bytes (keys);
}

static GBytes *
pack_numbers (const gint64 *numbers, const guint8 *states, guint n)
{
  gint64 *packed = g_new (gint64, n);

  for (guint i = 0; i < n; i++)
    packed[i] = states[i] == ZB_STATE_VALUE ? GINT64_TO_LE (numbers[i]) : 0;
  return g_bytes_new_take (packed, n * sizeof *packed);
}

/* NULL when every cell is a value. */
static GBytes *
pack_states (const guint8 *states, guint n)
{
  for (guint i = 0; i < n; i++)
    if (states[i] != ZB_STATE_VALUE)
      return g_bytes_new (states, n);
  return NULL;
}

static GBytes *
pack_texts (const ZbReport *report, guint section, guint n_rows, guint n_columns)
{
  GByteArray *texts = NULL;

  for (guint i = 0; i < n_rows * n_columns; i++) {
    ZbCell cell = zb_report_cell (report, section, i / n_columns, i % n_columns);
    char index[16];

    if (cell.state != ZB_STATE_VALUE || cell.text == NULL)
      continue;
    g_snprintf (index, sizeof index, "%u", i);
    if (texts == NULL)
      texts = g_byte_array_new ();
    append_text (texts, index);
    append_text (texts, cell.text);
  }
  return texts != NULL ? g_byte_array_free_to_bytes (texts) : NULL;
}

static gboolean
is_blank (const guint8 *states, guint n)
{
  for (guint i = 0; i < n; i++)
    if (states[i] != ZB_STATE_BLANK)
      return FALSE;
  return TRUE;
}

static ZbPackedSection *
pack_section (const ZbReport *report, const ZbSection *shape, guint index)
{
  guint n_rows = zb_report_n_rows (report, index);
  guint n = n_rows * shape->n_columns;
  ZbPackedSection *section;

  if (n == 0 || (!shape->dynamic && is_blank (zb_report_states (report, index), n)))
    return NULL;
  section = g_new0 (ZbPackedSection, 1);
  section->section = index;
  section->n_rows = n_rows;
  section->n_columns = shape->n_columns;
  section->keys = shape->dynamic ? pack_keys (report, index, n_rows) : NULL;
  section->numbers =
      pack_numbers (zb_report_numbers (report, index), zb_report_states (report, index), n);
  section->states = pack_states (zb_report_states (report, index), n);
  section->texts = pack_texts (report, index, n_rows, shape->n_columns);
  return section;
}

static GBytes *
pack_fields (const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  GByteArray *fields = g_byte_array_sized_new (zb_form_n_fields (form) * 2 * FIRST_TEXT);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    const char *text = zb_report_field (report, i);

    if (text == NULL)
      continue;
    append_text (fields, zb_form_field (form, i)->id);
    append_text (fields, text);
  }
  return g_byte_array_free_to_bytes (fields);
}

ZbPackedReport *
zb_packed_report_new (const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  ZbPackedReport *packed = g_new0 (ZbPackedReport, 1);

  packed->sections = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
  for (guint i = 0; i < form->n_sections; i++) {
    ZbPackedSection *section = pack_section (report, &form->sections[i], i);

    if (section != NULL)
      g_ptr_array_add (packed->sections, section);
  }
  packed->fields = pack_fields (report);
  return packed;
}

/* The next text ended by NUL; NULL at the end. */
static const char *
next_text (GBytes *bytes, gsize *offset)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  const char *end, *text;

  if (*offset >= length)
    return NULL;
  end = memchr (data + *offset, '\0', length - *offset);
  if (end == NULL)
    return NULL;
  text = data + *offset;
  *offset = (gsize)(end - data) + 1;
  return text;
}

static gboolean
fail (GError **error, const ZbForm *form, const char *what)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "the stored values do not fit form %s/%s.%u: %s", form->id, form->edition,
               form->revision, what);
  return FALSE;
}

static gboolean
check_shape (const ZbPackedSection *section, const ZbForm *form, GError **error)
{
  const ZbSection *shape;
  guint n = section->n_rows * section->n_columns;

  if (section->section >= form->n_sections)
    return fail (error, form, "there is no such section");
  shape = &form->sections[section->section];
  if (section->n_columns != shape->n_columns || shape->dynamic != (section->keys != NULL) ||
      (!shape->dynamic && section->n_rows != shape->n_rows) ||
      g_bytes_get_size (section->numbers) != n * sizeof (gint64) ||
      (section->states != NULL && g_bytes_get_size (section->states) != n))
    return fail (error, form, shape->id);
  return TRUE;
}

/* Adds the rows of a dynamic section, which come sorted, so that each lands where it was. */
static gboolean
unpack_keys (const ZbPackedSection *section, ZbReport *report, GError **error)
{
  gsize offset = 0;

  for (guint row = 0; section->keys != NULL && row < section->n_rows; row++) {
    const char *key = next_text (section->keys, &offset);

    if (key == NULL || zb_report_add_row (report, section->section, key, NULL) != (int)row)
      return fail (error, zb_report_form (report), "row keys");
  }
  return TRUE;
}

static void
unpack_cells (const ZbPackedSection *section, ZbReport *report)
{
  guint n = section->n_rows * section->n_columns;

  for (guint i = 0; i < n; i++) {
    guint row = i / section->n_columns, column = i % section->n_columns;
    ZbCellSpec spec;
    gint64 number;

    if (!zb_packed_section_number (section, i, &number))
      zb_report_set_state (report, section->section, row, column,
                           zb_packed_section_state (section, i));
    else if (zb_report_cell_spec (report, section->section, row, column, &spec) &&
             spec.type == ZB_CELL_NUMBER)
      zb_report_set_number (report, section->section, row, column, number);
  }
}

static gboolean
unpack_texts (const ZbPackedSection *section, ZbReport *report, GError **error)
{
  gsize offset = 0;
  const char *place, *text;

  if (section->texts == NULL)
    return TRUE;
  while ((place = next_text (section->texts, &offset)) != NULL) {
    guint64 index;

    text = next_text (section->texts, &offset);
    if (text == NULL ||
        !g_ascii_string_to_unsigned (
            place, 10, 0, (guint64)section->n_rows * section->n_columns - 1, &index, NULL))
      return fail (error, zb_report_form (report), "texts");
    zb_report_set_text (report, section->section, (guint)index / section->n_columns,
                        (guint)index % section->n_columns, text);
  }
  return TRUE;
}

static gboolean
unpack_fields (GBytes *fields, ZbReport *report, GError **error)
{
  const ZbForm *form = zb_report_form (report);
  gsize offset = 0;
  const char *id, *text;

  while ((id = next_text (fields, &offset)) != NULL) {
    int field = zb_form_find_field (form, id);

    text = next_text (fields, &offset);
    if (field < 0 || text == NULL || !zb_report_set_field (report, (guint)field, text, NULL))
      return fail (error, form, id);
  }
  return TRUE;
}

ZbReport *
zb_packed_report_unpack (const ZbPackedReport *packed,
                         ZbForm *form,
                         const char *package_digest,
                         const char *unit,
                         ZbPeriod period,
                         GError **error)
{
  g_autoptr (ZbReport) report = zb_report_new (form, package_digest, unit, period);

  for (guint i = 0; i < packed->sections->len; i++) {
    const ZbPackedSection *section = g_ptr_array_index (packed->sections, i);

    if (!check_shape (section, form, error) || !unpack_keys (section, report, error))
      return NULL;
    unpack_cells (section, report);
    if (!unpack_texts (section, report, error))
      return NULL;
  }
  if (!unpack_fields (packed->fields, report, error))
    return NULL;
  return g_steal_pointer (&report);
}
