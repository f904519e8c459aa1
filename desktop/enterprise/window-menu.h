/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* The window's actions that are a dialog of their own: "win.outbox", "win.dropped-drafts",
 * "win.renew", "win.back-up-keys", "win.restore-keys", "win.recover", "win.backup", "win.restore",
 * "win.seal", "win.shortcuts". */
void zb_window_menu_install (GtkWidgetClass *widget_class);
