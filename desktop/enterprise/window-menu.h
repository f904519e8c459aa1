/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* The window's actions about enterprises and their keys, each a dialog of its own: "win.outbox",
 * "win.renew", "win.back-up-keys", "win.restore-keys", "win.recover". */
void zb_window_menu_install (GtkWidgetClass *widget_class);
