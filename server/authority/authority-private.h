/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/authority/error.h"
#include "server/authority/motion.h"
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
/* One line of text that people read, of at most ZB_ASKING_MAX_TEXT characters; else BAD_NAME. */
gboolean zb_authority_check_text (const char *name, const char *text, GError **error);
/* Commits @acts in one group, whose first failure is the error; with @second (nullable) wholly or
 * not at all, as what is approved. At most one has records, at most one a key: @ret_repeated tells
 * whether that was used before. */
gboolean zb_authority_commit (ZbAuthority *authority,
                              const ZbAct *acts,
                              guint n,
                              const ZbSecond *second,
                              gboolean *ret_repeated,
                              GError **error);
/* Preparer and legal signer of @unit ("": none), in all systems, from @day on. Borrows. FALSE with
 * an error if the unit is gone. */
gboolean zb_authority_fill_mandates (ZbAuthority *authority,
                                     const char *unit,
                                     const char *person,
                                     const char *day,
                                     ZbMandate mandates[2],
                                     guint *ret_n,
                                     GError **error);
