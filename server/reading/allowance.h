/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What each address, or each sender, may bring that is of no use. Every refusal costs it some time
 * of waiting, which passes by itself; who has gathered ZB_ALLOWANCE_MOST of it is not listened to
 * until some has passed. Addresses of IPv6 count by their network (/64). Times are monotonic.
 * Thread-safe.
 */
typedef struct _ZbAllowance ZbAllowance;

#define ZB_ALLOWANCE_MOST (64 * G_TIME_SPAN_SECOND)
/* The cost of what no process came through, which may have held one for all its patience. */
#define ZB_ALLOWANCE_HARM (10 * G_TIME_SPAN_MINUTE)
#define ZB_ALLOWANCE_ADDRESSES                                                                     \
  4096 /* that are remembered; what comes beside them counts as one                                \
        */

ZbAllowance *zb_allowance_new (void);
void zb_allowance_free (ZbAllowance *allowance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAllowance, zb_allowance_free)

gboolean zb_allowance_is_left (ZbAllowance *allowance, const char *address, gint64 now);
/* @cost: microseconds until it is forgotten. */
void zb_allowance_spend (ZbAllowance *allowance, const char *address, gint64 cost, gint64 now);
