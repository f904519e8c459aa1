/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/totals/summary.h"

/* What a group of a summary is called: its name in the code list of @by, "Total", the code itself
 * where the list does not know it. (transfer full): zb_text_clear() it. */
ZbText zb_group_name (const ZbCatalogue *catalogue, ZbSummaryBy by, const char *key);
