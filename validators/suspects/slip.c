/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/slip.h"

#include "forms/decimal.h"
#include "validators/suspects/demand-value.h"

#include <string.h>

/* Slips that could be proved, of which only one may be. */
#define MAX_PROVED 8
/* A figure of up to 18 digits has at most 17 pairs of neighbours. */
#define MAX_DIGITS 18

typedef struct {
  ZbSlip slip;
  gboolean borne_out; /* by earlier reports */
} Proved;

typedef struct {
  ZbDemands *demands;
  const ZbFamily *family;
  const GArray *histories;
  ZbDemandCell *cells; /* with the figures of the slip that is tried */
  ZbArena *arena;
  guint n_proved;
  Proved proved[MAX_PROVED];
} Trier;

static const ZbDemandCell *
typed_cell (const Trier *trier, guint cell)
{
  return &g_array_index (trier->demands->cells, ZbDemandCell, cell);
}

static void
put (Trier *trier, const ZbSlip *slip)
{
  for (guint i = 0; i < slip->n; i++) {
    trier->cells[slip->cells[i]].number = slip->numbers[i];
    trier->cells[slip->cells[i]].is_filled = !slip->blanks[i];
  }
}

static void
take_back (Trier *trier, const ZbSlip *slip)
{
  for (guint i = 0; i < slip->n; i++)
    trier->cells[slip->cells[i]] = *typed_cell (trier, slip->cells[i]);
}

static gboolean
holds (Trier *trier, guint demand)
{
  gboolean sure;

  return zb_demand_holds (trier->demands, trier->cells,
                          g_ptr_array_index (trier->demands->demands, demand), trier->arena,
                          &sure) &&
         sure;
}

