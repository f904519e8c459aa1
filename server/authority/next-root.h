/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* The root that is to follow a node's own one day: its certificate alone, beside those of the node.
 * Trust bundles name it, and it may sign them, long before anything else stands below it. */

/* Keeps the certificate in @file as that of the next root in @folder. ZB_AUTHORITY_ERROR_KEYS if it
 * is none that could be, or another one is planned already. */
gboolean zb_next_root_plan (const char *folder, const char *file, gint64 now, GError **error);
/* There is to be none. KEYS if none was planned. */
gboolean zb_next_root_drop (const char *folder, GError **error);
