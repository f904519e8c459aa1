/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/model/report-model.h"

/* The findings of a report, the hardest first. Signals: "jump" (section, row, column: char*), to
 * the cell of a finding; "jump-refused"; "explain" (instance: char*); "give-reason" (item id:
 * char*); "corrected" (what was put in place of what: char*). */
#define ZB_TYPE_FINDINGS_PANEL (zb_findings_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZbFindingsPanel, zb_findings_panel, ZB, FINDINGS_PANEL, GtkWidget)

/* Shows the findings of @model as they are now. */
void zb_findings_panel_show (ZbFindingsPanel *panel, ZbReportModel *model, guint n_refused);
/* Goes to the finding after the selected one, or the first; FALSE if there is none. */
gboolean zb_findings_panel_next (ZbFindingsPanel *panel);
/* What the selected finding says, NULL without one (borrowed until the panel shows others). */
const char *zb_findings_panel_get_message (ZbFindingsPanel *panel);
/* The first one that still needs words: emits "explain" or "give-reason"; FALSE if none does. */
gboolean zb_findings_panel_explain_first (ZbFindingsPanel *panel, ZbReportModel *model);
