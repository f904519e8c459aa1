/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/version-report.h"

#include "server/register/register.h"

ZbReport *
zb_version_read_report (
    ZbStore *store, const ZbVersion *version, ZbForm *form, ZbPeriod period, GError **error)
{
  g_autoptr (ZbPackedReport) packed = zb_store_read_packed (store, version->id, error);
  ZbReport *report = packed == NULL ? NULL
                                    : zb_packed_report_unpack (packed, form, version->package,
                                                               version->code, period, error);

  if (report != NULL)
    zb_report_set_kind (report, version->kind);
  return report;
}

ZbUnit *
zb_version_read_unit (const ZbIntakeDesk *desk,
                      const ZbVersion *version,
                      ZbPeriod period,
                      GError **error)
{
  ZbUnit *unit = zb_register_read (desk->store, version->code, period, NULL);
  g_autofree char *today = NULL;

  if (unit != NULL)
    return unit;
  today = zb_register_day_at (zb_clock_now (&desk->clock));
  return zb_store_read_unit_by_id (desk->store, version->unit, today, error);
}
