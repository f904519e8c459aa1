/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"
#include "server/authority/error.h"
#include "server/store/certificate.h"

struct _ZbAuthority {
  ZbAuthorityOptions options;
  ZbIssuer *issuer;
  ZbCertificate *root;
  char *url;
  char *roots_pem, *chain_pem;
  GMutex lock;          /* one invitation is tried, one list published, at a time */
  gboolean list_behind; /* a revocation was kept whose list was not */
};

/* What the store keeps of @certificate; borrows from it. */
ZbStoredCertificate zb_authority_describe (const ZbAuthority *authority,
                                           const ZbCertificate *certificate);
