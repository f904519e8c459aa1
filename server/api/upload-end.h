/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/service.h"

/* Ends an upload: no more chunks are taken, and its bytes go once the store knows. Returns at once;
 * @done (nullable) is called on the store's thread, also if it could not be ended: then it ends
 * when its time is past. */
typedef void (*ZbUploadEnded) (gpointer data);
void zb_upload_end (
    const ZbService *service, const char *id, gint64 now, ZbUploadEnded done, gpointer data);
/* Ends those past their time, and removes bytes that no upload accounts for (after a crash between
 * the two). */
gboolean zb_upload_sweep (const ZbService *service, gint64 now, GError **error);
