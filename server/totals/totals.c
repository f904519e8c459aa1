/* SPDX-License-Identifier: Apache-2.0 */
#include "server/totals/totals.h"

#include "server/register/register.h"
#include "server/totals/figures.h"

struct _ZbTotalsStep {
  ZbTotalsChange change;
  ZbFigures *entering, *leaving; /* nullable */
};

void
zb_totals_step_free (ZbTotalsStep *step)
{
  if (step == NULL)
    return;
  zb_totals_key_clear (&step->change.key);
  zb_figures_free (step->entering);
  zb_figures_free (step->leaving);
  g_free (step);
}

const ZbTotalsChange *
zb_totals_step_change (const ZbTotalsStep *step)
{
  return &step->change;
}

static char *
dup_attribute (const ZbUnit *unit, const char *name)
{
  const char *value = zb_unit_attribute (unit, name);

  return g_strdup (value != NULL ? value : "");
}

void
zb_totals_key_of (const ZbUnit *unit, ZbTotalsKey *ret_key)
{
  *ret_key = (ZbTotalsKey){
      .district = dup_attribute (unit, "area"),
      .zone = dup_attribute (unit, "zone"),
      .industry = zb_register_division (zb_unit_attribute (unit, "industry")),
      .size = dup_attribute (unit, "size"),
      .registration = dup_attribute (unit, "registration"),
  };
}

/* The register as of the period's last day pins the group for good. */
static gboolean
pin_key (ZbStore *store, const ZbVersion *version, ZbTotalsKey *key, GError **error)
{
  g_autoptr (ZbUnit) unit = NULL;
  g_autofree char *day = NULL;
  ZbPeriod period;

  if (!zb_period_parse (version->period, &period, error))
    return FALSE;
  day = zb_register_day (period);
  unit = zb_store_read_unit_by_id (store, version->unit, day, error);
  if (unit == NULL)
    return FALSE;
  zb_totals_key_of (unit, key);
  return TRUE;
}

static ZbFigures *
read_figures (ZbStore *store, const ZbCatalogue *catalogue, gint64 id, GError **error)
{
  g_autoptr (ZbVersion) version = zb_store_read_version (store, id, error);
  g_autoptr (ZbPackedReport) packed = NULL;

  if (version == NULL)
    return NULL;
  packed = zb_store_read_packed (store, id, error);
  return packed != NULL ? zb_figures_new (version, packed, catalogue, error) : NULL;
}

static gboolean
prepare_leaving (ZbTotalsStep *step,
                 ZbStore *store,
                 const ZbCatalogue *catalogue,
                 gint64 version,
                 GError **error)
{
  if (version == 0)
    return TRUE;
  step->leaving = read_figures (store, catalogue, version, error);
  if (step->leaving == NULL)
    return FALSE;
  step->change.leaves = version;
  step->change.leaving = zb_figures_items (step->leaving, &step->change.n_leaving);
  return TRUE;
}

static gboolean
prepare_entering (ZbTotalsStep *step,
                  ZbStore *store,
                  const ZbCatalogue *catalogue,
                  const ZbVersion *version,
                  GError **error)
{
  step->entering = read_figures (store, catalogue, version->id, error);
  if (step->entering == NULL || !pin_key (store, version, &step->change.key, error))
    return FALSE;
  step->change.enters = version->id;
  step->change.entering = zb_figures_items (step->entering, &step->change.n_entering);
  return TRUE;
}

static ZbTotalsStep *
step_new (ZbStore *store, const ZbCatalogue *catalogue, gint64 id, gboolean enters, GError **error)
{
  g_autoptr (ZbTotalsStep) step = g_new0 (ZbTotalsStep, 1);
  g_autoptr (ZbVersion) version = zb_store_read_version (store, id, error);
  g_autoptr (ZbObligation) obligation = NULL;

  if (version == NULL)
    return NULL;
  obligation = zb_store_read_obligation (store, version->tenant, version->form, version->period,
                                         version->unit, error);
  if (obligation == NULL || !prepare_leaving (step, store, catalogue, obligation->accepted, error))
    return NULL;
  return !enters || prepare_entering (step, store, catalogue, version, error)
             ? g_steal_pointer (&step)
             : NULL;
}

ZbTotalsStep *
zb_totals_step_new (ZbStore *store, const ZbCatalogue *catalogue, gint64 version, GError **error)
{
  return step_new (store, catalogue, version, TRUE, error);
}

ZbTotalsStep *
zb_totals_step_new_leaving (ZbStore *store,
                            const ZbCatalogue *catalogue,
                            gint64 version,
                            GError **error)
{
  return step_new (store, catalogue, version, FALSE, error);
}
