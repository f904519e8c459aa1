/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/incoming.h"

/* What becomes of figures on their way in, for the accountant. @language ("zh" or "en") is that of
 * form data. (transfer full) each. */

/* "Gross output · Month" of the cell, or what the file calls the row or column it does not know. */
char *
zb_incoming_dup_name (const ZbIncoming *incoming, const ZbIncomingCell *cell, const char *language);
/* "new", "replaces 51,020", "is no number" …, with what was done to the figure. */
char *zb_incoming_dup_verdict (const ZbIncomingCell *cell, const char *language);
/* "12 new · 3 replace other figures · 2 cannot go in". */
char *zb_incoming_dup_summary (const ZbIncoming *incoming);
/* "new", "changed", "same" …: for programs. Static. */
const char *zb_incoming_verdict_name (ZbIncomingVerdict verdict);
