/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

/* The paper in characters, for a terminal @width half-width characters wide; tables that need more
 * are wider all the same. Caller frees. */
char *zb_paper_to_text (const ZbPaper *paper, guint width);
