/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

#include "desktop/enterprise/model/set-part.h"

/* The forms of a set beside each other, each with how far it has come; the one in view is pressed.
 * Signal: "chosen" (FORM-ID: char*), when another one is asked for. */
#define ZB_TYPE_SET_BAR (zb_set_bar_get_type ())
G_DECLARE_FINAL_TYPE (ZbSetBar, zb_set_bar, ZB, SET_BAR, GtkWidget)

/* @parts NULL: nothing is shown. @form: the one in view. */
void zb_set_bar_show (ZbSetBar *bar, const GArray *parts, const char *form);
/* What the one in view has come to since. */
void zb_set_bar_update (ZbSetBar *bar, const ZbSetPart *part);
