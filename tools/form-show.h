/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form show`: a form as its paper, in the terminal, as HTML or PDF. */
int zb_form_show (const ZbCallLine *line, GError **error);
extern const ZbOption zb_form_show_options[];
