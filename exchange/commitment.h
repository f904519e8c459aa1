/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signature.h"

/* commitment.xml: what a respondent signs to prove by a receipt (R0), before the hour, that a
 * message was finished, while its bytes follow later (schema/commitment.xsd). */
#define ZB_COMMITMENT_NS "urn:zhibao:commitment:1"

typedef struct {
  char *node;       /* it holds nowhere else */
  char *sender;     /* 统一社会信用代码 */
  char *message_id; /* UUIDv7 */
  char *container;  /* SHA-256 of the container that will come, hex */
  gint64 created;   /* microseconds UTC, as the signer says */
} ZbCommitment;

void zb_commitment_free (ZbCommitment *commitment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCommitment, zb_commitment_free)

/* (transfer full). The same commitment gives the same bytes. */
GBytes *zb_commitment_write (const ZbCommitment *commitment);
/* Reads what schema/commitment.xsd allows, and no more. @source names it in errors: MALFORMED,
 * TOO_LARGE (over ZB_PROTOCOL_MAX_ENVELOPE). */
ZbCommitment *zb_commitment_read (const char *source, GBytes *bytes, GError **error);

/* What goes to the node: the statement and the signature over its bytes (CAdES, detached, with
 * certificates), as the JSON object of POST /v1/commitments. (transfer full) */
GBytes *zb_commitment_sign (const ZbCommitment *commitment, ZbSigner *signer, GError **error);
