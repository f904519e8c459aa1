/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-carry.h"

#include "forms/concept.h"
#include "forms/form-lookup.h"
#include "forms/report-notes.h"

#include <string.h>

/* A map looked at from the edition that figures go to. */
typedef struct {
  const ZbMapSection *section;
  gboolean back;
} View;

static const char *
here (const View *view, const ZbMapLink *link)
{
  return view->back ? link->from : link->to;
}

static const char *
there (const View *view, const ZbMapLink *link)
{
  return view->back ? link->to : link->from;
}

/* FALSE if the section is new to this side. */
static gboolean
find_view (const ZbRevisionMap *map, gboolean back, const char *section, View *view)
{
  for (guint i = 0; i < map->sections->len; i++) {
    const ZbMapSection *candidate = &g_array_index (map->sections, ZbMapSection, i);

    if (candidate->to == NULL || candidate->from == NULL ||
        strcmp (back ? candidate->from : candidate->to, section) != 0)
      continue;
    *view = (View){candidate, back};
    return TRUE;
  }
  return FALSE;
}

/* The other edition's code of a column; NULL if it has none. */
static const char *
find_column (const View *view, const char *column)
{
  for (guint i = 0; i < view->section->columns->len; i++) {
    const ZbMapLink *link = &g_array_index (view->section->columns, ZbMapLink, i);

    if (g_strcmp0 (here (view, link), column) == 0)
      return there (view, link);
  }
  return NULL;
}

/* The links that lead to row @key; a key without a word on either side is the same on both. */
static GPtrArray *
find_links (const View *view, const char *key, gboolean *ret_same)
{
  GPtrArray *links = g_ptr_array_new ();

  *ret_same = TRUE;
  for (guint i = 0; i < view->section->rows->len; i++) {
    ZbMapLink *link = &g_array_index (view->section->rows, ZbMapLink, i);

    if (g_strcmp0 (here (view, link), key) == 0)
      g_ptr_array_add (links, link);
    else if (g_strcmp0 (there (view, link), key) == 0)
      *ret_same = FALSE;
  }
  *ret_same = *ret_same && links->len == 0;
  return links;
}

static ZbComparability
comparability_of (const View *view, const GPtrArray *links)
{
  const ZbMapLink *link = links->len > 0 ? links->pdata[0] : NULL;

  if (link == NULL)
    return ZB_NOT_COMPARABLE;
  switch (link->change) {
  case ZB_MAP_KEPT:
  case ZB_MAP_RENAMED:
    return ZB_COMPARABLE;
  case ZB_MAP_MERGED:
    return view->back ? ZB_NOT_COMPARABLE : ZB_COMPARABLE;
  case ZB_MAP_SPLIT:
    if (view->back)
      return ZB_COMPARABLE;
    return link->share > 0 ? ZB_COMPARABLE_BY_KEY : ZB_NOT_COMPARABLE;
  case ZB_MAP_NEW:
  case ZB_MAP_DROPPED:
  default:
    return ZB_NOT_COMPARABLE;
  }
}

ZbComparability
zb_revision_comparability (const ZbRevisionMap *map,
                           gboolean back,
                           const char *section,
                           const char *key,
                           const char *column)
{
  g_autoptr (GPtrArray) links = NULL;
  gboolean same;
  View view;

  if (!find_view (map, back, section, &view) || find_column (&view, column) == NULL)
    return ZB_NOT_COMPARABLE;
  links = find_links (&view, key, &same);
  return same ? ZB_COMPARABLE : comparability_of (&view, links);
}

/* A cell of the source by the source's own names. */
typedef struct {
  const ZbReport *report;
  const char *section, *column;
} Source;

static gboolean
find_cell (const Source *source, const char *key, ZbCell *ret_cell, ZbCellSpec *ret_spec)
{
  const ZbForm *form = zb_report_form (source->report);
  int section = zb_form_find_section (form, source->section);
  int column = section < 0 ? -1 : zb_section_find_column (&form->sections[section], source->column);
  int row = column < 0 ? -1 : zb_report_find_row (source->report, (guint)section, key);

  if (row < 0 ||
      !zb_report_cell_spec (source->report, (guint)section, (guint)row, (guint)column, ret_spec))
    return FALSE;
  *ret_cell = zb_report_cell (source->report, (guint)section, (guint)row, (guint)column);
  return ret_cell->state == ZB_STATE_VALUE;
}

static char *
take_one (const Source *source, const char *key, const ZbCellSpec *target)
{
  ZbCellSpec spec;
  ZbDecimal value;
  ZbCell cell;

  if (!find_cell (source, key, &cell, &spec) || spec.type != target->type)
    return NULL;
  if (spec.type != ZB_CELL_NUMBER)
    return g_strdup (cell.text);
  value = (ZbDecimal){cell.number, spec.scale};
  return zb_cell_convert (value, &spec, target, &value) ? zb_decimal_to_string (value) : NULL;
}

