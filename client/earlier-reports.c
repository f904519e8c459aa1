/* SPDX-License-Identifier: Apache-2.0 */
#include "client/earlier-reports.h"

#include "client/pool.h"
#include "forms/form-lookup.h"

guint
zb_earlier_periods (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_periods, guint n)
{
  guint found = 0;

  /* A January that is reported with February is no period of its own. */
  for (int back = 1; found < n && back <= (int)n * 2; back++) {
    ZbPeriod earlier = zb_period_add (period, -back);
    if (zb_form_collects (form, earlier))
      ret_periods[found++] = earlier;
  }
  return found;
}

GPtrArray *
zb_earlier_reports_read (ZbWorkspace *workspace, const ZbAccount *account, const ZbReport *report)
{
  const ZbForm *form = zb_report_form (report);
  GPtrArray *reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_autoptr (ZbPool) pool = zb_pool_new (workspace, account);
  ZbPeriod periods[ZB_EARLIER_REPORTS];
  guint n = zb_earlier_periods (form, zb_report_period (report), periods, G_N_ELEMENTS (periods));

  for (guint i = 0; i < n; i++) {
    ZbFigureSource source;
    if (zb_pool_find (form->id, periods[i], pool, &source))
      g_ptr_array_add (reports, zb_report_ref ((ZbReport *)source.report));
  }
  return reports;
}
