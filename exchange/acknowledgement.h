/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signature.h"

/* acknowledgement.xml: that a notice of an inbox is here, was read and its evidence verified
 * (schema/acknowledgement.xsd). A program says so without being told to, so it is signed with the
 * key of the connection, whose certificate names the unit as well. */
#define ZB_ACKNOWLEDGEMENT_NS "urn:zhibao:acknowledgement:1"

typedef struct {
  char *node;     /* whose inbox */
  char *unit;     /* 统一社会信用代码 of who acknowledges: the addressee or its agent */
  guint64 number; /* of the notice */
  char *notice;   /* what it says: zb_acknowledgement_digest() */
  char *receipt;  /* (nullable) SHA-256 of receipt.xml in the evidence that came with it, hex */
  gint64 created; /* microseconds UTC, as the signer says */
} ZbAcknowledgement;

void zb_acknowledgement_free (ZbAcknowledgement *acknowledgement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAcknowledgement, zb_acknowledgement_free)

/* What a notice says. */
typedef struct {
  const char *kind;
  const char *message, *form, *period; /* (nullable) */
  const char *zh, *en;
} ZbNoticeWords;

/* SHA-256, hex, of the six in this order, each ended by a NUL; one that is not there is empty.
 * (transfer full) */
char *zb_acknowledgement_digest (const ZbNoticeWords *words);

/* (transfer full). The same acknowledgement gives the same bytes. */
GBytes *zb_acknowledgement_write (const ZbAcknowledgement *acknowledgement);
/* Reads what schema/acknowledgement.xsd allows, and no more. @source names it in errors: MALFORMED,
 * TOO_LARGE (over ZB_PROTOCOL_MAX_ENVELOPE). */
ZbAcknowledgement *zb_acknowledgement_read (const char *source, GBytes *bytes, GError **error);

/* What goes to the node: the statement and the signature over its bytes (CAdES, detached, with
 * certificates), as the JSON object of POST /v1/inbox/{id}/ack. (transfer full) */
GBytes *zb_acknowledgement_sign (const ZbAcknowledgement *acknowledgement,
                                 ZbSigner *signer,
                                 GError **error);
/* Reads the statement and verifies that the certificate with the digest @signer, which may connect
 * and is of the unit that the statement names, signed it by @at. Errors as of
 * zb_signature_verify(); BAD_SIGNATURE for another's. (transfer full) */
ZbAcknowledgement *zb_acknowledgement_verify (GBytes *statement,
                                              GBytes *signature,
                                              const char *signer,
                                              ZbTrust *trust,
                                              gint64 at,
                                              GError **error);
