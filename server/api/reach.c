/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/reach.h"

#include "server/intake/verification.h"
#include "server/register/register.h"

#include <string.h>

const char **
zb_reach_areas (const ZbGrant *grant)
{
  if (grant->all_areas || !grant->areas)
    return NULL;
  const char **areas = g_new0 (const char *, grant->areas->len + 1);
  for (guint i = 0; i < grant->areas->len; i++)
    areas[i] = grant->areas->pdata[i];
  return areas;
}

ZbUnit *
zb_reach_unit (ZbCall *call, const char *tenant, const char *period)
{
  ZbStore *store = call->service->store;
  const char *code = zb_request_query (call->request, "unit");
  g_autofree char *day = zb_register_day_at (call->now);
  const ZbMandateScope scope = {tenant, period, day};
  g_autoptr (ZbUnit) unit = NULL;
  GError *error = NULL;

  if (!code)
    code = call->identity.unit;
  if (!code) {
    zb_call_fail (call, "missing-argument", "unit");
    return NULL;
  }
  unit = zb_store_read_unit (store, code, day, &error);
  gboolean allowed =
      unit && (call->identity.kind == ZB_KIND_STAFF ||
               zb_carrier_may_deliver (store, unit, call->identity.unit, &scope, &error));
  if (allowed)
    return g_steal_pointer (&unit);
  zb_call_fail_error (call, error);
  return NULL;
}

gboolean
zb_reach_tenant (ZbCall *call,
                 const ZbUnit *unit,
                 const char *tenant,
                 const char *period,
                 gboolean *ret_may,
                 GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);
  const ZbMandateScope scope = {tenant, period, day};
  GError *failure = NULL;

  *ret_may =
      zb_carrier_may_deliver (call->service->store, unit, call->identity.unit, &scope, &failure);
  if (!failure || g_error_matches (failure, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_CARRIER)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

ZbUnit *
zb_reach_named (ZbCall *call, const ZbGrant *grant, const char *code, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, code ? code : "", day, error);

  if (!unit ||
      zb_grant_reaches (grant, zb_unit_attribute (unit, "area"), zb_unit_attribute (unit, "zone")))
    return g_steal_pointer (&unit);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "%s is in none of the areas of this post", code);
  return NULL;
}

gboolean
zb_reach_check (ZbCall *call, const ZbGrant *grant, gboolean one_unit)
{
  if (grant->all_areas || one_unit)
    return TRUE;
  zb_call_fail (call, "forbidden", "this holds for all areas");
  return FALSE;
}

static gboolean
has_all_areas (ZbCall *call)
{
  for (guint i = 0; call->identity.posts && i < call->identity.posts->len; i++) {
    const ZbStaff *post = call->identity.posts->pdata[i];
    ZbGrant grant;

    if (zb_grant_for (&grant, &call->identity, call->roles, post->tenant) && grant.all_areas)
      return TRUE;
  }
  return FALSE;
}

gboolean
zb_reach_anywhere (ZbCall *call, const ZbUnit *unit)
{
  for (guint i = 0; call->identity.posts && i < call->identity.posts->len; i++) {
    const ZbStaff *post = call->identity.posts->pdata[i];
    ZbGrant grant;

    if (zb_grant_for (&grant, &call->identity, call->roles, post->tenant) &&
        zb_grant_reaches (&grant, zb_unit_attribute (unit, "area"),
                          zb_unit_attribute (unit, "zone")))
      return TRUE;
  }
  return FALSE;
}

gboolean
zb_reach_code (ZbCall *call, const char *code, gboolean *ret_may, GError **error)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *failure = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, code, day, &failure);

  if (failure && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_error (&failure);
  *ret_may = unit ? zb_reach_anywhere (call, unit) : has_all_areas (call);
  return TRUE;
}

/* Staff by post and area, an enterprise by being the unit or its agent in that system. */
static gboolean
may_see (ZbCall *call, const ZbVersion *version, ZbGrant *ret_grant)
{
  ZbStore *store = call->service->store;
  g_autofree char *day = zb_register_day_at (call->now);

  if (call->identity.kind == ZB_KIND_STAFF)
    return zb_grant_for (ret_grant, &call->identity, call->roles, version->tenant) &&
           zb_grant_reaches (ret_grant, version->district, version->zone);
  const ZbMandateScope scope = {version->tenant, version->period, day};
  g_autoptr (ZbUnit) unit = zb_store_read_unit_by_id (store, version->unit, day, NULL);
  return unit && zb_carrier_may_deliver (store, unit, call->identity.unit, &scope, NULL);
}

ZbVersion *
zb_reach_version (ZbCall *call, ZbGrant *ret_grant)
{
  GError *error = NULL;
  ZbGrant grant = {0};
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  g_autoptr (ZbVersion) version = zb_store_read_version (call->service->store, id, &error);
  if (!version) {
    zb_call_fail_error (call, error);
    return NULL;
  }
  /* What one may not see does not exist: ids must not tell how much others send. */
  if (!may_see (call, version, &grant)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  if (ret_grant)
    *ret_grant = grant;
  return g_steal_pointer (&version);
}

ZbUnit *
zb_reach_registered (ZbCall *call, const char *code)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  gboolean may = FALSE;
  ZbUnit *unit = NULL;

  if (zb_reach_code (call, code, &may, &error) && may)
    unit = zb_store_read_unit (call->service->store, code, day, &error);
  if (g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_error_free (error);
    zb_call_fail (call, "unknown-unit", code);
  } else if (error) {
    zb_call_fail_error (call, error);
  } else if (!may) {
    zb_call_fail (call, "forbidden", code);
  }
  return unit;
}