/* The sum of the rows that @links lead to: blank ones count nothing, all blank are blank. */
static char *
take_sum (const Source *source, const View *view, const GPtrArray *links, const ZbCellSpec *target)
{
  ZbDecimal sum = {0, target->scale};
  gboolean any = FALSE;

  if (target->type != ZB_CELL_NUMBER)
    return NULL;
  for (guint i = 0; i < links->len; i++) {
    ZbCell cell = {0};
    ZbDecimal value;
    ZbCellSpec spec;

    if (!find_cell (source, there (view, links->pdata[i]), &cell, &spec)) {
      /* It exists, but not for us: the rest is not the sum. */
      if (cell.state == ZB_STATE_WITHHELD)
        return NULL;
      continue;
    }
    value = (ZbDecimal){cell.number, spec.scale};
    if (spec.type != ZB_CELL_NUMBER || !zb_cell_convert (value, &spec, target, &value) ||
        __builtin_add_overflow (sum.digits, value.digits, &sum.digits) ||
        sum.digits > ZB_DECIMAL_MAX_DIGITS || sum.digits < -ZB_DECIMAL_MAX_DIGITS)
      return NULL;
    any = TRUE;
  }
  return any ? zb_decimal_to_string (sum) : NULL;
}

static gint64
part_of (gint64 whole, guint share)
{
  return (gint64)((__int128)whole * share / ZB_MAP_WHOLE);
}

/* A part of the whole by the key. Shares are added up before they are rounded, so that all parts
 * make the whole again. */
static char *
take_share (const Source *source, const View *view, const ZbMapLink *link, const ZbCellSpec *target)
{
  g_autofree char *text = take_one (source, link->from, target);
  ZbDecimal whole;
  guint before = 0;

  if (text == NULL || target->type != ZB_CELL_NUMBER ||
      !zb_decimal_parse (text, target->scale, &whole, NULL))
    return NULL;
  for (guint i = 0; i < view->section->rows->len; i++) {
    const ZbMapLink *other = &g_array_index (view->section->rows, ZbMapLink, i);

    if (other == link)
      break;
    if (other->change == ZB_MAP_SPLIT && strcmp (other->from, link->from) == 0)
      before += other->share;
  }
  whole.digits = part_of (whole.digits, before + link->share) - part_of (whole.digits, before);
  return zb_decimal_to_string (whole);
}

char *
zb_revision_take (const ZbRevisionMap *map,
                  gboolean back,
                  const ZbReport *report,
                  const char *section,
                  const char *key,
                  const char *column,
                  const ZbCellSpec *target,
                  ZbComparability *ret_comparability)
{
  Source source = {.report = report};
  g_autoptr (GPtrArray) links = NULL;
  gboolean same;
  View view;

  *ret_comparability = ZB_NOT_COMPARABLE;
  if (!find_view (map, back, section, &view))
    return NULL;
  source.section = back ? view.section->to : view.section->from;
  source.column = find_column (&view, column);
  if (source.column == NULL)
    return NULL;
  links = find_links (&view, key, &same);
  *ret_comparability = same ? ZB_COMPARABLE : comparability_of (&view, links);
  if (same)
    return take_one (&source, key, target);
  switch (*ret_comparability) {
  case ZB_COMPARABLE:
    return links->len == 1 ? take_one (&source, there (&view, links->pdata[0]), target)
                           : take_sum (&source, &view, links, target);
  case ZB_COMPARABLE_BY_KEY:
    return take_share (&source, &view, links->pdata[0], target);
  case ZB_NOT_COMPARABLE:
  default:
    return NULL;
  }
}

/* TRUE for a chosen row that is not there; FALSE where something is withheld, and where the source
 * was not asked. */
static gboolean
is_blank (const Source *source, const char *key)
{
  const ZbForm *form = zb_report_form (source->report);
  int section = zb_form_find_section (form, source->section);
  int column = section < 0 ? -1 : zb_section_find_column (&form->sections[section], source->column);
  int row = column < 0 ? -1 : zb_report_find_row (source->report, (guint)section, key);
  ZbCellState state;
  ZbCellSpec spec;

  if (row < 0)
    return column >= 0 && form->sections[section].dynamic;
  if (!zb_report_cell_spec (source->report, (guint)section, (guint)row, (guint)column, &spec) ||
      (spec.flags & ZB_CELL_NOT_APPLICABLE))
    return FALSE;
  state = zb_report_cell (source->report, (guint)section, (guint)row, (guint)column).state;
  return state != ZB_STATE_VALUE && state != ZB_STATE_WITHHELD;
}

