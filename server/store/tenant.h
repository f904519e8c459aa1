/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A bureau system: one of the six of the model, or tax. Its review chain is data. */

typedef enum {
  ZB_SCOPE_ALL,  /* sees every unit of the tenant (city) */
  ZB_SCOPE_AREA, /* sees units of its areas: the managing zone if set, else the district */
} ZbScope;

typedef struct {
  char *id; /* "district" */
  char *name_zh, *name_en;
  ZbScope scope;
} ZbLevel;

typedef struct {
  char *id; /* ^[a-z][a-z0-9-]{0,31}$ */
  char *name_zh, *name_en;
  guint grace_days;       /* from the deadline to the close, where no calendar says otherwise */
  guint commitment_hours; /* how long after a commitment (R0) the bytes may follow */
  GPtrArray *levels;      /* ZbLevel, first reviewer first; at least one */
  int sharers;            /* how many hold it beside the first; the store's own affair */
} ZbTenant;

ZbTenant *zb_tenant_new (void);
void zb_tenant_free (ZbTenant *tenant);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTenant, zb_tenant_free)
void zb_tenant_add_level (
    ZbTenant *tenant, const char *id, const char *name_zh, const char *name_en, ZbScope scope);

/* ZB_ACT_TENANT takes a ZbTenant: makes it or replaces it. A chain is not shortened below the level
 * of a version under review (INVALID). */

/* Not to be changed: the store hands the same one out to several. */
ZbTenant *zb_store_read_tenant (ZbStore *store, const char *id, GError **error);
/* (transfer full) ZbTenant, by id. */
GPtrArray *zb_store_list_tenants (ZbStore *store, GError **error);
