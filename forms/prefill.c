/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/prefill.h"

#include "forms/concept.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/revision-carry.h"
#include "forms/xml-model.h"

#include <string.h>

static gboolean
fail_notation (const char *spec, GError **error)
{
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
               "“%.*s” is not a source of earlier data: write column and offset like 1@-1y, @prev "
               "or @ye-1",
               60, spec);
  return FALSE;
}

/* A count of 1 to 99 at the cursor, which moves behind it. */
static gboolean
take_count (const char **cursor, guint *ret_count)
{
  guint count = 0;

  for (; g_ascii_isdigit (**cursor) && count < 100; (*cursor)++)
    count = count * 10 + (guint)(**cursor - '0');
  *ret_count = count;
  return count >= 1 && count <= 99;
}

static gboolean
parse_offset (const char *offset, ZbPrefill *prefill)
{
  if (strcmp (offset, "prev") == 0) {
    prefill->kind = ZB_PREFILL_PREVIOUS;
    return TRUE;
  }
  if (g_str_has_prefix (offset, "ye-")) {
    offset += 3;
    prefill->kind = ZB_PREFILL_YEAR_END;
    return take_count (&offset, &prefill->count) && *offset == '\0';
  }
  if (*offset++ != '-' || !take_count (&offset, &prefill->count))
    return FALSE;
  prefill->kind = ZB_PREFILL_EARLIER;
  prefill->unit = *offset;
  return (*offset == 'm' || *offset == 'q' || *offset == 'y') && offset[1] == '\0';
}

gboolean
zb_prefill_parse (const char *spec, ZbPrefill *ret_prefill, GError **error)
{
  const char *at = strchr (spec, '@');
  ZbPrefill prefill = {.kind = ZB_PREFILL_PREVIOUS};

  if (at == NULL || (gsize)(at - spec) >= sizeof prefill.column)
    return fail_notation (spec, error);
  memcpy (prefill.column, spec, (gsize)(at - spec));
  if (at > spec && !zb_xml_is_name (prefill.column, ZB_XML_NAME_PRINTED))
    return fail_notation (spec, error);
  if (!parse_offset (at + 1, &prefill))
    return fail_notation (spec, error);
  *ret_prefill = prefill;
  return TRUE;
}

/* Periods of @kind in @count months, quarters or years; 0 if they are no whole number. */
static int
steps_back (ZbPeriodKind kind, guint count, char unit)
{
  static const guint per_year[] = {1, 2, 4, 12, 36};
  guint units_per_year = unit == 'y' ? 1 : unit == 'q' ? 4 : 12;
  guint steps = count * per_year[kind];

  return steps % units_per_year == 0 ? (int)(steps / units_per_year) : 0;
}

gboolean
zb_prefill_period (const ZbPrefill *prefill,
                   const ZbForm *form,
                   ZbPeriod period,
                   ZbPeriod *ret_earlier)
{
  ZbPeriod last_of_year;
  int steps;

  switch (prefill->kind) {
  case ZB_PREFILL_EARLIER:
    steps = steps_back (period.kind, prefill->count, prefill->unit);
    if (steps == 0)
      return FALSE;
    *ret_earlier = zb_period_add (period, -steps);
    return TRUE;
  case ZB_PREFILL_YEAR_END:
    last_of_year = (ZbPeriod){ZB_PERIOD_YEAR, period.year - (int)prefill->count, 1};
    *ret_earlier = zb_period_to_kind (last_of_year, period.kind);
    return TRUE;
  case ZB_PREFILL_PREVIOUS:
  default:
    return zb_form_previous (form, period, ret_earlier);
  }
}

/* The last collected period before this one, also across the turn of the year. */
static ZbPeriod
last_collected (const ZbForm *form, ZbPeriod period)
{
  ZbPeriod earlier;

  if (zb_form_previous (form, period, &earlier))
    return earlier;
  earlier = (ZbPeriod){ZB_PERIOD_YEAR, period.year - 1, 1};
  return zb_period_to_kind (earlier, period.kind);
}

static gboolean
find_source (const ZbReport *report,
             guint section,
             guint column,
             const ZbCellSpec *spec,
             ZbEarlierReport earlier,
             gpointer data,
             const ZbReport **ret_source,
             const char **ret_column)
{
  static const guint never = ZB_CELL_COMPUTED | ZB_CELL_NOT_APPLICABLE;
  const ZbForm *form = zb_report_form (report);
  ZbPeriod period = zb_report_period (report), source_period;
  ZbPrefill prefill;
  int from;

  if (spec->prefill == NULL || (spec->flags & never) ||
      ((spec->flags & ZB_CELL_NOT_IN_JOINT) && zb_form_is_joint (form, period)) ||
      !zb_prefill_parse (spec->prefill, &prefill, NULL) ||
      !zb_prefill_period (&prefill, form, period, &source_period))
    return FALSE;
  from = *prefill.column == '\0'
             ? (int)column
             : zb_section_find_column (&form->sections[section], prefill.column);
  if (from < 0)
    return FALSE;
  *ret_source = earlier (form->id, source_period, data);
  *ret_column = form->sections[section].columns[from].code;
  return *ret_source != NULL;
}

/* The map by which @source, of the edition before, speaks of the cells of @report; NULL if both are
 * of one edition, or no map is known: then what has the same item id is the same. */
static const ZbRevisionMap *
map_between (const ZbReport *source, const ZbReport *report)
{
  const ZbRevisionMap *map = zb_report_form (report)->map;

  return map != NULL && strcmp (zb_report_form (source)->edition, map->from) == 0 ? map : NULL;
}

