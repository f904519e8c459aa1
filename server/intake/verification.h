/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "exchange/transfer.h"
#include "server/intake/desk.h"
#include "server/intake/error.h"
#include "server/intake/right.h"
#include "server/intake/signatories.h"
#include "server/store/sender.h"

/* The first two stages, read and verify: is this a container, who signed it, may he, and may the
 * carrier bring it. */

/* What came in. */
typedef struct {
  GBytes *container;
  const char *carrier; /* 统一社会信用代码 of the TLS certificate's unit; NULL of a node */
  const char *carrier_digest; /* of that certificate, hex */
  gint64 received;            /* microseconds UTC */
  gboolean slowly;            /* a process may be started and waited for to read it */
  const char *peer;           /* (nullable) code of the node that brings it … */
  GPtrArray *hops;            /* … and GBytes: the evidence of those that it has passed */
} ZbArrival;

/* @arrival as what @transfer (nullable: it stays as it is) holds, brought by the node @peer. */
const ZbArrival *zb_arrival_by (ZbArrival *arrival, const ZbTransfer *transfer, const char *peer);

typedef struct {
  ZbContainer *container;
  ZbCertificate *signer; /* the last */
  GArray *signatories;   /* ZbSignatory: all of them, in order */
  gint64 signing_time;
  gboolean embedded; /* each signature carries its certificate */
  ZbSender *sender;  /* as of the day received */
  gint64 committed;  /* when its commitment came, if it follows in time; else 0 */
} ZbVerified;

void zb_verified_clear (ZbVerified *verified);

/* How far a sender's clock may run ahead of ours. */
#define ZB_INTAKE_MAX_SKEW (10 * 60 * G_TIME_SPAN_SECOND)
/* A ZbCertificateFinder over a ZbIntakeDesk: certificates left out of a signature are the ones
 * registered here. */
ZbCertificate *zb_intake_find_certificate (const char *digest, gpointer desk);
/* Says of a signature whose certificate is not found that it is to come with it, and of one that
 * was revoked that it is the signer's. Returns FALSE. */
gboolean zb_intake_fail_signature (GError *failure, GError **error);
/* The sender of the code @sender on @day; UNKNOWN_UNIT. (transfer full) */
ZbSender *zb_intake_read_sender (const ZbIntakeDesk *desk,
                                 const char *sender,
                                 const char *day,
                                 GError **error);

/* Opens the container and finds the unit that sends it; the right of a carrier that is no node is
 * checked, signatures are not. */
gboolean zb_arrival_open (const ZbIntakeDesk *desk,
                          const ZbArrival *arrival,
                          ZbVerified *ret_verified,
                          GError **error);
/* What a message is judged by that came by way of another node: the time and signer that the first
 * node has proven, and the authorities of that node. */
typedef struct {
  ZbTrust *trust;
  gint64 since;
  const char *signer; /* digest */
} ZbVoucher;

/* Verifies all signatures, each signer's mandate and roles, and the time window. With @voucher
 * (nullable) mandates are the first node's affair, whose receipt names the signer. */
gboolean zb_arrival_verify_each (const ZbIntakeDesk *desk,
                                 const ZbArrival *arrival,
                                 const ZbVoucher *voucher,
                                 ZbVerified *verified,
                                 GError **error);
/* The same, and whether all have signed whom the form asks for. */
gboolean zb_arrival_verify (const ZbIntakeDesk *desk,
                            const ZbArrival *arrival,
                            const ZbVoucher *voucher,
                            ZbVerified *verified,
                            GError **error);
