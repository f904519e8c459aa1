/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/authorisation.h"

static const struct {
  const char *name;
  ZbRole role;
} staff_roles[] = {
    {"district", ZB_ROLE_DISTRICT},
    {"city", ZB_ROLE_CITY},
    {"admin", ZB_ROLE_ADMIN},
    {"auditor", ZB_ROLE_AUDITOR},
};

static guint
role_of_post (const ZbStaff *post)
{
  for (guint i = 0; i < G_N_ELEMENTS (staff_roles); i++)
    if (g_str_equal (post->role, staff_roles[i].name))
      return staff_roles[i].role;
  return 0;
}

guint
zb_identity_roles (const ZbIdentity *identity)
{
  guint roles = ZB_ROLE_PUBLIC;

  if (identity->kind == ZB_KIND_ENTERPRISE)
    roles |= ZB_ROLE_ENTERPRISE;
  if (identity->kind == ZB_KIND_NODE)
    roles |= ZB_ROLE_NODE;
  for (guint i = 0; identity->posts && i < identity->posts->len; i++)
    roles |= role_of_post (g_ptr_array_index (identity->posts, i));
  return roles;
}

gboolean
zb_grant_for (ZbGrant *ret_grant, const ZbIdentity *identity, guint roles, const char *tenant)
{
  ZbGrant grant = {0};

  if (identity->kind == ZB_KIND_ENTERPRISE && (roles & ZB_ROLE_ENTERPRISE))
    grant = (ZbGrant){.roles = ZB_ROLE_ENTERPRISE, .all_areas = TRUE};
  for (guint i = 0; identity->posts && i < identity->posts->len; i++) {
    const ZbStaff *post = g_ptr_array_index (identity->posts, i);
    guint role = role_of_post (post) & roles;

    if (role == 0 || !g_str_equal (post->tenant, tenant))
      continue;
    grant.roles |= role;
    grant.all_areas = grant.all_areas || post->areas->len == 0;
    /* Where the highest post decides, no other one's areas count. */
    if (!grant.areas || post->level > grant.level)
      grant.areas = post->areas;
    grant.level = MAX (grant.level, post->level);
  }
  if (grant.roles == 0)
    return FALSE;
  *ret_grant = grant;
  return TRUE;
}

gboolean
zb_grant_reaches (const ZbGrant *grant, const char *district, const char *zone)
{
  const char *area = zone && *zone ? zone : district;

  if (grant->all_areas)
    return TRUE;
  for (guint i = 0; area && grant->areas && i < grant->areas->len; i++)
    if (g_str_equal (g_ptr_array_index (grant->areas, i), area))
      return TRUE;
  return FALSE;
}
