/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/terms.h"

#include "server/store/reader-private.h"
#include "server/store/tenant.h"

void
zb_terms_free (ZbTerms *terms)
{
  if (terms == NULL || g_atomic_int_add (&terms->sharers, -1) > 0)
    return;
  zb_calendar_entry_free (terms->hours);
  g_clear_pointer (&terms->waivers, g_ptr_array_unref);
  g_free (terms);
}

static gpointer
share (gpointer item)
{
  ZbTerms *terms = item;

  g_atomic_int_inc (&terms->sharers);
  return terms;
}

static ZbTerms *
read_terms (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error)
{
  g_autoptr (ZbTenant) owner = zb_store_read_tenant (store, tenant, error);
  g_autoptr (ZbTerms) terms = NULL;
  GError *fault = NULL;

  if (owner == NULL)
    return NULL;
  terms = g_new0 (ZbTerms, 1);
  terms->grace_days = owner->grace_days;
  terms->hours = zb_store_read_calendar (store, tenant, form, period, &fault);
  if (fault == NULL)
    terms->waivers = zb_store_list_waivers (store, tenant, form, period, &fault);
  if (fault == NULL)
    return g_steal_pointer (&terms);
  g_propagate_error (error, fault);
  return NULL;
}

ZbTerms *
zb_store_read_terms (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error)
{
  g_autofree char *key = g_strconcat ("terms ", tenant, " ", form, " ", period, NULL);
  gpointer terms = NULL;
  guint64 age;

  if (zb_memo_find (store->memo, key, share, &terms))
    return terms;
  age = zb_reader_age (store);
  terms = read_terms (store, tenant, form, period, error);
  if (terms != NULL)
    zb_memo_keep (store->memo, key, age, share (terms), (GDestroyNotify)zb_terms_free);
  return terms;
}
