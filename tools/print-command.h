/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

extern const ZbOption zb_report_print_options[];
/* `zhibao report print MESSAGE|FORM/PERIOD…`: what was signed, as PDF, from the signed bytes. */
int zb_report_print (const ZbCallLine *line, GError **error);
