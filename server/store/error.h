/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Why an act was not done, or a read gave nothing. */
typedef enum {
  ZB_STORE_ERROR_NOT_FOUND,      /* no such tenant, unit, version, invitation … */
  ZB_STORE_ERROR_MESSAGE_REUSED, /* sender and message id known, with another digest */
  ZB_STORE_ERROR_KEY_REUSED,     /* an idempotency key known, with another request */
  ZB_STORE_ERROR_STALE,  /* the version, state or level is no longer the one the act was made for */
  ZB_STORE_ERROR_EXISTS, /* a code, certificate, invitation … is already there */
  ZB_STORE_ERROR_EXPIRED,     /* an invitation or upload past its time, used, or out of tries */
  ZB_STORE_ERROR_QUOTA,       /* the sender's uploads under way would take more than they may */
  ZB_STORE_ERROR_INVALID,     /* the act contradicts itself or the register */
  ZB_STORE_ERROR_OVERFLOW,    /* a total would not fit 128 bits */
  ZB_STORE_ERROR_FULL,        /* no room: nothing of the group was kept */
  ZB_STORE_ERROR_UNAVAILABLE, /* read-only, input/output error, closing: nothing was acknowledged */
  ZB_STORE_ERROR_CORRUPT,     /* the store is damaged */
  ZB_STORE_ERROR_NEWER,       /* it was written by a newer version of the program */
  ZB_STORE_ERROR_FAILED,
} ZbStoreError;

#define ZB_STORE_ERROR (zb_store_error_quark ())
GQuark zb_store_error_quark (void);
