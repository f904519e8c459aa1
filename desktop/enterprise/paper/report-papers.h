/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "desktop/enterprise/office/office.h"
#include "paper/paper.h"

/* Reports on paper, read from disk: what was signed from its signed bytes, the rest as a draft. */

/* One report to be printed. */
typedef struct {
  gint64 account;
  char *form; /* FORM-ID */
  char *period;
  gboolean draft;
  char *message; /* (nullable) which signed version; NULL: the newest */
  char *name;    /* what a file of it is called, without its ending */
} ZbPaperWish;

/* Of the newest signed version. All texts are copied. */
ZbPaperWish *
zb_paper_wish_new (gint64 account, const char *form, const char *period, const char *name);
void zb_paper_wish_free (ZbPaperWish *wish);

/* @wishes: ZbPaperWish, at least one; a reference is taken. */
void zb_report_papers_read_async (ZbOffice *office,
                                  GPtrArray *wishes,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* (transfer full) ZbPaper, in the order wished for. */
GPtrArray *zb_report_papers_read_finish (GAsyncResult *result, GError **error);

/* Reads and writes them as PDF: one file of all at @path, or with @each a file of each in the
 * folder @path. */
void zb_report_papers_save_async (ZbOffice *office,
                                  GPtrArray *wishes,
                                  const char *path,
                                  gboolean each,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean zb_report_papers_save_finish (GAsyncResult *result, GError **error);