gboolean
zb_revision_is_blank (const ZbRevisionMap *map,
                      gboolean back,
                      const ZbReport *report,
                      const char *section,
                      const char *key,
                      const char *column)
{
  Source source = {.report = report};
  g_autoptr (GPtrArray) links = NULL;
  gboolean same;
  View view;

  if (!find_view (map, back, section, &view))
    return FALSE;
  source.section = back ? view.section->to : view.section->from;
  source.column = find_column (&view, column);
  if (source.column == NULL)
    return FALSE;
  links = find_links (&view, key, &same);
  for (guint i = 0; i < links->len; i++)
    if (there (&view, links->pdata[i]) == NULL ||
        !is_blank (&source, there (&view, links->pdata[i])))
      return FALSE;
  return links->len > 0 || (same && is_blank (&source, key));
}

ZbRevisionRows
zb_revision_rows (const ZbRevisionMap *map, gboolean back, const char *section)
{
  View view;

  if (!find_view (map, back, section, &view))
    return ZB_ROWS_NOT_ASKED;
  for (guint i = 0; i < view.section->rows->len; i++) {
    const ZbMapLink *link = &g_array_index (view.section->rows, ZbMapLink, i);

    if (link->change != ZB_MAP_KEPT && link->change != ZB_MAP_RENAMED)
      return ZB_ROWS_CHANGED;
  }
  return ZB_ROWS_AS_REPORTED;
}

static void
add_key (GPtrArray *keys, const char *key)
{
  if (key != NULL && !g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
    g_ptr_array_add (keys, g_strdup (key));
}

GPtrArray *
zb_revision_list_keys (const ZbRevisionMap *map,
                       gboolean back,
                       const ZbReport *report,
                       const char *section)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  const ZbForm *form = zb_report_form (report);
  View view;

  if (!find_view (map, back, section, &view))
    return keys;
  int from = zb_form_find_section (form, back ? view.section->to : view.section->from);
  if (from < 0)
    return keys;
  for (guint row = 0; row < zb_report_n_rows (report, (guint)from); row++) {
    const char *key = zb_report_row_key (report, (guint)from, row);
    gboolean linked = FALSE;

    for (guint i = 0; i < view.section->rows->len; i++) {
      const ZbMapLink *link = &g_array_index (view.section->rows, ZbMapLink, i);

      if (g_strcmp0 (there (&view, link), key) != 0)
        continue;
      linked = TRUE;
      add_key (keys, here (&view, link));
    }
    if (!linked)
      add_key (keys, key);
  }
  return keys;
}

GPtrArray *
zb_revision_list_new_keys (const ZbRevisionMap *map, gboolean back, const char *section)
{
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_free);
  View view;

  if (!find_view (map, back, section, &view))
    return keys;
  for (guint i = 0; i < view.section->rows->len; i++) {
    const ZbMapLink *link = &g_array_index (view.section->rows, ZbMapLink, i);

    if (there (&view, link) == NULL)
      add_key (keys, here (&view, link));
  }
  return keys;
}

static void
carry_section (
    const ZbRevisionMap *map, gboolean back, const ZbReport *from, ZbReport *to, guint section)
{
  const ZbSection *described = &zb_report_form (to)->sections[section];

  if (described->dynamic) {
    g_autoptr (GPtrArray) keys = zb_revision_list_keys (map, back, from, described->id);

    for (guint i = 0; i < keys->len; i++)
      zb_report_add_row (to, section, keys->pdata[i], NULL);
  }
  for (guint row = 0; row < zb_report_n_rows (to, section); row++)
    for (guint column = 0; column < described->n_columns; column++) {
      g_autofree char *text = NULL;
      ZbComparability comparability;
      ZbCellSpec spec;

      if (!zb_report_cell_spec (to, section, row, column, &spec) ||
          (spec.flags & ZB_CELL_NOT_APPLICABLE))
        continue;
      text = zb_revision_take (map, back, from, described->id, zb_report_row_key (to, section, row),
                               described->columns[column].code, &spec, &comparability);
      if (text != NULL)
        zb_report_set_canonical (to, section, row, column, text, NULL);
    }
}

static void
carry_fields (const ZbReport *from, ZbReport *to)
{
  const ZbForm *form = zb_report_form (to);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    int field = zb_form_find_field (zb_report_form (from), zb_form_field (form, i)->id);

    if (field >= 0)
      zb_report_set_field (to, i, zb_report_field (from, (guint)field), NULL);
  }
}

ZbReport *
zb_revision_carry (const ZbRevisionMap *map,
                   gboolean back,
                   const ZbReport *report,
                   ZbForm *form,
                   const char *package_digest)
{
  ZbReport *carried =
      zb_report_new (form, package_digest, zb_report_unit (report), zb_report_period (report));

  zb_report_set_kind (carried, zb_report_kind (report));
  zb_report_set_replaces (carried, zb_report_replaces (report));
  zb_report_set_on_behalf (carried, zb_report_on_behalf (report));
  carry_fields (report, carried);
  for (guint i = 0; i < zb_report_n_attachments (report); i++)
    zb_report_attach (carried, zb_report_attachment (report, i));
  for (guint section = 0; section < form->n_sections; section++)
    carry_section (map, back, report, carried, section);
  return carried;
}
