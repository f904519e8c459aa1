/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/stop.h"

#include "forms/form-lookup.h"

/* A pause takes two to five months; every third that stops does so for good. */
#define LEAST_PAUSE 2
#define PAUSES 4
#define CLOSES_OF 3

static guint32
draw (const ZbSeasonUnit *unit, guint number)
{
  return zb_season_chance (unit->seed, zb_season_unit_get (unit, "uscc"), number, 12);
}

/* Every other pause begins with a year, as many do. */
static guint
draw_month (const ZbSeasonUnit *unit, guint months)
{
  guint32 chance = draw (unit, 1);

  return chance % 2 == 0 ? chance / 2 % ((months + 11) / 12) * 12 : chance / 2 % months;
}

ZbSeasonStop
zb_season_stop_draw (const ZbSeasonUnit *unit, guint rank, guint n, guint stopped, guint months)
{
  ZbSeasonStop stop = {NULL};
  guint32 chance = draw (unit, 0);

  if (rank * 20 < n || chance % 1000 >= stopped)
    return stop;
  if (months > 1 && chance / 1000 % CLOSES_OF == 0) {
    stop.first = 1 + draw (unit, 1) % (months - 1);
    stop.months = months - stop.first;
    stop.kind = ZB_SEASON_CLOSED_KIND;
    return stop;
  }
  stop.first = draw_month (unit, months);
  stop.months = LEAST_PAUSE + draw (unit, 2) % PAUSES;
  stop.kind = ZB_SEASON_SUSPENDED_KIND;
  return stop;
}

gboolean
zb_season_stop_covers (const ZbSeasonStop *stop, guint month)
{
  return stop->kind != NULL && month >= stop->first && month - stop->first < stop->months;
}

gboolean
zb_season_stop_ends (const ZbSeasonStop *stop, guint month)
{
  return g_strcmp0 (stop->kind, ZB_SEASON_CLOSED_KIND) == 0 && month >= stop->first;
}

typedef struct {
  gboolean zero;  /* a figure that somebody typed, and it is zero */
  gboolean other; /* anything else that somebody entered */
} Entered;

static void
look_at (const ZbReport *report, guint section, guint row, guint column, Entered *entered)
{
  ZbCell cell = zb_report_cell (report, section, row, column);
  ZbCellSpec spec;

  if (cell.state != ZB_STATE_VALUE || !zb_report_cell_spec (report, section, row, column, &spec) ||
      (spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED)) || spec.prefill != NULL)
    return;
  if (spec.type == ZB_CELL_NUMBER && cell.number == 0)
    entered->zero = TRUE;
  else
    entered->other = TRUE;
}

/* A list may be empty where a table would hold zeros. */
static gboolean
has_lists (const ZbForm *form)
{
  for (guint s = 0; s < form->n_sections; s++)
    if (form->sections[s].dynamic)
      return TRUE;
  return FALSE;
}

ZbReport *
zb_season_nil_return (const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  Entered entered = {FALSE, FALSE};
  ZbReport *nil;

  for (guint s = 0; s < form->n_sections; s++)
    for (guint row = 0; row < zb_report_n_rows (report, s); row++)
      for (guint c = 0; c < form->sections[s].n_columns; c++)
        look_at (report, s, row, c, &entered);
  if (entered.other || (!entered.zero && !has_lists (form)))
    return NULL;
  nil = zb_report_new (zb_report_form (report), zb_report_package (report), zb_report_unit (report),
                       zb_report_period (report));
  zb_report_set_kind (nil, ZB_REPORT_NIL);
  for (guint field = 0; field < zb_form_n_fields (form); field++)
    zb_report_set_field (nil, field, zb_report_field (report, field), NULL);
  return nil;
}
