/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* Where the widgets' templates and style sheets lie among the program's resources. */
#define ZB_WIDGETS_RESOURCE "/org/zhibao/widgets/"

/* Makes the resources known; a class with a template calls it before naming the template. */
void zb_widgets_register_resources (void);

/* Makes the style sheets of the widgets here known to a display; once is enough, more is harmless.
 */
void zb_widgets_add_style_sheet (GdkDisplay *display);
