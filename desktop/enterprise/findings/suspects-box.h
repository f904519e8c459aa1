/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/model/report-model.h"

/* The cells of a report that are probably wrong, with their history, and a correction where a slip
 * is proved; out of sight when no hard rule fails. What is to be found is looked for on another
 * thread. Signals: "jump" (section, row, column: char*);
 * "corrected" (what was put in place of what: char*). */
#define ZB_TYPE_SUSPECTS_BOX (zb_suspects_box_get_type ())
G_DECLARE_FINAL_TYPE (ZbSuspectsBox, zb_suspects_box, ZB, SUSPECTS_BOX, GtkWidget)

/* Looks for the suspects of @model as it is now; until they are found, what is shown cannot be
 * used. The model is told which cells to mark. */
void zb_suspects_box_show (ZbSuspectsBox *box, ZbReportModel *model);
/* Whether something is still being looked for. */
gboolean zb_suspects_box_is_busy (ZbSuspectsBox *box);
/* Puts the offered figures of block @block into the report, as one step of undo. FALSE if there is
 * no offer, or a figure was refused: then nothing is changed. */
gboolean zb_suspects_box_correct (ZbSuspectsBox *box, guint block, GError **error);
