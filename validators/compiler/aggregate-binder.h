/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/compiler/binder.h"

/* Functions over many cells or rows: sum, count, avg, min, max, blank, filled, unique, exists,
 * has. */
ZbExpression *
zb_bind_aggregate (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function);
