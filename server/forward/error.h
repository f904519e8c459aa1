/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum {
  ZB_FORWARD_ERROR_TABLE,        /* the table that holds cannot be relied on */
  ZB_FORWARD_ERROR_WRONG_TABLE,  /* a proposed table does not fit this node or moment */
  ZB_FORWARD_ERROR_WRONG_SIGNER, /* not he who asks, or not an administrator */
  ZB_FORWARD_ERROR_LOOP,         /* the message was here before, or passed too many nodes */
  ZB_FORWARD_ERROR_UNKNOWN_HOP,  /* it passed a node that the table does not know, or cannot prove
                                    that it did */
  ZB_FORWARD_ERROR_NOT_OURS,     /* a word on something that was not passed on to who says it */
} ZbForwardError;

#define ZB_FORWARD_ERROR (zb_forward_error_quark ())
GQuark zb_forward_error_quark (void);

/* Sets @error and returns FALSE. */
gboolean zb_forward_refuse (GError **error, ZbForwardError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
