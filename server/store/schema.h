/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/change.h"

/* What the store is made of beside what this release makes it of: a table, index, trigger or view
 * that is gone, that is another one, or that nobody knows. A trigger would do what no act did.
 * (transfer full) ZbRowDifference; row is "trigger NAME", written and found are its text. */
GPtrArray *zb_store_list_schema_differences (ZbStore *store, GError **error);
