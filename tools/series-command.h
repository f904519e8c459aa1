/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

extern const ZbOption zb_report_series_options[];
/* `zhibao report series FORM ITEM|CONCEPT`: one item through the years, across editions. */
int zb_report_series (const ZbCallLine *line, GError **error);
