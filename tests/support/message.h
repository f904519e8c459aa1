/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "exchange/evidence-pair.h"
#include "tests/support/authority.h"

/* Messages of a throw-away authority and what a node says of them. Each call fails the test when it
 * cannot do its work; everything returned is (transfer full). */

#define ZB_TEST_NODE "node.test"

/* An envelope of @signer for form B203, period 2024-06, still without payloads. */
ZbEnvelope *zb_test_envelope_new (ZbSigner *signer, gint64 now);
/* A signed container with one body. */
GBytes *zb_test_container_new (ZbTestIdentity *author, const char *body, gint64 now);
GBytes *zb_test_container_new_by (ZbSigner *signer, const char *body, gint64 now);
/* A receipt of ZB_TEST_NODE for the container. */
ZbReceipt *zb_test_receipt_new (ZbReceiptKind kind, GBytes *container, gint64 now);
/* The receipt as entry @index of a log of @size records, sealed by the authority's log key and
 * @node, an identity for ZB_USE_RECEIPT. */
GBytes *zb_test_evidence_new (ZbTestAuthority *authority,
                              ZbTestIdentity *node,
                              const ZbReceipt *receipt,
                              guint64 index,
                              guint64 size,
                              gint64 now);
/* R1 and R2 as neighbours in a log, as a pair (exchange/evidence-pair.h). */
GBytes *zb_test_evidence_pair_new (ZbTestAuthority *authority,
                                   ZbTestIdentity *node,
                                   const ZbReceipt *r1,
                                   const ZbReceipt *r2,
                                   gint64 now);