/* The text of the same item in an earlier report, whose edition may number its cells otherwise. */
static char *
take_value (const ZbReport *source,
            const char *section_id,
            const char *key,
            const char *column_code,
            const ZbCellSpec *target)
{
  const ZbForm *form = zb_report_form (source);
  int section = zb_form_find_section (form, section_id);
  int column = section < 0 ? -1 : zb_section_find_column (&form->sections[section], column_code);
  int row = column < 0 ? -1 : zb_report_find_row (source, (guint)section, key);
  ZbCellSpec spec;
  ZbCell cell;
  ZbDecimal value;

  if (row < 0 || !zb_report_cell_spec (source, (guint)section, (guint)row, (guint)column, &spec) ||
      spec.type != target->type)
    return NULL;
  cell = zb_report_cell (source, (guint)section, (guint)row, (guint)column);
  if (cell.state != ZB_STATE_VALUE)
    return NULL;
  if (spec.type != ZB_CELL_NUMBER)
    return g_strdup (cell.text);
  value = (ZbDecimal){cell.number, spec.scale};
  return zb_cell_convert (value, &spec, target, &value) ? zb_decimal_to_string (value) : NULL;
}

char *
zb_report_prefill_text (const ZbReport *report,
                        guint section,
                        guint row,
                        guint column,
                        ZbEarlierReport earlier,
                        gpointer data)
{
  const ZbReport *source = NULL;
  const char *column_code = NULL;
  ZbCellSpec spec;

  if (!zb_report_cell_spec (report, section, row, column, &spec) ||
      !find_source (report, section, column, &spec, earlier, data, &source, &column_code))
    return NULL;
  const char *section_id = zb_report_form (report)->sections[section].id;
  const char *key = zb_report_row_key (report, section, row);
  const ZbRevisionMap *map = map_between (source, report);
  ZbComparability comparability;

  return map != NULL ? zb_revision_take (map, FALSE, source, section_id, key, column_code, &spec,
                                         &comparability)
                     : take_value (source, section_id, key, column_code, &spec);
}

static guint
fill_section (ZbReport *report, guint section, ZbEarlierReport earlier, gpointer data)
{
  guint n_columns = zb_report_form (report)->sections[section].n_columns;
  guint filled = 0;

  for (guint row = 0; row < zb_report_n_rows (report, section); row++) {
    for (guint column = 0; column < n_columns; column++) {
      g_autofree char *text = NULL;

      if (zb_report_cell (report, section, row, column).state != ZB_STATE_BLANK)
        continue;
      text = zb_report_prefill_text (report, section, row, column, earlier, data);
      if (text != NULL && zb_report_set_canonical (report, section, row, column, text, NULL))
        filled++;
    }
  }
  return filled;
}

/* Rows beyond the section's limit are left out: what is there stays as it is. */
static void
add_rows_of (ZbReport *report, guint section, const ZbReport *source)
{
  const ZbForm *form = zb_report_form (source);
  const char *section_id = zb_report_form (report)->sections[section].id;
  const ZbRevisionMap *map = map_between (source, report);

  if (map != NULL) {
    g_autoptr (GPtrArray) keys = zb_revision_list_keys (map, FALSE, source, section_id);

    for (guint i = 0; i < keys->len; i++)
      if (zb_report_add_row (report, section, keys->pdata[i], NULL) < 0)
        continue;
    return;
  }
  int from = zb_form_find_section (form, section_id);
  if (from < 0 || !form->sections[from].dynamic)
    return;
  for (guint row = 0; row < zb_report_n_rows (source, (guint)from); row++)
    if (zb_report_add_row (report, section, zb_report_row_key (source, (guint)from, row), NULL) < 0)
      continue;
}

static void
add_rows (
    ZbReport *report, guint section, const ZbReport *last, ZbEarlierReport earlier, gpointer data)
{
  const ZbSection *described = &zb_report_form (report)->sections[section];

  if (!described->dynamic)
    return;
  if (last != NULL)
    add_rows_of (report, section, last);
  for (guint column = 0; column < described->n_columns; column++) {
    const ZbReport *source = NULL;
    const char *column_code = NULL;

    if (find_source (report, section, column, &described->specs[column], earlier, data, &source,
                     &column_code))
      add_rows_of (report, section, source);
  }
}

static void
carry_fields (ZbReport *report, const ZbReport *last)
{
  const ZbForm *form = zb_report_form (report), *before = zb_report_form (last);

  for (guint i = 0; i < zb_form_n_fields (form); i++) {
    int from = zb_form_find_field (before, zb_form_field (form, i)->id);

    /* A date says when this very report was made. */
    if (from < 0 || zb_report_field (report, i) != NULL ||
        zb_form_field (form, i)->spec.type == ZB_CELL_DATE)
      continue;
    zb_report_set_field (report, i, zb_report_field (last, (guint)from), NULL);
  }
}

guint
zb_report_prefill (ZbReport *report, ZbEarlierReport earlier, gpointer data, ZbPrefillFlags flags)
{
  const ZbForm *form = zb_report_form (report);
  const ZbReport *last = earlier (form->id, last_collected (form, zb_report_period (report)), data);
  guint filled = 0;

  if ((flags & ZB_PREFILL_FIELDS) && last != NULL)
    carry_fields (report, last);
  for (guint section = 0; section < form->n_sections; section++) {
    if (flags & ZB_PREFILL_ROWS)
      add_rows (report, section, last, earlier, data);
    filled += fill_section (report, section, earlier, data);
  }
  return filled;
}
