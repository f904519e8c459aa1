/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/due-item.h"

/* Makes @store (ZbDueItem) hold what @fresh (ZbDueItem) says, in the order of
 * zb_due_item_compare(). A report that was in it keeps its item, which takes over what is new, so
 * that whoever shows it keeps its row, with the keyboard and a click that is under way; only what
 * came, went or changed its place is told of as changed. */
void zb_due_list_update (GListStore *store, const GPtrArray *fresh);
