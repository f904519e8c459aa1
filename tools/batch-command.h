/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao report batch`: the reports of many enterprises from one folder or workbook. */
int zb_report_batch (const ZbCallLine *line, GError **error);
extern const ZbOption zb_report_batch_options[];
