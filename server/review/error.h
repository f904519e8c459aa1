/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Why a review step is not taken. */
typedef enum {
  ZB_REVIEW_ERROR_NOT_YOUR_TURN, /* another level is to decide */
  ZB_REVIEW_ERROR_WRONG_STATE,   /* the version is not under review, or no longer the latest */
  ZB_REVIEW_ERROR_NOT_CLEARED, /* quasi findings without a cleared explanation, or a refused one */
  ZB_REVIEW_ERROR_INVALID,     /* unknown action, missing reason, remark on an unknown cell … */
} ZbReviewError;

#define ZB_REVIEW_ERROR (zb_review_error_quark ())
GQuark zb_review_error_quark (void);
