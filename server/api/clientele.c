/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/clientele.h"

#include "server/register/register.h"
#include "server/store/mandate.h"
#include "server/store/unit.h"

#include <string.h>

/* Appends the caller's own unit; an enterprise that is in no register has none. */
static gboolean
add_own (ZbCall *call, const char *day, GArray *units, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbUnit) own =
      zb_store_read_unit (call->service->store, call->identity.unit, day, &failure);

  if (own)
    g_array_append_val (units, own->id);
  if (!failure || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
is_agency (const ZbMandate *mandate, const char *day)
{
  return (mandate->role & ZB_MANDATE_AGENT) && strcmp (mandate->from_day, day) <= 0 &&
         (!mandate->to_day || strcmp (day, mandate->to_day) <= 0);
}

static gboolean
holds (const GArray *units, gint64 unit)
{
  for (guint i = 0; i < units->len; i++)
    if (g_array_index (units, gint64, i) == unit)
      return TRUE;
  return FALSE;
}

GArray *
zb_clientele_read (ZbCall *call, GError **error)
{
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (GPtrArray) mandates = NULL;

  if (!call->identity.unit)
    return g_steal_pointer (&units);
  if (!add_own (call, day, units, error))
    return NULL;
  mandates = zb_store_list_mandates (call->service->store, 0, call->identity.unit, error);
  if (!mandates)
    return NULL;
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    if (is_agency (mandate, day) && !holds (units, mandate->unit))
      g_array_append_val (units, mandate->unit);
  }
  return g_steal_pointer (&units);
}
