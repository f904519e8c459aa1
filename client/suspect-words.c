/* SPDX-License-Identifier: Apache-2.0 */
#include "client/suspect-words.h"

#include <glib/gi18n.h>

#include <string.h>

/* With thousands separators. */
static char *
dup_figure (const char *text)
{
  const char *point = text == NULL ? NULL : strchr (text, '.');
  guint scale = point == NULL ? 0 : (guint)strlen (point + 1);
  ZbDecimal value;

  if (text == NULL)
    return g_strdup (_ ("blank"));
  if (scale > ZB_DECIMAL_MAX_SCALE || !zb_decimal_parse (text, scale, &value, NULL))
    return g_strdup (text);
  return zb_decimal_to_display (value);
}

static void
add_past (GString *text, const char *period, const char *value, const char *language)
{
  g_autofree char *figure = NULL, *when = NULL;
  ZbPeriod parsed;

  if (period == NULL || value == NULL || !zb_period_parse (period, &parsed, NULL))
    return;
  figure = dup_figure (value);
  when = zb_period_to_display (parsed, language, FALSE);
  if (text->len > 0)
    g_string_append (text, _ ("; "));
  /* Translators: a period and what the cell held then. */
  g_string_append_printf (text, _ ("%s: %s"), when, figure);
}

/* The figure in its measure, and what is owed whatever the rules say. */
static char *
dup_content (const ZbSuspectCell *cell, const char *language)
{
  const ZbMeasure *measure =
      cell->operand->measure == NULL ? NULL : zb_measure_find (cell->operand->measure);
  g_autofree char *figure = dup_figure (cell->operand->value);

  if (cell->operand->value == NULL)
    return g_strdup (cell->is_owed ? _ ("blank, and must be filled in") : figure);
  if (cell->is_owed)
    return g_strdup_printf (_ ("%s, and must be left empty"), figure);
  if (measure == NULL)
    return g_steal_pointer (&figure);
  return g_strdup_printf ("%s %s", figure, zb_text_get (&measure->name, language));
}

char *
zb_suspect_dup_cell (const ZbSuspectCell *cell, const char *language)
{
  const char *label = zb_text_get (&cell->operand->label, language);
  g_autofree char *measured = dup_content (cell, language);
  g_autoptr (GString) past = g_string_new (NULL);

  add_past (past, cell->last_period, cell->last_value, language);
  add_past (past, cell->last_year_period, cell->last_year_value, language);
  if (past->len == 0)
    /* Translators: a cell's code, its caption and its figure. */
    return g_strdup_printf (_ ("%s %s: %s"), cell->item, label, measured);
  /* Translators: a cell's code, its caption, its figure, and what it held in earlier periods. */
  return g_strdup_printf (_ ("%s %s: %s (%s)"), cell->item, label, measured, past->str);
}

char *
zb_suspect_dup_set (const ZbSuspectBlock *block, guint index, const char *language)
{
  const GArray *set = g_ptr_array_index (block->sets, index);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < set->len; i++) {
    g_autofree char *cell = zb_suspect_dup_cell (
        g_ptr_array_index (block->cells, g_array_index (set, guint, i)), language);

    g_string_append_printf (text, "%s%s", i == 0 ? "" : " + ", cell);
  }
  return g_string_free (text, FALSE);
}

static const char *
power_of_ten (int power)
{
  static const char *const numbers[] = {"1", "10", "100", "1,000", "10,000"};

  return numbers[MIN (ABS (power), 4)];
}

/* What is probably wrong with @cell, which holds @typed now. */
static char *
dup_slip (const ZbSuspectOffer *offer, const char *cell, const char *typed)
{
  switch (offer->kind) {
  case ZB_SLIP_UNIT:
    return g_strdup_printf (offer->power > 0
                                /* Translators: a cell's code, its figure, a power of ten. */
                                ? _ ("%s, %s, is probably %s times too large (wrong unit?)")
                                : _ ("%s, %s, is probably %s times too small (wrong unit?)"),
                            cell, typed, power_of_ten (offer->power));
  case ZB_SLIP_SIGN:
    return g_strdup_printf (_ ("%s, %s, probably has the wrong sign"), cell, typed);
  case ZB_SLIP_DIGITS:
    return g_strdup_printf (_ ("%s, %s, probably has two digits swapped"), cell, typed);
  case ZB_SLIP_RETYPED:
    return g_strdup_printf (_ ("%s, %s, is last period’s figure again"), cell, typed);
  case ZB_SLIP_ROW:
    break;
  }
  return g_strdup (_ ("The figures probably stand one row off"));
}

