/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form.h"

#include "forms/revision-map.h"

ZbForm *
zb_form_new (void)
{
  return g_atomic_rc_box_new0 (ZbForm);
}

ZbForm *
zb_form_ref (ZbForm *form)
{
  return g_atomic_rc_box_acquire (form);
}

static void
free_fields (ZbField *fields, guint n_fields)
{
  for (guint i = 0; i < n_fields; i++) {
    g_free (fields[i].id);
    zb_text_clear (&fields[i].label);
  }
  g_free (fields);
}

static void
clear_section (ZbSection *section)
{
  g_free (section->id);
  zb_text_clear (&section->title);
  g_clear_pointer (&section->keys, zb_code_list_unref);
  g_free (section->key_level);
  for (guint i = 0; i < section->n_rows; i++) {
    g_free (section->rows[i].code);
    zb_text_clear (&section->rows[i].label);
    zb_text_clear (&section->rows[i].note);
  }
  g_free (section->rows);
  for (guint i = 0; i < section->n_columns; i++) {
    g_free (section->columns[i].code);
    zb_text_clear (&section->columns[i].label);
  }
  g_free (section->columns);
  for (guint i = 0; i < section->n_groups; i++)
    zb_text_clear (&section->groups[i].label);
  g_free (section->groups);
  g_free (section->specs);
}

static void
clear_form (gpointer data)
{
  ZbForm *form = data;

  g_free (form->id);
  g_free (form->code);
  g_free (form->edition);
  g_free (form->system);
  zb_text_clear (&form->title);
  zb_text_clear (&form->issuer);
  zb_text_clear (&form->document);
  zb_text_clear (&form->note);
  g_free (form->respondents);
  zb_filing_clear (&form->filing);
  for (guint i = 0; i < form->n_cut_offs; i++)
    g_free (form->cut_offs[i].level);
  g_free (form->cut_offs);
  free_fields (form->fields, form->n_fields);
  free_fields (form->signers, form->n_signers);
  for (guint i = 0; i < form->n_sections; i++)
    clear_section (&form->sections[i]);
  g_free (form->sections);
  for (guint i = 0; i < form->n_code_lists; i++)
    zb_code_list_unref (form->code_lists[i]);
  g_free (form->code_lists);
  g_clear_pointer (&form->strings, g_string_chunk_free);
  g_clear_pointer (&form->map, zb_revision_map_free);
}

void
zb_form_unref (ZbForm *form)
{
  g_atomic_rc_box_release_full (form, clear_form);
}
