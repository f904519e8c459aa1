/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form diff A B`: what changed between two editions, in words. */
int zb_form_diff (const ZbCallLine *line, GError **error);
extern const ZbOption zb_form_diff_options[];
