/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* The forms: fetched by digest, only what is missing, kept for ever. Returns how many came new
 * through @ret_new (nullable). */
gboolean
zb_library_sync (ZbWorkspace *workspace, ZbSession *session, guint *ret_new, GError **error);
