/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/incoming.h"

#include "forms/form-lookup.h"

#include <string.h>

struct _ZbIncoming {
  ZbReport *report;
  GPtrArray *cells;    /* ZbIncomingCell */
  GHashTable *by_item; /* item → the cell that spoke for it first; both borrowed */
  guint counts[ZB_INCOMING_N_VERDICTS];
};

static void
cell_free (gpointer data)
{
  ZbIncomingCell *cell = data;

  g_free (cell->place);
  g_free (cell->heading);
  g_free (cell->text);
  g_free (cell->item);
  g_free (cell->key);
  g_free (cell->before);
  g_free (cell->after);
  g_free (cell);
}

ZbIncoming *
zb_incoming_new (ZbReport *report)
{
  ZbIncoming *incoming = g_new0 (ZbIncoming, 1);

  incoming->report = zb_report_ref (report);
  incoming->cells = g_ptr_array_new_with_free_func (cell_free);
  incoming->by_item = g_hash_table_new (g_str_hash, g_str_equal);
  return incoming;
}

void
zb_incoming_free (ZbIncoming *incoming)
{
  zb_report_unref (incoming->report);
  g_hash_table_unref (incoming->by_item);
  g_ptr_array_unref (incoming->cells);
  g_free (incoming);
}

/* Dashes and crosses are how a paper says that nothing belongs there. */
static gboolean
says_nothing (const char *text)
{
  static const char *const signs[] = {"", "-", "--", "—", "——", "–", "－", "×", "/"};

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (strcmp (text, signs[i]) == 0)
      return TRUE;
  return FALSE;
}

/* "□ 1 yes □ 2 no", "20　　年　　月": what a paper prints where nothing was written yet. */
static gboolean
is_printed_blank (const char *text)
{
  return strstr (text, "□") != NULL || strstr (text, "\xe3\x80\x80\xe3\x80\x80") != NULL;
}

static ZbIncomingCell *
new_cell (const ZbIncomingSource *source)
{
  ZbIncomingCell *cell = g_new0 (ZbIncomingCell, 1);

  cell->place = g_strdup (source->place);
  cell->heading = g_strdup (source->heading != NULL ? source->heading : "");
  cell->text = g_strdup (source->text);
  cell->sheet = source->sheet;
  cell->row = source->row;
  cell->column = source->column;
  cell->field = -1;
  return cell;
}

static void
add_cell (ZbIncoming *incoming, ZbIncomingCell *cell)
{
  ZbIncomingCell *first =
      cell->item != NULL ? g_hash_table_lookup (incoming->by_item, cell->item) : NULL;

  if (first != NULL && cell->after != NULL && g_strcmp0 (first->after, cell->after) != 0) {
    cell->verdict = ZB_INCOMING_TWICE;
    g_clear_pointer (&cell->after, g_free);
  } else if (first != NULL && first->after != NULL && cell->after != NULL) {
    cell_free (cell);
    return;
  } else if (cell->after != NULL) {
    g_hash_table_replace (incoming->by_item, cell->item, cell);
  }
  g_ptr_array_add (incoming->cells, cell);
  incoming->counts[cell->verdict]++;
}

/* What stands in the report; "" for blanks and rows that are not there. Caller frees. */
static char *
dup_before (const ZbReport *report, guint section, int row, guint column)
{
  ZbCell cell = {ZB_STATE_BLANK, 0, NULL};
  ZbDecimal value;

  if (row >= 0)
    cell = zb_report_cell (report, section, (guint)row, column);
  if (cell.state != ZB_STATE_VALUE)
    return g_strdup ("");
  if (cell.text != NULL)
    return g_strdup (cell.text);
  return zb_report_decimal (report, section, (guint)row, column, &value)
             ? zb_decimal_to_string (value)
             : g_strdup ("");
}

static ZbIncomingVerdict
judge_change (const ZbIncomingCell *cell)
{
  if (strcmp (cell->before, cell->after) == 0)
    return ZB_INCOMING_SAME;
  return *cell->before == '\0' ? ZB_INCOMING_NEW : ZB_INCOMING_CHANGED;
}

