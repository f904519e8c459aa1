/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/anchors.h"

/* What is asked of a certificate: whether its chain holds at @chain_at, and whether nothing of it
 * was revoked by @at. */
typedef struct {
  ZbCertificate *certificate;
  GPtrArray *extra; /* (nullable) ZbCertificate: further intermediates */
  gint64 chain_at;
  gint64 at;
  gboolean anyhow; /* revoked or not */
} ZbChainQuestion;

/* Where the chain leads, and the times for which that holds. */
typedef struct {
  ZbCertificate *certificate; /* borrowed */
  gint64 from, until;
  guint uses;       /* that every authority above it may give */
  gboolean others;  /* another authority's, who certifies for units only … */
  const char *unit; /* … (nullable) and names this one; interned */
} ZbChain;

/* Follows a certificate to one of the roots. UNTRUSTED, EXPIRED, NOT_YET_VALID, REVOKED,
 * STALE_CRL, STATUS_PENDING. */
gboolean zb_chain_follow (const ZbAnchors *anchors,
                          const ZbChainQuestion *question,
                          ZbChain *ret_chain,
                          GError **error);
