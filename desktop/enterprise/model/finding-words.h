/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/desk.h"

/* A finding in words for the findings panel. (transfer full) each. */

/* A figure's canonical text with thousands separators; "blank" for NULL. */
char *zb_finding_dup_figure (const char *text);
/* "Left 1,234 · right 1,240 · difference −6 (tolerance 1)"; NULL without two sides. */
char *zb_finding_dup_sides (const ZbFinding *finding);
/* "Gross output, month: 1,234" with the period where it is another report's. */
char *zb_finding_dup_operand (const ZbOperand *operand, const char *form, const char *period);
/* "May 2024: 1,200 · June 2023: 1,100": earlier figures of the cell, as far as they are here; NULL
 * if none is. */
char *zb_finding_dup_history (const ZbDesk *desk, const ZbOperand *operand);
/* "Error", "To explain" … with how far its explanation is. */
char *zb_finding_dup_heading (const ZbFinding *finding);
