/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* zhibao report carry */
extern const ZbOption zb_report_carry_options[];
int zb_report_carry (const ZbCallLine *line, GError **error);
