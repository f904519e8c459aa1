/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <adwaita.h>

#include "desktop/enterprise/office/office.h"

/* The program's window: first start, home, and one report at a time. */
#define ZB_TYPE_WINDOW (zb_window_get_type ())
G_DECLARE_FINAL_TYPE (ZbWindow, zb_window, ZB, WINDOW, AdwApplicationWindow)

/* @invitation (nullable): its text, to begin enrolling with. */
ZbWindow *zb_window_new (GtkApplication *application, ZbOffice *office, const char *invitation);
