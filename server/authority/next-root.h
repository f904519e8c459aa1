/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* The root that is to follow a node's own one day: its certificate alone, beside those of the node.
 * Trust bundles name it, and it may sign them, long before anything else stands below it. */

/* (transfer full) The certificate in @file, which can be that of the next root in @folder. KEYS if
 * it is none that could be, or another one is planned already. */
ZbCertificate *zb_next_root_read (const char *folder, const char *file, gint64 now, GError **error);
/* KEYS if none is planned in @folder. */
gboolean zb_next_root_check_planned (const char *folder, GError **error);
/* From now on @next is the one; NULL: there is none. */
gboolean zb_next_root_keep (const char *folder, ZbCertificate *next, GError **error);
