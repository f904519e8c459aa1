/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/shared-figure.h"

/* Where a figure was taken from, for the accountant: "会企02 of Q2 2024, cell A.1.C, as sent".
 * @language ("zh" or "en") is that of form data. Caller frees. */
char *zb_shared_figure_words (const ZbSharedFigure *figure, const char *language);
/* The figure itself as people read it, "5,234.10". Caller frees. */
char *zb_shared_figure_show (const ZbSharedFigure *figure);
