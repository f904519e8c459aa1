/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao bureau recheck`: the rules of a form, or a file of others, put to every stored report of
 * a period. */
int zb_bureau_recheck (const ZbCallLine *line, GError **error);
