/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/import/incoming.h"
#include "tools/place.h"

/* `zhibao report import`: a spreadsheet's figures go into a draft. */
int zb_report_import (const ZbCallLine *line, GError **error);
extern const ZbOption zb_report_import_options[];
/* `zhibao report profiles` */
int zb_report_profiles (const ZbCallLine *line, GError **error);
extern const ZbOption zb_report_profiles_options[];

/* A draft that figures are put into: as it lies in the workspace, or begun anew. */
typedef struct {
  ZbWorkspace *workspace;
  ZbAccount *account;
  ZbReport *report;
  GBytes *seen; /* (nullable) as it lies there */
} ZbImportDraft;

gboolean zb_import_draft_open (const ZbCallLine *line,
                               const char *form,
                               const char *period,
                               ZbImportDraft *ret_draft,
                               GError **error);
void zb_import_draft_clear (ZbImportDraft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbImportDraft, zb_import_draft_clear)

/* Shows each figure with its verdict and, without --preview, puts in what can go in. Returns the
 * exit code: FINDINGS when something cannot. */
int zb_import_draft_take (const ZbCallLine *line,
                          ZbImportDraft *draft,
                          const ZbIncoming *incoming,
                          GError **error);
