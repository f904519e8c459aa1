/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/branch.h"

static const struct {
  const char *stem;
  guint issues;
} kinds[ZB_N_BRANCHES] = {
    [ZB_BRANCH_SIGNING] = {"authority-signing", ZB_USE_SIGNING},
    [ZB_BRANCH_TLS] = {"authority-tls", ZB_USE_TLS_CLIENT | ZB_USE_TLS_SERVER},
    [ZB_BRANCH_SERVICES] = {"authority-services", ZB_USE_RECEIPT | ZB_USE_TIMESTAMP},
    [ZB_BRANCH_FIRST] = {"issuing", 0},
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
zb_branch_stem (ZbBranchKind kind)
{
  return kinds[kind].stem;
}
