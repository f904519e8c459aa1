/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/draft-bin.h"
#include "desktop/enterprise/office/office.h"

/* The program's window: first start, home, and one report at a time. */
#define ZB_TYPE_WINDOW (zb_window_get_type ())
G_DECLARE_FINAL_TYPE (ZbWindow, zb_window, ZB, WINDOW, AdwApplicationWindow)

/* @invitation (nullable): its text, to begin enrolling with. */
ZbWindow *zb_window_new (GtkApplication *application, ZbOffice *office, const char *invitation);

ZbOffice *zb_window_get_office (ZbWindow *window);      /* borrowed */
ZbDraftBin *zb_window_get_draft_bin (ZbWindow *window); /* borrowed */
/* A dialog has changed what is here: it is read anew, @words tell of it, and the bureau is asked
 * for what is new. */
void zb_window_tell_done (ZbWindow *window, const char *words);
/* The same of an enterprise that reported from elsewhere: its history is offered. */
void zb_window_tell_taken_over (ZbWindow *window, const char *words);