static char *
dup_changes (const ZbSuspectBlock *block)
{
  const GPtrArray *changes = block->offer->changes;
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++) {
    const ZbSuspectChange *change = g_ptr_array_index (changes, i);
    const ZbSuspectCell *cell = g_ptr_array_index (block->cells, change->cell);
    g_autofree char *figure = dup_figure (change->value);

    if (i > 0)
      g_string_append (text, _ (", "));
    g_string_append_printf (text, "%s = %s", cell->item, figure);
  }
  return g_string_free (text, FALSE);
}

char *
zb_suspect_dup_offer (const ZbSuspectBlock *block, const char *language)
{
  const ZbSuspectCell *first;
  g_autofree char *typed = NULL, *slip = NULL, *changes = NULL;

  if (block->offer == NULL)
    return NULL;
  first = g_ptr_array_index (
      block->cells, ((const ZbSuspectChange *)g_ptr_array_index (block->offer->changes, 0))->cell);
  typed = dup_figure (first->operand->value);
  slip = dup_slip (block->offer, first->item, typed);
  changes = dup_changes (block);
  /* Translators: what is probably wrong, and the figures that would mend it. */
  return g_strdup_printf (_ ("%s: with %s these checks pass. Compare with the ledger first."), slip,
                          changes);
}

char *
zb_suspect_dup_outcome (const ZbSuspectBlock *block)
{
  switch (block->outcome) {
  case ZB_FAMILY_FOUND:
    return NULL;
  case ZB_FAMILY_TOO_MANY:
    return g_strdup (_ ("Too many cells may be wrong to name them: correct what is certain, then "
                        "check again."));
  case ZB_FAMILY_TOO_LARGE:
    return g_strdup (_ ("Too much to look through in the time allowed: correct what is certain, "
                        "then check again."));
  case ZB_FAMILY_NONE:
    break;
  }
  return g_strdup (_ ("No figures in the cells that may change can satisfy these checks together: "
                      "compare the earlier reports they look at, or ask the bureau."));
}

static char *
dup_names (const GPtrArray *names)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s%s", i == 0 ? "" : _ (", "),
                            (const char *)g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

char *
zb_suspect_dup_assumed (const ZbSuspectBlock *block)
{
  g_autofree char *names = NULL;

  if (block->assumed->len == 0)
    return NULL;
  names = dup_names (block->assumed);
  return g_strdup_printf (_ ("Not worked out, so check again afterwards: %s"), names);
}

static void
add_line (GString *text, const char *indent, char *line)
{
  g_autofree char *taken = line;

  if (taken != NULL)
    g_string_append_printf (text, "%s%s\n", indent, taken);
}

static void
add_block (GString *text, guint number, const ZbSuspectBlock *block, const char *language)
{
  g_autofree char *rules = dup_names (block->rules);

  g_string_append_printf (text, "%u. %s\n", number, rules);
  add_line (text, "   ", zb_suspect_dup_outcome (block));
  for (guint i = 0; i < block->sets->len; i++)
    add_line (text, i == 0 ? "   " : _ ("   or "), zb_suspect_dup_set (block, i, language));
  add_line (text, "   → ", zb_suspect_dup_offer (block, language));
  add_line (text, "   ", zb_suspect_dup_assumed (block));
}

static void
add_remarks (GString *text, const ZbSuspects *suspects)
{
  if (suspects->too_large)
    add_line (text, "",
              g_strdup (_ ("This form hangs together too widely to name the cells that "
                           "are probably wrong.")));
  if (suspects->helpless->len > 0) {
    g_autofree char *names = dup_names (suspects->helpless);

    add_line (text, "", g_strdup_printf (_ ("No figure here can mend: %s"), names));
  }
  if (!suspects->is_joint)
    add_line (text, "",
              g_strdup (_ ("Each number was looked at by itself: check again after every "
                           "correction.")));
}

char *
zb_suspects_dup_remarks (const ZbSuspects *suspects)
{
  GString *text = g_string_new (NULL);

  add_remarks (text, suspects);
  if (text->len > 0)
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, text->len == 0);
}

char *
zb_suspects_to_text (const ZbSuspects *suspects, const char *language)
{
  GString *text = g_string_new (NULL);

  if (suspects->blocks->len > 0)
    g_string_append_printf (
        text, "%s\n",
        _ ("Cells that are probably wrong: the fewest changes with which the hard checks pass"));
  for (guint i = 0; i < suspects->blocks->len; i++)
    add_block (text, i + 1, g_ptr_array_index (suspects->blocks, i), language);
  add_remarks (text, suspects);
  return g_string_free (text, text->len == 0);
}
