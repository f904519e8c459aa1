/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "server/keys/vault-role.h"

/* The authorities below the root, each for one kind of purpose, which its certificate says. */
typedef enum {
  ZB_BRANCH_SIGNING,  /* signatures of persons */
  ZB_BRANCH_TLS,      /* connections */
  ZB_BRANCH_SERVICES, /* the node's receipts and time stamps */
  /* The only one of a node that was founded before they were divided, for all purposes. Once
   * divided it issues nothing more, and still tells what of its own is revoked. */
  ZB_BRANCH_FIRST,
  ZB_N_BRANCHES
} ZbBranchKind;

typedef struct {
  ZbCertificate *certificate; /* by the root in force; NULL: there is no such authority */
  ZbCertificate *first; /* by the root that it was founded under: the same, until roots change */
  ZbCertificate *responder; /* answers questions about what it issued (RFC 6960 §4.2.2.2) */
} ZbBranch;

/* What of @branches issues certificates for @use: the divided one if there is, else the first. */
ZbBranchKind zb_branch_for (const ZbBranch branches[ZB_N_BRANCHES], guint use);
/* The ZbCertificateUse bits that such an authority may give. */
guint zb_branch_issues (ZbBranchKind kind);
/* By what the store knows the authority, whoever is its root by now: the digest of its first
 * certificate. */
const char *zb_branch_digest (const ZbBranch *branch);
/* Whose key it is; its name is the stem of the authority's files. */
ZbVaultRole zb_branch_role (ZbBranchKind kind);
const char *zb_branch_stem (ZbBranchKind kind);
