/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/incoming-words.h"

#include <glib/gi18n.h>

#include "forms/form-lookup.h"

static const char *
row_label (const ZbForm *form, const ZbIncomingCell *cell, const char *language)
{
  const ZbSection *section = &form->sections[cell->section];
  int row = section->dynamic ? -1 : zb_section_find_row (section, cell->key);
  const ZbCode *code = section->dynamic ? zb_code_list_find (section->keys, cell->key) : NULL;

  if (row >= 0)
    return zb_text_get (&section->rows[row].label, language);
  return code != NULL ? zb_text_get (&code->name, language) : cell->key;
}

char *
zb_incoming_dup_name (const ZbIncoming *incoming, const ZbIncomingCell *cell, const char *language)
{
  const ZbForm *form = zb_report_form (zb_incoming_report (incoming));

  if (cell->field >= 0)
    return g_strdup (zb_text_get (&zb_form_field (form, (guint)cell->field)->label, language));
  if (cell->item == NULL)
    return g_strdup (cell->heading);
  const ZbColumn *column = &form->sections[cell->section].columns[cell->cell_column];
  const char *group =
      column->group > 0
          ? zb_text_get (&form->sections[cell->section].groups[column->group - 1].label, language)
          : NULL;
  g_autofree char *above = group != NULL ? g_strdup_printf (" · %s", group) : g_strdup ("");
  return g_strdup_printf ("%s%s · %s", row_label (form, cell, language), above,
                          zb_text_get (&column->label, language));
}

static const char *
fault_words (ZbCellFault fault)
{
  switch (fault) {
  case ZB_CELL_FAULT_CALCULATION:
    return _ ("cannot be worked out");
  case ZB_CELL_FAULT_OUT_OF_RANGE:
  case ZB_CELL_FAULT_TOO_LONG:
    return _ ("has more digits than the cell holds");
  case ZB_CELL_FAULT_DECIMALS:
    return _ ("has more decimals than the cell takes");
  case ZB_CELL_FAULT_NOT_IN_LIST:
    return _ ("is not in the cell's list");
  case ZB_CELL_FAULT_NOT_A_DATE:
    return _ ("is no date");
  case ZB_CELL_FAULT_TEXT:
    return _ ("is too long for the cell, or holds signs that cannot be reported");
  case ZB_CELL_FAULT_MEASURE:
    return _ ("counts something else than the cell");
  case ZB_CELL_FAULT_NOT_A_NUMBER:
  default:
    return _ ("is no number");
  }
}

static char *
dup_displayed (const char *canonical)
{
  ZbDecimal value;

  for (guint scale = 0; scale <= ZB_DECIMAL_MAX_SCALE; scale++)
    if (zb_decimal_parse (canonical, scale, &value, NULL))
      return zb_decimal_to_display (value);
  return g_strdup (canonical);
}

static char *
dup_bare_verdict (const ZbIncomingCell *cell)
{
  g_autofree char *before =
      cell->field >= 0 ? g_strdup (cell->before) : dup_displayed (cell->before);

  switch (cell->verdict) {
  case ZB_INCOMING_NEW:
    return g_strdup (_ ("new"));
  case ZB_INCOMING_CHANGED:
    return g_strdup_printf (_ ("replaces %s"), before);
  case ZB_INCOMING_SAME:
    return g_strdup (_ ("stands there already"));
  case ZB_INCOMING_COMPUTED:
    if (g_strcmp0 (cell->before, cell->after) == 0 || *cell->before == '\0')
      return g_strdup (_ ("not taken: the form computes it"));
    return g_strdup_printf (_ ("not taken: the form computes it, and comes to %s"), before);
  case ZB_INCOMING_LOCKED:
    return g_strdup (_ ("not taken: the cell is locked"));
  case ZB_INCOMING_NOT_APPLICABLE:
    return g_strdup (_ ("not taken: the form asks for nothing here"));
  case ZB_INCOMING_TWICE:
    return g_strdup (_ ("not taken: another place of the file says something else of this cell"));
  case ZB_INCOMING_UNKNOWN_ROW:
    return g_strdup (_ ("the form has no such row"));
  case ZB_INCOMING_UNKNOWN_COLUMN:
    return g_strdup (_ ("the form has no such column"));
  case ZB_INCOMING_MISSING:
    return g_strdup (_ ("the trial balance has no such account"));
  case ZB_INCOMING_FAULT:
  default:
    return g_strdup_printf (_ ("“%s” %s"), cell->text, fault_words (cell->fault));
  }
}

char *
zb_incoming_dup_verdict (const ZbIncomingCell *cell, const char *language)
{
  g_autofree char *verdict = dup_bare_verdict (cell);

  if (cell->measure == NULL || cell->after == NULL)
    return g_steal_pointer (&verdict);
  const char *measure = zb_text_get (&cell->measure->name, language);
  if (cell->rounded)
    /* A verdict, then the figure and its unit in the file. */
    return g_strdup_printf (_ ("%s; rounded from %s %s"), verdict, cell->text, measure);
  return g_strdup_printf (_ ("%s; converted from %s %s"), verdict, cell->text, measure);
}

static void
add_part (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

char *
zb_incoming_dup_summary (const ZbIncoming *incoming)
{
  GString *text = g_string_new (NULL);
  guint n = zb_incoming_count (incoming, ZB_INCOMING_NEW);
  guint changed = zb_incoming_count (incoming, ZB_INCOMING_CHANGED);
  guint same = zb_incoming_count (incoming, ZB_INCOMING_SAME);
  guint refused = zb_incoming_n_refused (incoming);
  guint passed = zb_incoming_cells (incoming)->len - n - changed - same - refused;

  if (n > 0 || changed + same + passed + refused == 0)
    add_part (text, g_strdup_printf (ngettext ("%u new", "%u new", n), n));
  if (changed > 0)
    add_part (text, g_strdup_printf (ngettext ("%u replaces another figure",
                                               "%u replace other figures", changed),
                                     changed));
  if (same > 0)
    add_part (text,
              g_strdup_printf (ngettext ("%u stands there already", "%u stand there already", same),
                               same));
  if (passed > 0)
    add_part (text, g_strdup_printf (
                        ngettext ("%u not taken by the form", "%u not taken by the form", passed),
                        passed));
  if (refused > 0)
    add_part (text,
              g_strdup_printf (ngettext ("%u cannot go in", "%u cannot go in", refused), refused));
  return g_string_free (text, FALSE);
}

const char *
zb_incoming_verdict_name (ZbIncomingVerdict verdict)
{
  static const char *const names[ZB_INCOMING_N_VERDICTS] = {
      "new",   "changed", "same",        "computed",       "locked", "not-applicable",
      "twice", "fault",   "unknown-row", "unknown-column", "missing"};

  return names[verdict];
}
