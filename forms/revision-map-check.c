/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-map.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

/* One side of a map held against the edition on that side. */
typedef struct {
  const ZbRevisionMap *map;
  const ZbForm *form;
  gboolean old;
} Side;

static const char *
side_of (const Side *side, const ZbMapLink *link)
{
  return side->old ? link->from : link->to;
}

static gboolean
fail (const Side *side, GError **error, const char *what, const char *code, const char *section)
{
  return zb_forms_fail (ZB_FORMS_ERROR_MISMATCH, error, "the map of %s from %s to %s: %s “%s”%s%s",
                        side->map->form, side->map->from, side->map->to, what, code,
                        section != NULL ? " of section " : "", section != NULL ? section : "");
}

/* How often a code stands on this side: parts of one merger share their new code, parts of one
 * split their old one, and count once together. */
static guint
count (const Side *side, const GArray *links, const char *code)
{
  ZbMapChange together = side->old ? ZB_MAP_SPLIT : ZB_MAP_MERGED;
  guint n = 0;
  gboolean in_group = FALSE;

  for (guint i = 0; i < links->len; i++) {
    const ZbMapLink *link = &g_array_index (links, ZbMapLink, i);
    gboolean here = g_strcmp0 (side_of (side, link), code) == 0;
    gboolean goes_on = here && in_group && link->change == together;

    n += here && !goes_on;
    in_group = here && link->change == together;
  }
  return n;
}

typedef gboolean (*Finder) (const ZbSection *section, const char *code);

static gboolean
has_column (const ZbSection *section, const char *code)
{
  return zb_section_find_column (section, code) >= 0;
}

static gboolean
has_row (const ZbSection *section, const char *code)
{
  return section->dynamic ? zb_section_is_key (code) : zb_section_find_row (section, code) >= 0;
}

/* Nothing stands in the map that the edition lacks. */
static gboolean
check_known (const Side *side,
             const ZbSection *section,
             const GArray *links,
             Finder finder,
             const char *kind,
             GError **error)
{
  g_autofree char *unknown =
      g_strdup_printf ("%s edition has no %s", side->old ? "the old" : "the new", kind);
  g_autofree char *twice = g_strdup_printf ("more than once it names the %s", kind);

  for (guint i = 0; i < links->len; i++) {
    const char *code = side_of (side, &g_array_index (links, ZbMapLink, i));

    if (code == NULL)
      continue;
    if (!finder (section, code))
      return fail (side, error, unknown, code, section->id);
    if (count (side, links, code) > 1)
      return fail (side, error, twice, code, section->id);
  }
  return TRUE;
}

static gboolean
check_section (const Side *side, const ZbSection *section, const ZbMapSection *map, GError **error)
{
  const char *no_column = side->old ? "nothing says what became of the column"
                                    : "nothing says where it has from the column";
  const char *no_row =
      side->old ? "nothing says what became of the row" : "nothing says where it has from the row";

  if (!check_known (side, section, map->columns, has_column, "column", error) ||
      !check_known (side, section, map->rows, has_row, "row", error))
    return FALSE;
  for (guint c = 0; c < section->n_columns; c++)
    if (count (side, map->columns, section->columns[c].code) == 0)
      return fail (side, error, no_column, section->columns[c].code, section->id);
  for (guint r = 0; r < section->n_rows; r++)
    if (count (side, map->rows, section->rows[r].code) == 0)
      return fail (side, error, no_row, section->rows[r].code, section->id);
  return TRUE;
}

static const ZbMapSection *
find_section (const Side *side, const char *id, guint *ret_n)
{
  const ZbMapSection *found = NULL;

  *ret_n = 0;
  for (guint i = 0; i < side->map->sections->len; i++) {
    const ZbMapSection *section = &g_array_index (side->map->sections, ZbMapSection, i);

    if (g_strcmp0 (side->old ? section->from : section->to, id) != 0)
      continue;
    found = section;
    (*ret_n)++;
  }
  return found;
}

static gboolean
check_sections_known (const Side *side, GError **error)
{
  for (guint i = 0; i < side->map->sections->len; i++) {
    const ZbMapSection *section = &g_array_index (side->map->sections, ZbMapSection, i);
    const char *id = side->old ? section->from : section->to;

    if (id != NULL && zb_form_find_section (side->form, id) < 0)
      return fail (side, error,
                   side->old ? "the old edition has no section" : "the new edition has no section",
                   id, NULL);
  }
  return TRUE;
}

static gboolean
check_form (const Side *side, GError **error)
{
  const char *edition = side->old ? side->map->from : side->map->to;

  if (strcmp (side->map->form, side->form->id) == 0 && strcmp (edition, side->form->edition) == 0)
    return TRUE;
  return zb_forms_fail (ZB_FORMS_ERROR_MISMATCH, error,
                        "the map leads from %s/%s to %s/%s: it is not for %s/%s", side->map->form,
                        side->map->from, side->map->form, side->map->to, side->form->id,
                        side->form->edition);
}

gboolean
zb_revision_map_check (const ZbRevisionMap *map, const ZbForm *form, gboolean old, GError **error)
{
  const Side side = {map, form, old};

  if (!check_form (&side, error) || !check_sections_known (&side, error))
    return FALSE;
  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];
    guint n;
    const ZbMapSection *found = find_section (&side, section->id, &n);

    if (n != 1)
      return fail (&side, error,
                   n > 1 ? "more than once it names the section" : "nothing is said of the section",
                   section->id, NULL);
    /* Of a new or dropped section all is new or dropped. */
    if (found->to != NULL && found->from != NULL && !check_section (&side, section, found, error))
      return FALSE;
  }
  return TRUE;
}
