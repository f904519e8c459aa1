/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "paper/paper.h"

/* The printing of @paper, which is taken: on A4, upright or not as its tables ask for. @job is what
 * the printer's queue calls it. (transfer full), to be run. */
GtkPrintOperation *zb_paper_print_new (ZbPaper *paper, const char *job);
/* The same of several (ZbPaper), at least one, as one job; takes @papers. */
GtkPrintOperation *zb_papers_print_new (GPtrArray *papers, const char *job);
