/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "paper/paper.h"

#include <gio/gio.h>

/* (transfer full) the paper as a PDF file on A4, with its text to be searched and copied.
 * G_IO_ERROR_FAILED names what went wrong in drawing. */
GBytes *zb_paper_to_pdf (const ZbPaper *paper, GError **error);
/* The same of several (ZbPaper), one behind the other; each keeps its own sheet and numbers its own
 * pages. */
GBytes *zb_papers_to_pdf (const GPtrArray *papers, GError **error);
