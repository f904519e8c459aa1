/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao report check FILE…` and `report sign FILE…`: one report, or the reports of a set
 * together. */
int zb_report_check (const ZbCallLine *line, GError **error);
int zb_report_sign (const ZbCallLine *line, GError **error);
