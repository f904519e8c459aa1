/* SPDX-License-Identifier: Apache-2.0 */
#include "server/tenants.h"

#define GRACE_DAYS 5
#define COMMITMENT_HOURS 48

static const struct {
  const char *id, *name_zh, *name_en;
  gboolean city_only; /* no district reviews */
} systems[] = {
    {"s1", "统计局工交直报", "Statistics: industry and transport", FALSE},
    {"s2", "统计局外经直报", "Statistics: foreign economy", FALSE},
    {"s3", "财政局工交直报", "Finance: industry and transport", FALSE},
    {"s4", "财政局外经直报", "Finance: foreign-invested enterprises", FALSE},
    {"s5", "经发局直报", "Economic development: key enterprises", FALSE},
    {"s6", "外资局一般贸易直报", "Foreign investment: general trade", FALSE},
    {"s7", "税务申报", "Tax returns", TRUE},
};

GPtrArray *
zb_tenants_of_the_model (void)
{
  GPtrArray *tenants = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_tenant_free);

  for (guint i = 0; i < G_N_ELEMENTS (systems); i++) {
    ZbTenant *tenant = zb_tenant_new ();
    tenant->id = g_strdup (systems[i].id);
    tenant->name_zh = g_strdup (systems[i].name_zh);
    tenant->name_en = g_strdup (systems[i].name_en);
    tenant->grace_days = GRACE_DAYS;
    tenant->commitment_hours = COMMITMENT_HOURS;
    if (!systems[i].city_only)
      zb_tenant_add_level (tenant, "district", "区", "District", ZB_SCOPE_AREA);
    zb_tenant_add_level (tenant, "city", "市", "City", ZB_SCOPE_ALL);
    g_ptr_array_add (tenants, tenant);
  }
  return tenants;
}
