/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/compiler/binder.h"

/* The rows, columns or cells that an "each" runs over: ZbVariable, in the order of the set and
 * printed order within a range. The variables bound so far say which section a column belongs to.
 * NULL with an error. */
GArray *zb_variable_set (ZbBinder *binder, const ZbSyntaxEach *each);
/* The columns that a rule means by leaving them out: [323] = [301] - … holds in each column. Empty
 * if it names them all, or the form has one; NULL with an error. */
GArray *zb_variable_set_of_columns (ZbBinder *binder);
