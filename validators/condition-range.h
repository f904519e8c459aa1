/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/ruleset-private.h"

/* What can be said of a condition whatever the report holds. */
typedef enum { ZB_RANGE_NEVER, ZB_RANGE_ALWAYS, ZB_RANGE_OPEN } ZbConditionRange;

/* By the periods that the form has, and the code lists of its cells and fields. */
ZbConditionRange zb_condition_range (const ZbRuleset *ruleset, const ZbExpression *condition);
