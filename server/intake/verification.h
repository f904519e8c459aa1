/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "server/intake/desk.h"
#include "server/intake/error.h"
#include "server/store/unit.h"

/* The first two stages, read and verify: is this a container, who signed it, may he, and may the
 * carrier bring it. */

/* What came in. */
typedef struct {
  GBytes *container;
  const char *carrier;        /* 统一社会信用代码 of the TLS certificate's unit */
  const char *carrier_digest; /* of that certificate, hex */
  gint64 received;            /* microseconds UTC */
} ZbArrival;

typedef struct {
  ZbContainer *container;
  ZbCertificate *signer;
  gint64 signing_time;
  ZbUnit *unit; /* the sender, as of the day received */
} ZbVerified;

void zb_verified_clear (ZbVerified *verified);

/* Whether @carrier may deliver for @unit, and read what was sent for it: it is the unit itself
 * (under any of its codes), or holds an agent's mandate for it in @tenant (NULL: in any system). */
gboolean zb_carrier_may_deliver (ZbStore *store,
                                 const ZbUnit *unit,
                                 const char *carrier,
                                 const char *tenant,
                                 const char *day,
                                 GError **error);

/* Opens the container and finds the unit that sends it; the carrier's right is checked, signatures
 * are not. */
gboolean zb_arrival_open (const ZbIntakeDesk *desk,
                          const ZbArrival *arrival,
                          ZbVerified *ret_verified,
                          GError **error);
/* Verifies the signature, the signer's mandate, the receiver and the time window. */
gboolean zb_arrival_verify (const ZbIntakeDesk *desk,
                            const ZbArrival *arrival,
                            ZbVerified *verified,
                            GError **error);
