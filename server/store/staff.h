/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* A post of a person at a bureau: one row for each tenant and role. */
typedef struct {
  char *tenant;
  char *person;     /* stable name of the person, as in the certificate's CN */
  char *name;       /* shown */
  char *role;       /* "district", "city", "admin", "auditor" */
  guint level;      /* 1-based place in the review chain; 0 if none */
  GPtrArray *areas; /* char*: GB/T 2260 or zone codes; empty: all */
  gboolean active;
} ZbStaff;

ZbStaff *zb_staff_new (void);
void zb_staff_free (ZbStaff *staff);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStaff, zb_staff_free)

/* ZB_ACT_STAFF takes a ZbStaff: gives, changes or (not active) ends the post. */

/* (transfer full) ZbStaff: the active posts of @person in all tenants. */
GPtrArray *zb_store_list_posts (ZbStore *store, const char *person, GError **error);
/* (transfer full) char*: the persons with a certificate who ever had a post to administer a system,
 * ended ones included. */
GPtrArray *zb_store_list_administrators (ZbStore *store, GError **error);
/* (transfer full) char*: the persons who can approve at @now what another official asks: with a
 * post to administer, or of the city, and a certificate that holds. */
GPtrArray *zb_store_list_deciders (ZbStore *store, gint64 now, GError **error);
/* (transfer full) ZbStaff: all posts of @tenant, by person and role. */
GPtrArray *zb_store_list_staff (ZbStore *store, const char *tenant, GError **error);
