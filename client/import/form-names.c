/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/form-names.h"

#include "client/heading.h"
#include "forms/form-lookup.h"

#include <string.h>

/* A row or column in a table of names: its place from 1 on; several places are none. */
#define SEVERAL GINT_TO_POINTER (-1)

typedef struct {
  GHashTable *columns; /* name → place */
  GHashTable *rows;    /* name → key (borrowed), "" for several */
  GHashTable *codes;   /* code, and without zeros → key, likewise */
} SectionNames;

struct _ZbFormNames {
  const ZbForm *form;
  const ZbImportProfile *profile; /* (nullable) */
  SectionNames *sections;
  GHashTable *fields;   /* name → place */
  GHashTable *measures; /* name → ZbMeasure */
};

static void
put_place (GHashTable *table, char *name, guint index)
{
  gpointer place = GINT_TO_POINTER ((int)index + 1);
  gpointer before = g_hash_table_lookup (table, name);

  if (*name == '\0')
    g_free (name);
  else
    g_hash_table_replace (table, name, before == NULL || before == place ? place : SEVERAL);
}

static void
put_key (GHashTable *table, char *name, const char *key)
{
  const char *before = g_hash_table_lookup (table, name);

  if (*name == '\0')
    g_free (name);
  else
    g_hash_table_replace (table, name,
                          (gpointer)(before == NULL || strcmp (before, key) == 0 ? key : ""));
}

/* The names of a column in one language: its own, and with one or all of the heads above. */
static void
put_column (GHashTable *table, const ZbSection *section, guint column, const char *language)
{
  const ZbColumn *info = &section->columns[column];
  g_autofree char *own = zb_heading_normal (zb_text_get (&info->label, language));
  g_autofree char *above = g_strdup ("");

  put_place (table, g_strdup (own), column);
  for (guint g = info->group; g > 0; g = section->groups[g - 1].parent) {
    g_autofree char *group =
        zb_heading_normal (zb_text_get (&section->groups[g - 1].label, language));
    g_autofree char *all = g_strconcat (group, above, NULL);

    put_place (table, g_strconcat (group, own, NULL), column);
    put_place (table, g_strconcat (all, own, NULL), column);
    g_free (above);
    above = g_steal_pointer (&all);
  }
}

static void
put_row (SectionNames *names, const char *code, const ZbText *label)
{
  put_key (names->rows, zb_heading_normal (zb_text_get (label, "zh")), code);
  put_key (names->rows, zb_heading_normal (zb_text_get (label, "en")), code);
  put_key (names->codes, g_strdup (code), code);
  /* Spreadsheets drop leading zeros; a code of its own counts before one without them. */
  if (*code == '0' && code[1] != '\0' && !g_hash_table_contains (names->codes, code + 1))
    put_key (names->codes, g_strdup (code + strspn (code, "0")), code);
}

static void
put_section (SectionNames *names, const ZbSection *section)
{
  names->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  names->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  names->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint c = 0; c < section->n_columns; c++) {
    put_column (names->columns, section, c, "zh");
    put_column (names->columns, section, c, "en");
  }
  for (guint r = 0; !section->dynamic && r < section->n_rows; r++)
    put_row (names, section->rows[r].code, &section->rows[r].label);
  for (guint i = 0; section->dynamic && i < zb_code_list_length (section->keys); i++) {
    const ZbCode *code = zb_code_list_at (section->keys, i);

    if (section->key_level == NULL || g_strcmp0 (section->key_level, code->level) == 0)
      put_row (names, code->code, &code->name);
  }
}

ZbFormNames *
zb_form_names_new (const ZbForm *form, const ZbImportProfile *profile)
{
  ZbFormNames *names = g_new0 (ZbFormNames, 1);
  const ZbMeasure *measure;

  names->form = form;
  names->profile = profile;
  names->sections = g_new0 (SectionNames, MAX (form->n_sections, 1));
  for (guint s = 0; s < form->n_sections; s++)
    put_section (&names->sections[s], &form->sections[s]);
  names->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    put_place (names->fields, zb_heading_normal (zb_form_field (form, i)->label.zh), i);
    put_place (names->fields, zb_heading_normal (zb_form_field (form, i)->label.en), i);
  }
  names->measures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; (measure = zb_measure_at (i)) != NULL; i++) {
    g_hash_table_insert (names->measures, zb_heading_normal (measure->name.zh), (gpointer)measure);
    g_hash_table_insert (names->measures, zb_heading_normal (measure->name.en), (gpointer)measure);
  }
  return names;
}

void
zb_form_names_free (ZbFormNames *names)
{
  for (guint s = 0; s < names->form->n_sections; s++) {
    g_hash_table_unref (names->sections[s].columns);
    g_hash_table_unref (names->sections[s].rows);
    g_hash_table_unref (names->sections[s].codes);
  }
  g_free (names->sections);
  g_hash_table_unref (names->fields);
  g_hash_table_unref (names->measures);
  g_free (names);
}

static int
find_place (GHashTable *table, const char *name)
{
  gpointer place = g_hash_table_lookup (table, name);

  return place == NULL || place == SEVERAL ? ZB_NAME_UNKNOWN : GPOINTER_TO_INT (place) - 1;
}

/* The part of a profile's target behind "SECTION.", if it is of this section. */
static const char *
target_in (const ZbFormNames *names, const char *target, guint section)
{
  const char *id = names->form->sections[section].id;
  gsize length = strlen (id);

  return strncmp (target, id, length) == 0 && target[length] == '.' ? target + length + 1 : NULL;
}

int
zb_form_names_column (const ZbFormNames *names, guint section, const char *name)
{
  const char *target =
      names->profile != NULL ? g_hash_table_lookup (names->profile->columns, name) : NULL;

  if (target == NULL)
    return find_place (names->sections[section].columns, name);
  if (*target == '\0')
    return ZB_NAME_ASIDE;
  target = target_in (names, target, section);
  return target != NULL ? zb_section_find_column (&names->form->sections[section], target)
                        : ZB_NAME_UNKNOWN;
}

gboolean
zb_form_names_has_column (const ZbFormNames *names, const char *name)
{
  if (names->profile != NULL && g_hash_table_contains (names->profile->columns, name))
    return TRUE;
  for (guint s = 0; s < names->form->n_sections; s++)
    if (g_hash_table_contains (names->sections[s].columns, name))
      return TRUE;
  return FALSE;
}

const char *
zb_form_names_row (const ZbFormNames *names, guint section, const char *name)
{
  const char *target =
      names->profile != NULL ? g_hash_table_lookup (names->profile->rows, name) : NULL;
  const char *key;

  if (target != NULL)
    return *target == '\0' ? "" : target_in (names, target, section);
  key = g_hash_table_lookup (names->sections[section].rows, name);
  return key != NULL && *key != '\0' ? key : NULL;
}

const char *
zb_form_names_row_of_code (const ZbFormNames *names, guint section, const char *code)
{
  const char *key = g_hash_table_lookup (names->sections[section].codes, code);

  return key != NULL && *key != '\0' ? key : NULL;
}

int
zb_form_names_field (const ZbFormNames *names, const char *name)
{
  return find_place (names->fields, name);
}

const ZbMeasure *
zb_form_names_measure (const ZbFormNames *names, const char *name)
{
  return g_hash_table_lookup (names->measures, name);
}
