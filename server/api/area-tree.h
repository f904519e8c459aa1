/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/code-list.h"

/* A post for an area is one for all that lies in it: the code list of areas says what does. */

/* Adds to @areas (char*) the codes below them in @list (nullable). */
void zb_area_tree_expand (GPtrArray *areas, const ZbCodeList *list);
