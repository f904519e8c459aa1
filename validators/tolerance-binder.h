/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/binder.h"

/* Gives every comparison of figures in the condition @body the tolerances @written
 * (ZbSyntaxTolerance), an amount in the unit of its left side. FALSE with an error. */
gboolean zb_bind_tolerances (ZbBinder *binder, const GArray *written, ZbExpression *body);
