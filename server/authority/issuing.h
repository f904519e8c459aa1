/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/issuer.h"
#include "server/keys/keyholder.h"

/* What an authority signs, asked of the holder of its key. */

/* On what a certificate is issued (server/keys/vault.h); the holder of the key writes it down. */
typedef struct {
  const char *ground;
  const char *approvers[2]; /* NULL unless it is ZB_GROUND_APPROVAL */
} ZbGround;

/* As zb_issuer_certify(), but not beyond the authority's own end. REFUSED for what its key is not
 * for. */
ZbCertificate *zb_issuing_certify (ZbKeyholder *holder,
                                   GBytes *request,
                                   const ZbIssue *issue,
                                   const ZbGround *ground,
                                   GError **error);
/* As zb_issuer_make_crl(). */
GBytes *zb_issuing_make_list (ZbKeyholder *holder,
                              const ZbRevocation *revocations,
                              guint n,
                              guint64 number,
                              gint64 this_update,
                              gint64 next_update,
                              GError **error);
