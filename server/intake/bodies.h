/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "validators/memory-context.h"

/* The reports in one container: one, or those of a set with its head first. */

/* (transfer full) ZbReport, in the order of the bodies; the error names the body that cannot be
 * read. */
GPtrArray *
zb_bodies_read (const ZbContainer *container, const ZbCatalogue *catalogue, GError **error);
/* Reports that came together are judged beside each other, whatever was stored of them before:
 * @memory gets all but @index. */
void zb_bodies_add_others (const GPtrArray *reports, guint index, ZbMemoryContext *memory);
