/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/binder.h"

/* Functions over many cells or rows: sum, count, avg, min, max, blank, filled, unique, exists,
 * has. */
ZbExpression *
zb_bind_aggregate (ZbBinder *binder, const ZbSyntax *call, const ZbFunction *function);
/* Binds @each's variable to the rows of one dynamic section, of any form; FALSE with an error. */
gboolean zb_bind_loop_variable (ZbBinder *binder, const ZbSyntaxEach *each);
