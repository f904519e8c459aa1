/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

/* The picture of a unit's seal (印章), as it is stamped on papers: a PNG. */
#define ZB_SEAL_MAX_BYTES (1024 * 1024)
#define ZB_SEAL_MIN_SIDE 64 /* dots; fewer do not print as a seal */
#define ZB_SEAL_MAX_SIDE 2048

/* Whether all of @png can be drawn, within the limits. G_IO_ERROR_INVALID_DATA says what is wrong
 * with it. */
gboolean zb_seal_check (GBytes *png, GError **error);
