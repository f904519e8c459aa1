/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/mistake.h"

#include "forms/form-lookup.h"

#include <string.h>

typedef struct {
  guint section, row, column;
} Place;

typedef gboolean (*Wanted) (const ZbCellSpec *spec, ZbCell cell);

/* A figure that someone typed, of at least three digits. */
static gboolean
is_typed (const ZbCellSpec *spec, ZbCell cell)
{
  return cell.state == ZB_STATE_VALUE && spec->type == ZB_CELL_NUMBER && cell.number >= 100 &&
         !(spec->flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED)) && spec->prefill == NULL;
}

static gboolean
is_to_date (const ZbCellSpec *spec, ZbCell cell)
{
  return is_typed (spec, cell) && spec->span == ZB_SPAN_TO_DATE;
}

static gboolean
is_computed (const ZbCellSpec *spec, ZbCell cell)
{
  return cell.state == ZB_STATE_VALUE && spec->type == ZB_CELL_NUMBER && cell.number >= 100 &&
         (spec->flags & ZB_CELL_COMPUTED);
}

static gboolean
is_required (const ZbCellSpec *spec, ZbCell cell)
{
  return cell.state == ZB_STATE_VALUE && (spec->flags & ZB_CELL_REQUIRED) &&
         !(spec->flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED));
}

static gboolean
is_code (const ZbCellSpec *spec, ZbCell cell)
{
  return cell.state == ZB_STATE_VALUE && spec->type == ZB_CELL_CODE && spec->codes != NULL;
}

static gboolean
is_shared (const ZbCellSpec *spec, ZbCell cell)
{
  return is_typed (spec, cell) && spec->concept != NULL;
}

static gboolean
find_in_section (
    const ZbReport *report, guint section, guint32 chance, Wanted wanted, Place *ret_place)
{
  guint n_columns = zb_report_form (report)->sections[section].n_columns;
  guint n = zb_report_n_rows (report, section) * n_columns;

  for (guint i = 0; i < n; i++) {
    guint at = (chance + i) % n;
    Place place = {section, at / n_columns, at % n_columns};
    ZbCellSpec spec;

    if (!zb_report_cell_spec (report, section, place.row, place.column, &spec) ||
        !wanted (&spec, zb_report_cell (report, section, place.row, place.column)))
      continue;
    *ret_place = place;
    return TRUE;
  }
  return FALSE;
}

static gboolean
find (const ZbSeasonMistake *mistake, Wanted wanted, Place *ret_place)
{
  guint n = zb_report_form (mistake->report)->n_sections;

  for (guint i = 0; i < n; i++)
    if (find_in_section (mistake->report, (mistake->chance / 3 + i) % n, mistake->chance / 7,
                         wanted, ret_place))
      return TRUE;
  return FALSE;
}

static char *
text_at (const ZbReport *report, Place place)
{
  ZbCell cell = zb_report_cell (report, place.section, place.row, place.column);
  ZbDecimal value;

  if (zb_report_decimal (report, place.section, place.row, place.column, &value))
    return zb_decimal_to_string (value);
  return cell.state == ZB_STATE_VALUE ? g_strdup (cell.text) : NULL;
}

static void
note_cell (ZbSeasonMistake *mistake, Place place)
{
  mistake->item =
      zb_form_item_id (zb_report_form (mistake->report), place.section,
                       zb_report_row_key (mistake->report, place.section, place.row), place.column);
  mistake->right = text_at (mistake->report, place);
}

/* Notes the cell, whose figure becomes @number. */
static gboolean
put (ZbSeasonMistake *mistake, Place place, gint64 number)
{
  note_cell (mistake, place);
  zb_report_set_number (mistake->report, place.section, place.row, place.column, number);
  mistake->wrong = text_at (mistake->report, place);
  mistake->recompute = TRUE;
  return TRUE;
}

static gint64
number_at (const ZbReport *report, Place place)
{
  return zb_report_cell (report, place.section, place.row, place.column).number;
}

static gboolean
multiply (ZbSeasonMistake *mistake, gint64 factor)
{
  Place place;

  return find (mistake, is_typed, &place) &&
         number_at (mistake->report, place) < G_GINT64_CONSTANT (10000000000000) &&
         put (mistake, place, number_at (mistake->report, place) * factor);
}

