/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/authority/error.h"
#include "server/store/certificate.h"
#include "server/store/mandate.h"

struct _ZbAuthority {
  ZbAuthorityOptions options;
  ZbKeyholder *issuers[ZB_N_BRANCHES]; /* NULL where there is none */
  ZbBranch branches[ZB_N_BRANCHES];
  ZbCertificate *root;
  char *url;
  char *roots_pem, *chain_pem;
  GMutex lock;           /* one invitation is tried, one list published, at a time */
  GMutex responder_lock; /* of the branches' responders */
  gboolean list_behind;  /* a revocation may be kept whose list is not */
};

/* The branch whose certificate has @digest; ZB_N_BRANCHES for another's. */
ZbBranchKind zb_authority_branch_of (const ZbAuthority *authority, const char *digest);
/* Before a request of a stranger (PKCS#10) is parsed here or by who holds a key. */
gboolean zb_authority_vet (const ZbAuthority *authority, GBytes *request, GError **error);
/* What the store keeps of @certificate; borrows from it. */
ZbStoredCertificate zb_authority_describe (const ZbAuthority *authority,
                                           const ZbCertificate *certificate);
/* Preparer and legal signer of @unit ("": none), in all systems, from @day on. Borrows. FALSE with
 * an error if the unit is gone. */
gboolean zb_authority_fill_mandates (ZbAuthority *authority,
                                     const char *unit,
                                     const char *person,
                                     const char *day,
                                     ZbMandate mandates[2],
                                     guint *ret_n,
                                     GError **error);