static gboolean
all_hold (Trier *trier, const ZbSlip *slip)
{
  for (guint i = 0; i < trier->family->failing->len; i++) {
    if (!holds (trier, g_array_index (trier->family->failing, guint, i)))
      return FALSE;
  }
  for (guint i = 0; i < slip->n; i++) {
    const GArray *demands = g_ptr_array_index (trier->demands->by_cell, slip->cells[i]);

    for (guint j = 0; j < demands->len; j++) {
      if (!holds (trier, g_array_index (demands, guint, j)))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
looks_at (const ZbDemand *demand, guint cell)
{
  for (guint i = 0; i < demand->n_cells; i++) {
    if (demand->cells[i] == cell)
      return TRUE;
  }
  return FALSE;
}

static gboolean
fails_with (Trier *trier, guint demand, guint cell, gint64 number)
{
  gint64 before = trier->cells[cell].number;
  gboolean sure, fails;

  trier->cells[cell].number = number;
  fails =
      !zb_demand_holds (trier->demands, trier->cells,
                        g_ptr_array_index (trier->demands->demands, demand), trier->arena, &sure);
  trier->cells[cell].number = before;
  return fails && sure;
}

/* Whether a rule that fails now leaves the cell no more room around the offered figure than a
 * twentieth of it, or of the correction. */
static gboolean
is_pinned (Trier *trier, guint cell, gint64 offered)
{
  gint64 typed = typed_cell (trier, cell)->number;
  gint64 room = MAX (1, MIN (ABS (offered), ABS (typed - offered)) / 20);

  for (guint i = 0; i < trier->family->failing->len; i++) {
    guint demand = g_array_index (trier->family->failing, guint, i);

    if (looks_at (g_ptr_array_index (trier->demands->demands, demand), cell) &&
        fails_with (trier, demand, cell, offered - room) &&
        fails_with (trier, demand, cell, offered + room))
      return TRUE;
  }
  return FALSE;
}

/* Whether one is at most @times the other, and of the same sign. */
static gboolean
is_near (gint64 a, gint64 b, gint64 times)
{
  ZbWide small = MIN (ABS (a), ABS (b)), large = MAX (ABS (a), ABS (b));

  return a != 0 && b != 0 && (a > 0) == (b > 0) && large <= small * times;
}

/* Earlier reports bear a figure out that is near theirs while the typed one is far away. */
static gboolean
is_borne_out (const Trier *trier, guint cell, gint64 offered)
{
  const ZbCellHistory *history = &g_array_index (trier->histories, ZbCellHistory, cell);
  const ZbPastFigure *figures[] = {&history->last, &history->last_year};
  gint64 typed = typed_cell (trier, cell)->number;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++) {
    if (!figures[i]->has_figure)
      continue;
    if (!is_near (offered, figures[i]->number, 2) || is_near (typed, figures[i]->number, 5))
      return FALSE;
    n++;
  }
  return n > 0;
}

static gboolean
is_row_borne_out (const Trier *trier, const ZbSlip *slip)
{
  guint n = 0;

  for (guint i = 0; i < slip->n; i++) {
    if (slip->blanks[i])
      continue;
    if (!is_borne_out (trier, slip->cells[i], slip->numbers[i]))
      return FALSE;
    n++;
  }
  return n > 0;
}

static gboolean
is_same (const ZbSlip *a, const ZbSlip *b)
{
  return a->n == b->n && memcmp (a->cells, b->cells, a->n * sizeof *a->cells) == 0 &&
         memcmp (a->numbers, b->numbers, a->n * sizeof *a->numbers) == 0 &&
         memcmp (a->blanks, b->blanks, a->n * sizeof *a->blanks) == 0;
}

/* Whether the slip explains what fails, and nothing else would. */
static gboolean
is_proved (Trier *trier, const ZbSlip *slip, gboolean *ret_borne_out)
{
  gboolean pinned = FALSE;

  *ret_borne_out = slip->n == 1 ? is_borne_out (trier, slip->cells[0], slip->numbers[0])
                                : is_row_borne_out (trier, slip);
  for (guint i = 0; !pinned && i < slip->n; i++)
    pinned = !slip->blanks[i] && is_pinned (trier, slip->cells[i], slip->numbers[i]);
  /* Swapped digits leave a figure of the same size: earlier reports say nothing about them. What
   * was retyped is proved by the rule that gives the sum. */
  if (slip->kind == ZB_SLIP_DIGITS)
    *ret_borne_out = FALSE;
  return pinned || *ret_borne_out || slip->kind == ZB_SLIP_RETYPED;
}

static void
try_slip (Trier *trier, const ZbSlip *slip)
{
  Proved proved = {.slip = *slip};

  for (guint i = 0; i < slip->n; i++) {
    if (!slip->blanks[i] && ABS (slip->numbers[i]) > ZB_DECIMAL_MAX_DIGITS)
      return;
  }
  for (guint i = 0; i < trier->n_proved; i++) {
    if (is_same (&trier->proved[i].slip, slip))
      return;
  }
  put (trier, slip);
  if (all_hold (trier, slip) && is_proved (trier, slip, &proved.borne_out)) {
    if (trier->n_proved < MAX_PROVED)
      trier->proved[trier->n_proved] = proved;
    trier->n_proved++;
  }
  take_back (trier, slip);
}

static void
try_figure (Trier *trier, ZbSlipKind kind, int power, guint cell, gint64 number)
{
  ZbSlip slip = {.kind = kind, .power = power, .n = 1, .cells = {cell}, .numbers = {number}};

  if (number != typed_cell (trier, cell)->number)
    try_slip (trier, &slip);
}

static void
try_units (Trier *trier, guint cell)
{
  gint64 typed = typed_cell (trier, cell)->number;

  for (int power = 1; power <= 4; power++) {
    ZbWide number;

    /* In too small a unit more digits are typed than the cell takes: they are rounded away. */
    if (zb_wide_divide_round (typed, zb_wide_power ((guint)power), ZB_ROUND_HALF_UP, &number) &&
        number != 0)
      try_figure (trier, ZB_SLIP_UNIT, power, cell, (gint64)number);
    if (zb_wide_scale (typed, (guint)power, &number) && number <= ZB_DECIMAL_MAX_DIGITS &&
        number >= -ZB_DECIMAL_MAX_DIGITS)
      try_figure (trier, ZB_SLIP_UNIT, -power, cell, (gint64)number);
  }
}

static void
try_digits (Trier *trier, guint cell)
{
  gint64 typed = typed_cell (trier, cell)->number;
  gint64 power = 1;

  for (guint i = 0; i + 1 < MAX_DIGITS && ABS (typed) / power >= 10; i++, power *= 10) {
    gint64 right = ABS (typed) / power % 10, left = ABS (typed) / power / 10 % 10;
    gint64 change = (right - left) * 9 * power;
    gboolean leads = ABS (typed) / power < 100;

    if (left != right && !(leads && right == 0))
      try_figure (trier, ZB_SLIP_DIGITS, 0, cell, typed < 0 ? typed - change : typed + change);
  }
}

static void
try_cell (Trier *trier, guint cell)
{
  const ZbCellHistory *history = &g_array_index (trier->histories, ZbCellHistory, cell);
  const ZbDemandCell *typed = typed_cell (trier, cell);

  if (!typed->is_filled || !typed->may_fill || typed->number == 0)
    return;
  try_units (trier, cell);
  try_figure (trier, ZB_SLIP_SIGN, 0, cell, -typed->number);
  try_digits (trier, cell);
  if (history->has_sum)
    try_figure (trier, ZB_SLIP_RETYPED, 0, cell, history->sum);
}

/* The cell in the next row of a section with fixed rows; -1 if it plays no part. */
static int
cell_below (const Trier *trier, guint cell)
{
  const ZbDemandCell *place = typed_cell (trier, cell);

  if (zb_report_form (trier->demands->report)->sections[place->section].dynamic)
    return -1;
  for (guint i = 0; i < trier->demands->cells->len; i++) {
    const ZbDemandCell *other = typed_cell (trier, i);

    if (other->section == place->section && other->column == place->column &&
        other->row == place->row + 1)
      return (int)i;
  }
  return -1;
}

/* Figures of the first cells of @run, one row further down or up; one end is blank now, the other
 * then. */
static void
try_shift (Trier *trier, const guint *run, guint n, gboolean down)
{
  ZbSlip slip = {.kind = ZB_SLIP_ROW, .n = n};

  for (guint i = 0; i < n; i++) {
    guint from = down ? (i + n - 1) % n : (i + 1) % n;
    const ZbDemandCell *source = typed_cell (trier, run[from]);
    const ZbDemandCell *cell = typed_cell (trier, run[i]);

    slip.cells[i] = run[i];
    slip.numbers[i] = source->number;
    slip.blanks[i] = !source->is_filled;
    if (slip.blanks[i] ? cell->is_required : !cell->may_fill)
      return;
    if (slip.blanks[i])
      slip.numbers[i] = 0;
  }
  try_slip (trier, &slip);
}

/* Two rows exchanged, or several rows off by one with a blank cell at one end. */
static void
try_rows (Trier *trier, guint first)
{
  guint run[ZB_SLIP_MAX_CELLS] = {first};
  guint n = 1, n_blank = !typed_cell (trier, first)->is_filled;
  int next;

  while (n < ZB_SLIP_MAX_CELLS && (next = cell_below (trier, run[n - 1])) >= 0) {
    gboolean filled = typed_cell (trier, (guint)next)->is_filled;

    run[n++] = (guint)next;
    n_blank += !filled;
    if (n == 2 && n_blank == 0 &&
        typed_cell (trier, run[0])->number != typed_cell (trier, run[1])->number)
      try_shift (trier, run, n, TRUE);
    if (n_blank == 1 && !filled)
      try_shift (trier, run, n, TRUE);
    if (n_blank == 1 && !typed_cell (trier, first)->is_filled)
      try_shift (trier, run, n, FALSE);
    if (n_blank > 1 || !filled)
      return;
  }
}

static void
try_all (Trier *trier)
{
  const ZbFamily *family = trier->family;
  g_autoptr (GHashTable) tried = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < family->sets->len; i++) {
    const GArray *set = g_ptr_array_index (family->sets, i);

    if (set->len == 1)
      try_cell (trier, g_array_index (set, guint, 0));
  }
  for (guint i = 0; i < family->failing->len; i++) {
    const ZbDemand *demand =
        g_ptr_array_index (trier->demands->demands, g_array_index (family->failing, guint, i));

    for (guint j = 0; j < demand->n_cells; j++) {
      const ZbDemandCell *named = typed_cell (trier, demand->cells[j]);

      for (guint k = 0; k < trier->demands->cells->len; k++) {
        const ZbDemandCell *cell = typed_cell (trier, k);

        /* A run of rows may begin some rows above the cell that fails. */
        if (cell->section == named->section && cell->column == named->column &&
            cell->row <= named->row && cell->row + ZB_SLIP_MAX_CELLS > named->row &&
            g_hash_table_add (tried, GUINT_TO_POINTER (k + 1)))
          try_rows (trier, k);
      }
    }
  }
}

gboolean
zb_slip_find (ZbDemands *demands, const ZbFamily *family, const GArray *histories, ZbSlip *ret_slip)
{
  guint n = demands->cells->len;
  Trier trier = {.demands = demands,
                 .family = family,
                 .histories = histories,
                 .cells = g_memdup2 (demands->cells->data, n * sizeof (ZbDemandCell)),
                 .arena = zb_arena_new ()};
  int found = -1;
  guint n_borne_out = 0;

  try_all (&trier);
  if (trier.n_proved == 1)
    found = 0;
  /* Of rivals, earlier reports may single one out. */
  for (guint i = 0; trier.n_proved > 1 && trier.n_proved <= MAX_PROVED && i < trier.n_proved; i++) {
    if (!trier.proved[i].borne_out)
      continue;
    n_borne_out++;
    found = (int)i;
  }
  if (n_borne_out > 1)
    found = -1;
  if (found >= 0)
    *ret_slip = trier.proved[found].slip;
  zb_arena_free (trier.arena);
  g_free (trier.cells);
  return found >= 0;
}
