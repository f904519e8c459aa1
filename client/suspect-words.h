/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/suspects/suspects.h"

/* Suspects in words for the accountant, in the language of the program; @language ("zh" or "en") is
 * that of form data. (transfer full) each. */

/* "A.01.1 Gross output, Month: 755 thousand yuan (May 2024: 700; June 2023: 650)". */
char *zb_suspect_dup_cell (const ZbSuspectCell *cell, const char *language);
/* The cells of set @index, one sentence part each, joined by " + ". */
char *zb_suspect_dup_set (const ZbSuspectBlock *block, guint index, const char *language);
/* Which slip it is, what would stand in the cells, and that it is to be compared with the ledger;
 * NULL without an offer. */
char *zb_suspect_dup_offer (const ZbSuspectBlock *block, const char *language);
/* Why there are no sets; NULL if there are. */
char *zb_suspect_dup_outcome (const ZbSuspectBlock *block);
/* What was not worked out for the block; NULL if nothing. */
char *zb_suspect_dup_assumed (const ZbSuspectBlock *block);
/* What holds for the whole form: that it is too much to look through, what no figure can mend, that
 * each number was looked at by itself; a line each, NULL if there is nothing of the kind. */
char *zb_suspects_dup_remarks (const ZbSuspects *suspects);
/* All of it as lines of text for a terminal; NULL if there is nothing to say. */
char *zb_suspects_to_text (const ZbSuspects *suspects, const char *language);
