/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/service.h"

/* Ends an upload: no more chunks are taken, and its bytes go once the store knows. Returns at once.
 */
void zb_upload_end (const ZbService *service, const char *id, gint64 now);
/* Ends those past their time, and removes bytes that no upload accounts for (after a crash between
 * the two). */
gboolean zb_upload_sweep (const ZbService *service, gint64 now, GError **error);
