/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/source-period.h"

#include "forms/form-lookup.h"

/* Thirds of a month, so that ten-day periods count too. */
static int
thirds_of_kind (ZbPeriodKind kind)
{
  static const int thirds[] = {36, 18, 9, 3, 1};

  return thirds[kind];
}

static int
thirds_of_unit (char unit)
{
  switch (unit) {
  case 'y':
    return 36;
  case 'h':
    return 18;
  case 'q':
    return 9;
  case 'm':
    return 3;
  default:
    return 1;
  }
}

/* The period of @form's kind that ends with @period. */
static gboolean
to_form (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_period)
{
  if (period.kind == form->period_kind) {
    *ret_period = period;
    return TRUE;
  }
  ZbPeriod converted = zb_period_to_kind (period, form->period_kind);
  GDate own = zb_period_last_day (period);
  GDate other = zb_period_last_day (converted);

  if (g_date_compare (&own, &other) != 0)
    return FALSE;
  *ret_period = converted;
  return TRUE;
}

static gboolean
first_of_year (const ZbForm *form, int year, ZbPeriod *ret_period)
{
  guint n = 36u / (guint)thirds_of_kind (form->period_kind);

  for (guint i = 1; i <= n; i++) {
    ZbPeriod period = {.kind = form->period_kind, .year = year, .index = i};

    if (!zb_form_collects (form, period))
      continue;
    *ret_period = period;
    return TRUE;
  }
  return FALSE;
}

static gboolean
offset_period (const ZbOffset *offset, const ZbForm *form, ZbPeriod base, ZbPeriod *ret_period)
{
  int thirds;

  switch (offset->kind) {
  case ZB_OFFSET_NONE:
    *ret_period = base;
    return TRUE;
  case ZB_OFFSET_PREVIOUS:
    return zb_form_previous (form, base, ret_period);
  case ZB_OFFSET_YEAR_START:
    return first_of_year (form, base.year, ret_period);
  case ZB_OFFSET_YEAR_END:
    *ret_period = (ZbPeriod){.kind = form->period_kind,
                             .year = base.year + offset->steps,
                             .index = 36u / (guint)thirds_of_kind (form->period_kind)};
    return TRUE;
  case ZB_OFFSET_SHIFT:
    break;
  }
  thirds = offset->steps * thirds_of_unit (offset->unit);
  if (thirds % thirds_of_kind (form->period_kind) != 0)
    return FALSE;
  *ret_period = zb_period_add (base, thirds / thirds_of_kind (form->period_kind));
  return TRUE;
}

/* Step @source->step of the collected periods from the year's start on. */
static gboolean
step_from_start (const ZbSource *source, const ZbForm *form, ZbPeriod base, ZbPeriod *ret_period)
{
  ZbPeriod period, last;

  if (!first_of_year (form, base.year, &period) ||
      !offset_period (&source->limit, form, base, &last))
    return FALSE;
  period = zb_period_add (period, (int)source->step);
  if (period.year != base.year || zb_period_compare (period, last) > 0)
    return FALSE;
  *ret_period = period;
  return TRUE;
}

gboolean
zb_source_period (const ZbSource *source,
                  const ZbForm *form,
                  ZbPeriod period,
                  ZbPeriod *ret_period,
                  gboolean *ret_left_out)
{
  ZbPeriod base, found;
  gboolean resolved;

  *ret_left_out = FALSE;
  if (!to_form (form, period, &base))
    return FALSE;
  if (source->in_range && source->offset.kind == ZB_OFFSET_YEAR_START)
    resolved = step_from_start (source, form, base, &found);
  else
    resolved = offset_period (&source->offset, form, base, &found);
  if (source->in_range && (!resolved || !zb_form_collects (form, found))) {
    *ret_left_out = TRUE;
    return FALSE;
  }
  if (!resolved || found.year < 1949 || found.year > 2200)
    return FALSE;
  *ret_period = found;
  return TRUE;
}
