/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/style-sheet.h"

#include "desktop/widgets/widgets-resource.h"

void
zb_widgets_register_resources (void)
{
  static gsize registered = 0;
  if (!g_once_init_enter (&registered))
    return;
  g_resources_register (zb_widgets_get_resource ());
  g_once_init_leave (&registered, 1);
}

void
zb_widgets_add_style_sheet (GdkDisplay *display)
{
  static const char key[] = "zb-widgets-style-sheet";
  if (g_object_get_data (G_OBJECT (display), key) != NULL)
    return;
  zb_widgets_register_resources ();
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, ZB_WIDGETS_RESOURCE "widgets.css");
  /* Below the application's own sheets, so that a program may restyle the widgets. */
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION - 1);
  g_object_set_data (G_OBJECT (display), key, GINT_TO_POINTER (TRUE));
}
