/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/courier.h"

/* How one attempt to deliver a message ended. */
typedef enum {
  ZB_DELIVERY_AGAIN = 1, /* nothing settled: try again later */
  ZB_DELIVERY_DONE,      /* the evidence is here and holds */
  ZB_DELIVERY_REFUSED,   /* the peer will never take it */
  ZB_DELIVERY_STOPPED,   /* cancelled */
} ZbDeliveryEnd;

typedef struct {
  ZbDeliveryEnd end;
  gint64 wait;  /* AGAIN: microseconds that the peer asked for, 0 if it did not */
  char *code;   /* REFUSED: of the problem document; AGAIN: as of note_retry(), or NULL */
  char *reason; /* AGAIN, REFUSED: a sentence */
  GBytes *r1;   /* DONE: (nullable) each */
  GBytes *r2;
} ZbDelivery;

void zb_delivery_clear (ZbDelivery *delivery);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbDelivery, zb_delivery_clear)

/* Each sets how it ended and returns FALSE. */
gboolean zb_delivery_again (ZbDelivery *delivery, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Takes @error, why there was no answer. */
gboolean zb_delivery_fail (ZbDelivery *delivery, GError *error);
/* An answer that is no success: refused when a problem document says that it is the message's
 * fault, else to be tried again. @what: what was asked, for the reason. */
gboolean zb_delivery_decline (ZbDelivery *delivery,
                              const char *what,
                              const ZbHttpResponse *response,
                              gint64 now);

/* Reads the answer that carries evidence, a pair (exchange/evidence-pair.h) or {"message",
 * "sender", "r1", "r2"}, and verifies it for @item. DONE and TRUE only for evidence that holds. */
gboolean zb_delivery_accept (ZbDelivery *delivery,
                             const ZbCourierOptions *options,
                             const ZbOutboxItem *item,
                             const ZbHttpResponse *response);

/* Reads the answer to a commitment: {"message", "sender", "expires", "r0"}. (transfer full) The
 * evidence, and DONE, if it holds for @item; else NULL. @ret_expires is (transfer full) (nullable)
 * text. */
GBytes *zb_delivery_accept_commitment (ZbDelivery *delivery,
                                       const ZbCourierOptions *options,
                                       const ZbOutboxItem *item,
                                       GBytes *body,
                                       char **ret_expires);
