/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum {
  ZB_PUBLISHING_ERROR_BAD_PACKAGE,  /* the form does not pass its check; the text has the lines */
  ZB_PUBLISHING_ERROR_WRONG_ORDER,  /* the statement does not fit this node, form or period */
  ZB_PUBLISHING_ERROR_WRONG_SIGNER, /* not he who asks, or not an administrator */
  ZB_PUBLISHING_ERROR_IN_USE,       /* reports stand under what would be withdrawn */
  ZB_PUBLISHING_ERROR_NOT_READY,    /* a period cannot open yet; the text has the points */
} ZbPublishingError;

#define ZB_PUBLISHING_ERROR (zb_publishing_error_quark ())
GQuark zb_publishing_error_quark (void);
