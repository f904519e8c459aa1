/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/compiler/binder.h"

/* Gives every comparison of figures in the condition @body the tolerances @written
 * (ZbSyntaxTolerance), an amount in the unit of its left side. FALSE with an error, also where no
 * figures are compared. */
gboolean zb_bind_tolerances (ZbBinder *binder, const GArray *written, ZbExpression *body);
/* ZbTolerance: how far a figure like @left may lie off, an amount in its unit. NULL where none is
 * @written, or with an error. */
GArray *zb_bind_tolerance_of (ZbBinder *binder, const GArray *written, const ZbExpression *left);