static gboolean
make_unit_10 (ZbSeasonMistake *mistake)
{
  return multiply (mistake, 10);
}

static gboolean
make_unit_1000 (ZbSeasonMistake *mistake)
{
  return multiply (mistake, 1000);
}

static gboolean
make_unit_10000 (ZbSeasonMistake *mistake)
{
  return multiply (mistake, 10000);
}

static gboolean
make_sign (ZbSeasonMistake *mistake)
{
  return multiply (mistake, -1);
}

/* The last two digits that differ change places. */
static gint64
swap_digits (gint64 number)
{
  for (gint64 power = 1; power * 10 <= number; power *= 10) {
    gint64 low = number / power % 10, high = number / (power * 10) % 10;

    if (low != high)
      return number + (high - low) * power + (low - high) * power * 10;
  }
  return number + 9;
}

static gboolean
make_digit_swap (ZbSeasonMistake *mistake)
{
  Place place;

  return find (mistake, is_typed, &place) &&
         put (mistake, place, swap_digits (number_at (mistake->report, place)));
}

static gboolean
make_typo (ZbSeasonMistake *mistake)
{
  Place place;

  return find (mistake, is_typed, &place) &&
         put (mistake, place, number_at (mistake->report, place) + 9);
}

/* What belongs into a row stands in the one below, and the other way round. */
static gboolean
make_shifted_row (ZbSeasonMistake *mistake)
{
  Place place, below;
  ZbCellSpec spec;

  if (!find (mistake, is_typed, &place) ||
      place.row + 1 >= zb_report_n_rows (mistake->report, place.section))
    return FALSE;
  below = place;
  below.row++;
  zb_report_cell_spec (mistake->report, below.section, below.row, below.column, &spec);
  gint64 number = number_at (mistake->report, place), other = number_at (mistake->report, below);
  if (number == other ||
      !is_typed (&spec, zb_report_cell (mistake->report, below.section, below.row, below.column)))
    return FALSE;
  zb_report_set_number (mistake->report, below.section, below.row, below.column, number);
  return put (mistake, place, other);
}

/* Last period's figure to date, typed again. */
static gboolean
make_retyped (ZbSeasonMistake *mistake)
{
  Place place, earlier;
  int row;

  if (mistake->before == NULL || !find (mistake, is_to_date, &place))
    return FALSE;
  row = zb_report_find_row (mistake->before, place.section,
                            zb_report_row_key (mistake->report, place.section, place.row));
  if (row < 0)
    return FALSE;
  earlier = (Place){place.section, (guint)row, place.column};
  return number_at (mistake->before, earlier) != number_at (mistake->report, place) &&
         put (mistake, place, number_at (mistake->before, earlier));
}

static gboolean
make_missing_cell (ZbSeasonMistake *mistake)
{
  Place place;

  if (!find (mistake, is_required, &place))
    return FALSE;
  note_cell (mistake, place);
  zb_report_set_state (mistake->report, place.section, place.row, place.column, ZB_STATE_BLANK);
  mistake->recompute = TRUE;
  return TRUE;
}

/* A total that was written in from elsewhere. */
static gboolean
make_sum_broken (ZbSeasonMistake *mistake)
{
  Place place;

  if (!find (mistake, is_computed, &place) ||
      !put (mistake, place, number_at (mistake->report, place) * 11 / 10))
    return FALSE;
  mistake->recompute = FALSE;
  return TRUE;
}

static gboolean
make_wrong_code (ZbSeasonMistake *mistake)
{
  Place place;

  if (!find (mistake, is_code, &place))
    return FALSE;
  note_cell (mistake, place);
  zb_report_set_text (mistake->report, place.section, place.row, place.column, "ZZ");
  mistake->wrong = g_strdup ("ZZ");
  return TRUE;
}

/* Another form is told another figure. */
static gboolean
make_disagreement (ZbSeasonMistake *mistake)
{
  Place place;

  return find (mistake, is_shared, &place) &&
         put (mistake, place, number_at (mistake->report, place) * 13 / 10);
}

