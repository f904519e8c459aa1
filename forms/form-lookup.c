/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"

#include "forms/error.h"
#include "forms/near-name.h"

#include <string.h>

int
zb_form_find_section (const ZbForm *form, const char *id)
{
  for (guint i = 0; i < form->n_sections; i++)
    if (strcmp (form->sections[i].id, id) == 0)
      return (int)i;
  return -1;
}

int
zb_form_find_field (const ZbForm *form, const char *id)
{
  for (guint i = 0; i < zb_form_n_fields (form); i++)
    if (strcmp (zb_form_field (form, i)->id, id) == 0)
      return (int)i;
  return -1;
}

const ZbField *
zb_form_field (const ZbForm *form, guint index)
{
  g_return_val_if_fail (index < zb_form_n_fields (form), NULL);
  return index < form->n_fields ? &form->fields[index] : &form->signers[index - form->n_fields];
}

guint
zb_form_n_fields (const ZbForm *form)
{
  return form->n_fields + form->n_signers;
}

int
zb_section_find_row (const ZbSection *section, const char *code)
{
  for (guint i = 0; i < section->n_rows; i++)
    if (strcmp (section->rows[i].code, code) == 0)
      return (int)i;
  return -1;
}

int
zb_section_find_column (const ZbSection *section, const char *code)
{
  for (guint i = 0; i < section->n_columns; i++)
    if (strcmp (section->columns[i].code, code) == 0)
      return (int)i;
  return -1;
}

static gboolean
fail_name (
    const char *owner, const char *id, const char *what, const ZbNearName *near, GError **error)
{
  g_autofree char *hint = zb_near_name_hint (near);
  g_autofree char *shown = g_utf8_make_valid (near->wanted, (gssize)strnlen (near->wanted, 60));

  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "%s %s has no %s “%s”%s", owner, id,
               what, shown, hint);
  return FALSE;
}

gboolean
zb_form_fail_section (const ZbForm *form, const char *id, GError **error)
{
  ZbNearName near = zb_near_name (id);

  for (guint i = 0; i < form->n_sections; i++)
    zb_near_name_offer (&near, form->sections[i].id);
  return fail_name ("form", form->id, "section", &near, error);
}

gboolean
zb_form_fail_field (const ZbForm *form, const char *id, GError **error)
{
  ZbNearName near = zb_near_name (id);

  for (guint i = 0; i < zb_form_n_fields (form); i++)
    zb_near_name_offer (&near, zb_form_field (form, i)->id);
  return fail_name ("form", form->id, "field", &near, error);
}

gboolean
zb_section_fail_row (const ZbSection *section, const char *code, GError **error)
{
  ZbNearName near = zb_near_name (code);

  for (guint i = 0; i < section->n_rows; i++)
    zb_near_name_offer (&near, section->rows[i].code);
  return fail_name ("section", section->id, "row", &near, error);
}

gboolean
zb_section_fail_column (const ZbSection *section, const char *code, GError **error)
{
  ZbNearName near = zb_near_name (code);

  for (guint i = 0; i < section->n_columns; i++)
    zb_near_name_offer (&near, section->columns[i].code);
  return fail_name ("section", section->id, "column", &near, error);
}

ZbCellSpec
zb_section_entry_spec (const ZbSection *section, const ZbCode *entry, guint column)
{
  ZbCellSpec spec = section->specs[column];

  if (entry == NULL || spec.type != ZB_CELL_NUMBER || (spec.flags & ZB_CELL_OWN_MEASURE) != 0)
    return spec;
  if (entry->measure != NULL)
    spec.measure = entry->measure;
  if (entry->scale >= 0)
    spec.scale = (guint)entry->scale;
  return spec;
}

gboolean
zb_section_cell_spec (const ZbSection *section, const char *key, guint column, ZbCellSpec *ret_spec)
{
  if (column >= section->n_columns)
    return FALSE;
  if (!section->dynamic) {
    int row = zb_section_find_row (section, key);

    if (row < 0)
      return FALSE;
    *ret_spec = section->specs[(guint)row * section->n_columns + column];
    return TRUE;
  }
  if (!zb_section_is_key (key))
    return FALSE;
  *ret_spec = zb_section_entry_spec (section, zb_code_list_find (section->keys, key), column);
  return TRUE;
}

gboolean
zb_section_is_key (const char *key)
{
  gsize length = 0;

  for (; g_ascii_isalnum (key[length]); length++)
    if (length == ZB_SECTION_MAX_KEY_LENGTH)
      return FALSE;
  return length > 0 && key[length] == '\0';
}

gboolean
zb_form_serves (const ZbForm *form, ZbPeriod period)
{
  return period.kind == form->period_kind && zb_period_compare (period, form->valid_from) >= 0 &&
         (form->expires.year == 0 || zb_period_compare (period, form->expires) <= 0);
}

static gboolean
skips_january (const ZbForm *form)
{
  return form->period_kind == ZB_PERIOD_MONTH && form->january != ZB_JANUARY_COLLECTED;
}

gboolean
zb_form_collects (const ZbForm *form, ZbPeriod period)
{
  return period.kind == form->period_kind && !(skips_january (form) && period.index == 1);
}

gboolean
zb_form_is_joint (const ZbForm *form, ZbPeriod period)
{
  return form->january == ZB_JANUARY_JOINT && form->period_kind == ZB_PERIOD_MONTH &&
         period.kind == ZB_PERIOD_MONTH && period.index == 2;
}

gboolean
zb_form_previous (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_previous)
{
  guint first = skips_january (form) ? 2 : 1;

  if (!zb_form_collects (form, period) || period.index <= first)
    return FALSE;
  *ret_previous = zb_period_add (period, -1);
  return TRUE;
}

char *
zb_form_item_id (const ZbForm *form, guint section, const char *key, guint column)
{
  const ZbSection *part = &form->sections[section];

  return g_strdup_printf ("%s.%s.%s", part->id, key, part->columns[column].code);
}

gboolean
zb_form_split_item_id (
    const ZbForm *form, const char *item_id, guint *ret_section, char **ret_key, guint *ret_column)
{
  g_auto (GStrv) parts = g_strsplit (item_id, ".", 4);
  int section, column;

  if (g_strv_length (parts) != 3)
    return FALSE;
  section = zb_form_find_section (form, parts[0]);
  if (section < 0)
    return FALSE;
  column = zb_section_find_column (&form->sections[section], parts[2]);
  if (column < 0)
    return FALSE;
  if (form->sections[section].dynamic
          ? !zb_section_is_key (parts[1])
          : zb_section_find_row (&form->sections[section], parts[1]) < 0)
    return FALSE;
  *ret_section = (guint)section;
  *ret_key = g_strdup (parts[1]);
  *ret_column = (guint)column;
  return TRUE;
}
