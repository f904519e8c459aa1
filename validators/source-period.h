/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/references.h"

/* The period that a source means for a report of @form and @period. FALSE if there is none: before
 * the year's first, or not ending together with the report's. *@ret_left_out tells a step of a
 * range that lies beyond its end or is not collected. */
gboolean zb_source_period (const ZbSource *source,
                           const ZbForm *form,
                           ZbPeriod period,
                           ZbPeriod *ret_period,
                           gboolean *ret_left_out);
