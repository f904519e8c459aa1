/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/revision-account.h"

/* What became of one figure, as a person is told: "A.03.1 Sales value 51,020 → A.07.1". @language:
 * of the rows' names, "zh" or "en". (transfer full) */
char *zb_carried_words (const ZbCarriedItem *item, const char *language);
/* All of it in a sentence or two: how many figures stand where they stood, were put elsewhere, left
 * behind. (transfer full) */
char *zb_carry_summary (const ZbRevisionAccount *account);
