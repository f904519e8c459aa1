/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json.h"
#include "tools/command.h"

/* `zhibao bureau recheck`: the rules of a form, or a file of others, put to every stored report of
 * a period. */
int zb_bureau_recheck (const ZbCallLine *line, GError **error);
/* Prints what a recheck came to, by rule and area; @proposed: of rules not in force. The exit code
 * says whether they stop anyone. */
int zb_bureau_recheck_print (const ZbCallLine *line,
                             const ZbJson *answer,
                             gboolean proposed,
                             GError **error);
