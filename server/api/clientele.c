/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/clientele.h"

#include "server/register/register.h"
#include "server/store/mandate.h"
#include "server/store/notice.h"
#include "server/store/unit.h"

#include <string.h>

/* Appends the caller's own unit; an enterprise that is in no register has none. */
static gboolean
add_own (ZbCall *call, const char *day, GPtrArray *clients, GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbUnit) own =
      zb_store_read_unit (call->service->store, call->identity.unit, day, &failure);

  if (own)
    g_ptr_array_add (clients, zb_addressee_new (own->id, NULL, NULL, NULL));
  if (!failure || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
is_agency (const ZbMandate *mandate, const char *person, const char *day)
{
  return (mandate->role & ZB_MANDATE_AGENT) &&
         (!mandate->person || strcmp (mandate->person, person) == 0) &&
         zb_mandate_covers (mandate, &(ZbMandateScope){.day = day});
}

GPtrArray *
zb_clientele_read (ZbCall *call, GError **error)
{
  g_autoptr (GPtrArray) clients =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (GPtrArray) mandates = NULL;

  if (!call->identity.unit)
    return g_steal_pointer (&clients);
  if (!add_own (call, day, clients, error))
    return NULL;
  mandates = zb_store_list_mandates (call->service->store, 0, call->identity.unit, error);
  if (!mandates)
    return NULL;
  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    gboolean all = strcmp (mandate->tenant, "*") == 0;
    if (is_agency (mandate, call->identity.name, day))
      g_ptr_array_add (clients, zb_addressee_new (mandate->unit, all ? NULL : mandate->tenant,
                                                  mandate->from_period, mandate->to_period));
  }
  return g_steal_pointer (&clients);
}
