/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/identity.h"

/* Which role may use which route, for which tenant and area: one table (server/api/routes.c) of
 * these, decided here. */
typedef enum {
  ZB_ROLE_PUBLIC = 1 << 0,
  ZB_ROLE_ENTERPRISE = 1 << 1,
  ZB_ROLE_DISTRICT = 1 << 2,
  ZB_ROLE_CITY = 1 << 3,
  ZB_ROLE_ADMIN = 1 << 4,
  ZB_ROLE_AUDITOR = 1 << 5,
  ZB_ROLE_NODE = 1 << 6, /* another node, which brings messages */
} ZbRole;

#define ZB_ROLES_STAFF (ZB_ROLE_DISTRICT | ZB_ROLE_CITY | ZB_ROLE_ADMIN | ZB_ROLE_AUDITOR)
#define ZB_ROLES_ALL (ZB_ROLE_PUBLIC | ZB_ROLE_ENTERPRISE | ZB_ROLES_STAFF)

/* What an identity may do in a tenant through a route. */
typedef struct {
  guint roles; /* ZbRole bits that both the route takes and the identity has there */
  guint level; /* 1-based place in the review chain; 0 if none */
  gboolean all_areas;
  GPtrArray *areas; /* char*: districts or zones, when not all; borrowed from the identity */
} ZbGrant;

/* Roles the identity has anywhere. */
guint zb_identity_roles (const ZbIdentity *identity);
/* FALSE if it has none of @roles in @tenant. An enterprise has its role in every tenant. */
gboolean
zb_grant_for (ZbGrant *ret_grant, const ZbIdentity *identity, guint roles, const char *tenant);
/* Whether a unit of @district and @zone ("" if none) is in reach: the managing zone decides if
 * there is one. */
gboolean zb_grant_reaches (const ZbGrant *grant, const char *district, const char *zone);
