/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/checkup.h"
#include "server/config.h"

/* Shared by the sources of the checkup. */
void
zb_checkup_note (GPtrArray *points, ZbCheckupLevel level, const char *name, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* What the node's store tells: that it can be served, where its table of routes sends, whether its
 * trust bundle is up to date, and whether officials are left to approve what another asks. */
void
zb_checkup_look_at_store (GPtrArray *points, const char *dir, const ZbConfig *config, gint64 now);
