/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/checkup.h"

/* Shared by the sources of the checkup. */
void
zb_checkup_note (GPtrArray *points, ZbCheckupLevel level, const char *name, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* What the store of @node tells: that it can be served, and where its table of routes sends. */
void zb_checkup_look_at_store (GPtrArray *points, const char *dir, const char *node, gint64 now);
