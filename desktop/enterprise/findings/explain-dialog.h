/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "forms/code-list.h"

/* Asks why: a reason from a code list and, for findings, a text that says what happened. What says
 * nothing is refused with the reason. Signal: "given" (reason, text: char*). */
#define ZB_TYPE_EXPLAIN_DIALOG (zb_explain_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZbExplainDialog, zb_explain_dialog, ZB, EXPLAIN_DIALOG, AdwWindow)

/* @question: what is to be explained. @reasons is borrowed while the dialog lives. @reason and
 * @text (nullable): what was given before. @with_text: whether a text is asked for. */
ZbExplainDialog *zb_explain_dialog_new (GtkWindow *parent,
                                        const char *question,
                                        const ZbCodeList *reasons,
                                        const char *reason,
                                        const char *text,
                                        gboolean with_text);
/* Offers what was said of the same in an earlier period: @when names it. Nothing is taken over
 * until the person asks for it. */
void zb_explain_dialog_offer (ZbExplainDialog *dialog,
                              const char *when,
                              const char *reason,
                              const char *text);