static void
judge (ZbIncomingCell *cell, const ZbCellSpec *spec, const ZbMeasure *measure)
{
  cell->fault = zb_cell_read_measured (spec, cell->text, measure, &cell->after, &cell->rounded);
  if (measure != spec->measure && spec->type == ZB_CELL_NUMBER)
    cell->measure = measure;
  if (cell->fault != ZB_CELL_FAULT_NONE)
    cell->verdict = ZB_INCOMING_FAULT;
  else if (spec->flags & ZB_CELL_COMPUTED)
    cell->verdict = ZB_INCOMING_COMPUTED;
  else if (spec->flags & ZB_CELL_LOCKED)
    cell->verdict = ZB_INCOMING_LOCKED;
  else
    cell->verdict = judge_change (cell);
}

void
zb_incoming_offer (ZbIncoming *incoming,
                   const ZbIncomingSource *source,
                   guint section,
                   const char *key,
                   guint column)
{
  const ZbForm *form = zb_report_form (incoming->report);
  const ZbSection *place = &form->sections[section];
  int row = zb_report_find_row (incoming->report, section, key);
  ZbCellSpec spec;

  if (says_nothing (source->text) || !zb_section_cell_spec (place, key, column, &spec))
    return;
  ZbIncomingCell *cell = new_cell (source);
  cell->section = section;
  cell->key = g_strdup (key);
  cell->cell_column = column;
  cell->item = zb_form_item_id (form, section, key, column);
  cell->before = dup_before (incoming->report, section, row, column);
  if (spec.flags & ZB_CELL_NOT_APPLICABLE)
    cell->verdict = ZB_INCOMING_NOT_APPLICABLE;
  else
    judge (cell, &spec, source->measure);
  add_cell (incoming, cell);
}

void
zb_incoming_offer_field (ZbIncoming *incoming, const ZbIncomingSource *source, guint field)
{
  const ZbField *info = zb_form_field (zb_report_form (incoming->report), field);
  const char *before = zb_report_field (incoming->report, field);

  if (says_nothing (source->text) || is_printed_blank (source->text))
    return;
  ZbIncomingCell *cell = new_cell (source);
  cell->field = (int)field;
  cell->item = g_strdup_printf ("head.%s", info->id);
  cell->before = g_strdup (before != NULL ? before : "");
  judge (cell, &info->spec, NULL);
  add_cell (incoming, cell);
}

void
zb_incoming_offer_unknown (ZbIncoming *incoming,
                           const ZbIncomingSource *source,
                           ZbIncomingVerdict verdict)
{
  ZbIncomingCell *cell = new_cell (source);

  cell->verdict = verdict;
  cell->before = g_strdup ("");
  add_cell (incoming, cell);
}

ZbReport *
zb_incoming_report (const ZbIncoming *incoming)
{
  return incoming->report;
}

const GPtrArray *
zb_incoming_cells (const ZbIncoming *incoming)
{
  return incoming->cells;
}

guint
zb_incoming_count (const ZbIncoming *incoming, ZbIncomingVerdict verdict)
{
  return incoming->counts[verdict];
}

guint
zb_incoming_n_taken (const ZbIncoming *incoming)
{
  return incoming->counts[ZB_INCOMING_NEW] + incoming->counts[ZB_INCOMING_CHANGED];
}

guint
zb_incoming_n_refused (const ZbIncoming *incoming)
{
  guint n = 0;

  for (guint v = ZB_INCOMING_TWICE; v < ZB_INCOMING_N_VERDICTS; v++)
    n += incoming->counts[v];
  return n;
}

static gboolean
apply_cell (const ZbIncomingCell *cell, ZbReport *report)
{
  int row;

  if (cell->field >= 0)
    return zb_report_set_field (report, (guint)cell->field, cell->after, NULL);
  row = zb_report_find_row (report, cell->section, cell->key);
  if (row < 0 && zb_report_form (report)->sections[cell->section].dynamic)
    row = zb_report_add_row (report, cell->section, cell->key, NULL);
  return row >= 0 && zb_report_set_canonical (report, cell->section, (guint)row, cell->cell_column,
                                              cell->after, NULL);
}

guint
zb_incoming_apply (const ZbIncoming *incoming, ZbReport *report)
{
  guint n = 0;

  for (guint i = 0; i < incoming->cells->len; i++) {
    const ZbIncomingCell *cell = incoming->cells->pdata[i];

    if (cell->verdict <= ZB_INCOMING_CHANGED && apply_cell (cell, report))
      n++;
  }
  return n;
}
