/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"

/* The one deterministic form of a report: equal reports give equal bytes. */
GBytes *zb_report_write (const ZbReport *report);
