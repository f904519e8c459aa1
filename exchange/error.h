/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of containers, signatures, receipts and transport. */
typedef enum {
  ZB_EXCHANGE_ERROR_MALFORMED,       /* bytes break the format */
  ZB_EXCHANGE_ERROR_BAD_DIGEST,      /* a digest does not match its bytes */
  ZB_EXCHANGE_ERROR_BAD_SIGNATURE,   /* the signature does not verify */
  ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, /* algorithm, key size or suite outside the allow-list */
  ZB_EXCHANGE_ERROR_UNTRUSTED,       /* no chain to a trusted root, or wrong key usage */
  ZB_EXCHANGE_ERROR_EXPIRED,         /* certificate over at the time asked … */
  ZB_EXCHANGE_ERROR_NOT_YET_VALID,   /* … or not begun */
  ZB_EXCHANGE_ERROR_REVOKED,
  ZB_EXCHANGE_ERROR_STALE_CRL,      /* revocation cannot be told: the CRL is past its nextUpdate */
  ZB_EXCHANGE_ERROR_STATUS_PENDING, /* … or its responder is being asked: try again soon */
  ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE,
  ZB_EXCHANGE_ERROR_TOO_LARGE,
  ZB_EXCHANGE_ERROR_NOT_FOUND,
  ZB_EXCHANGE_ERROR_NETWORK, /* unreachable, cut, timed out: try again */
  ZB_EXCHANGE_ERROR_REFUSED, /* the peer answered with a problem document: trying again is no use */
  ZB_EXCHANGE_ERROR_IO,
  ZB_EXCHANGE_ERROR_NO_TOKEN,     /* none is plugged in, or it was pulled out */
  ZB_EXCHANGE_ERROR_LAST_TRY,     /* the PIN was wrong; the next wrong one locks the token */
  ZB_EXCHANGE_ERROR_TOKEN_LOCKED, /* by too many wrong PINs */
  ZB_EXCHANGE_ERROR_ROLLBACK,     /* an older trust bundle than the one that is known … */
  ZB_EXCHANGE_ERROR_FORK,         /* … or another one under the same number */
} ZbExchangeError;

#define ZB_EXCHANGE_ERROR (zb_exchange_error_quark ())
GQuark zb_exchange_error_quark (void);

/* Sets @error to @cause, under the code of this folder if it is an error of formats/; takes @cause
 * and returns FALSE. */
gboolean zb_exchange_adopt_error (GError **error, GError *cause);
