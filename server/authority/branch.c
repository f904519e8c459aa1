/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/branch.h"

static const struct {
  ZbVaultRole role;
  guint issues;
} kinds[ZB_N_BRANCHES] = {
    [ZB_BRANCH_SIGNING] = {ZB_VAULT_SIGNING, ZB_USE_SIGNING},
    [ZB_BRANCH_TLS] = {ZB_VAULT_TLS, ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER},
    [ZB_BRANCH_SERVICES] = {ZB_VAULT_SERVICES, ZB_USE_RECEIPT | ZB_USE_TIMESTAMP},
    [ZB_BRANCH_FIRST] = {ZB_VAULT_FIRST, 0},
};

ZbBranchKind
zb_branch_for (const ZbBranch branches[ZB_N_BRANCHES], guint use)
{
  for (guint i = 0; i < ZB_BRANCH_FIRST; i++)
    if (branches[i].certificate && (kinds[i].issues & use) != 0)
      return (ZbBranchKind)i;
  return ZB_BRANCH_FIRST;
}

guint
zb_branch_issues (ZbBranchKind kind)
{
  return kinds[kind].issues;
}

const char *
zb_branch_digest (const ZbBranch *branch)
{
  return zb_certificate_digest (branch->first);
}

ZbVaultRole
zb_branch_role (ZbBranchKind kind)
{
  return kinds[kind].role;
}

const char *
zb_branch_stem (ZbBranchKind kind)
{
  return zb_vault_role_name (kinds[kind].role);
}
