/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Records of a log in bundles of 256, beside the tiles of their hashes (c2sp.org/tlog-tiles, "log
 * entries"): each record behind its length in two bytes, big-endian. */

#define ZB_LOG_BUNDLE_WIDTH 256
#define ZB_LOG_BUNDLE_MAX (1024 * 1024)

/* @records: texts. TOO_LARGE for a record or a bundle that is. */
GBytes *zb_log_bundle_write (const GPtrArray *records, GError **error);
/* (transfer full) texts. MALFORMED if lengths and bytes do not fit, or a record is no text;
 * TOO_LARGE for more than 256 of them. */
GPtrArray *zb_log_bundle_read (GBytes *bundle, GError **error);

/* The name of a tile or bundle of @width: "x001/x234/067", "000.p/5". (transfer full) */
char *zb_log_tile_name (guint64 index, guint width);
