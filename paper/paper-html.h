/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

/* The paper as one page of HTML that needs nothing else: no scripts, no other files; it prints on
 * A4. Caller frees. */
char *zb_paper_to_html (const ZbPaper *paper);
