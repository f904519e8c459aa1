/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* What a report of @form is not when it is sent to this node, in the form's own words; NULL where
 * the form says nothing, or the authority of its system stands behind the node: @statutory names
 * such systems, commas between. Borrowed from the form. */
const ZbText *zb_standing_disclaimer (const ZbForm *form, const char *statutory);
