/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

extern const ZbOption zb_form_rehearse_options[];
/* `zhibao form rehearse NEW PERIOD…`: a new edition put to the reports of last year. */
int zb_form_rehearse (const ZbCallLine *line, GError **error);