/* Changes every typed figure; FALSE if there was none. */
static gboolean
change_all (ZbSeasonMistake *mistake, gint64 (*change) (gint64 number))
{
  gboolean any = FALSE;

  for (guint s = 0; s < zb_report_form (mistake->report)->n_sections; s++)
    for (guint row = 0; row < zb_report_n_rows (mistake->report, s); row++)
      for (guint c = 0; c < zb_report_form (mistake->report)->sections[s].n_columns; c++) {
        ZbCell cell = zb_report_cell (mistake->report, s, row, c);
        ZbCellSpec spec;

        if (!zb_report_cell_spec (mistake->report, s, row, c, &spec) || !is_typed (&spec, cell))
          continue;
        zb_report_set_number (mistake->report, s, row, c, change (cell.number));
        any = TRUE;
      }
  mistake->recompute = any;
  return any;
}

static gint64
triple (gint64 number)
{
  return number * 3;
}

static gboolean
make_jump (ZbSeasonMistake *mistake)
{
  return change_all (mistake, triple);
}

/* The report before, sent again as this period's. */
static gboolean
make_copied (ZbSeasonMistake *mistake)
{
  gboolean any = FALSE;

  for (guint s = 0; mistake->before != NULL && s < zb_report_form (mistake->report)->n_sections;
       s++)
    for (guint row = 0; row < zb_report_n_rows (mistake->report, s); row++) {
      int old =
          zb_report_find_row (mistake->before, s, zb_report_row_key (mistake->report, s, row));

      for (guint c = 0; old >= 0 && c < zb_report_form (mistake->report)->sections[s].n_columns;
           c++) {
        ZbCell cell = zb_report_cell (mistake->before, s, (guint)old, c);

        if (cell.state != ZB_STATE_VALUE || cell.text != NULL ||
            cell.number == zb_report_cell (mistake->report, s, row, c).number)
          continue;
        zb_report_set_number (mistake->report, s, row, c, cell.number);
        any = TRUE;
      }
    }
  return any;
}

/* Nothing to report, it says, and there was. */
static gboolean
make_nil (ZbSeasonMistake *mistake)
{
  Place place;

  if (!find (mistake, is_typed, &place))
    return FALSE;
  for (guint s = 0; s < zb_report_form (mistake->report)->n_sections; s++)
    for (guint row = 0; row < zb_report_n_rows (mistake->report, s); row++)
      for (guint c = 0; c < zb_report_form (mistake->report)->sections[s].n_columns; c++)
        if (zb_report_cell (mistake->report, s, row, c).state == ZB_STATE_VALUE)
          zb_report_set_state (mistake->report, s, row, c, ZB_STATE_BLANK);
  zb_report_set_kind (mistake->report, ZB_REPORT_NIL);
  return TRUE;
}

static gboolean
make_duplicate (ZbSeasonMistake *mistake)
{
  mistake->twice = TRUE;
  return TRUE;
}

/* Wrong at first, and set right by the enterprise itself. */
static gboolean
make_correction (ZbSeasonMistake *mistake)
{
  mistake->twice = mistake->corrected = multiply (mistake, 10);
  return mistake->twice;
}

static const struct {
  const char *kind;
  gboolean (*make) (ZbSeasonMistake *mistake);
} kinds[] = {{"unit-10", make_unit_10},
             {"unit-1000", make_unit_1000},
             {"unit-10000", make_unit_10000},
             {"sign", make_sign},
             {"digit-swap", make_digit_swap},
             {"typo", make_typo},
             {"shifted-row", make_shifted_row},
             {"retyped-to-date", make_retyped},
             {"missing-cell", make_missing_cell},
             {"sum-broken", make_sum_broken},
             {"wrong-code", make_wrong_code},
             {"other-form", make_disagreement},
             {"jump", make_jump},
             {"copied", make_copied},
             {"nil", make_nil},
             {"duplicate", make_duplicate},
             {"corrected", make_correction}};

gboolean
zb_season_mistake_make (ZbSeasonMistake *mistake)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    guint kind = (mistake->chance + i) % G_N_ELEMENTS (kinds);

    if (!kinds[kind].make (mistake))
      continue;
    mistake->kind = kinds[kind].kind;
    return TRUE;
  }
  return FALSE;
}

void
zb_season_mistake_clear (ZbSeasonMistake *mistake)
{
  g_clear_pointer (&mistake->item, g_free);
  g_clear_pointer (&mistake->right, g_free);
  g_clear_pointer (&mistake->wrong, g_free);
}
