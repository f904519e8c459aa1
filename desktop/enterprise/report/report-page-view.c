/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "desktop/enterprise/report/report-page-entry.h"

/* How the table is looked at and walked through: its size, and where Enter goes. */

static const guint percents[] = {70, 80, 90, 100, 110, 125, 150, 175, 200};
#define USUAL 3

/* What the program's letters are drawn for, in points at 96 dots an inch. */
#define USUAL_LETTERS 11

/* The form is laid out in dots, so it grows by whole steps where the desktop's letters are larger.
 */
int
zb_report_page_usual_zoom (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  g_autofree char *font = NULL;
  int dpi = 0;
  int zoom = 0;

  g_object_get (settings, "gtk-font-name", &font, "gtk-xft-dpi", &dpi, NULL);
  PangoFontDescription *letters = pango_font_description_from_string (font != NULL ? font : "");
  int size = pango_font_description_get_size (letters);
  pango_font_description_free (letters);
  gint64 percent = (gint64)(size > 0 ? size : USUAL_LETTERS * PANGO_SCALE) * 100 *
                   (dpi > 0 ? dpi : 96 * 1024) / (USUAL_LETTERS * PANGO_SCALE) / (96 * 1024);
  while (zoom + USUAL + 1 < (int)G_N_ELEMENTS (percents) &&
         percents[zoom + USUAL + 1] <= percent + 2)
    zoom++;
  return zoom;
}

void
zb_report_page_apply_view (ZbReportPage *page)
{
  if (page->grid == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (percents); i++) {
    g_autofree char *name = g_strdup_printf ("zoom-%u", percents[i]);
    if ((int)i == page->zoom + USUAL)
      gtk_widget_add_css_class (page->grid, name);
    else
      gtk_widget_remove_css_class (page->grid, name);
  }
  zb_form_grid_set_enter_moves (ZB_FORM_GRID (page->grid),
                                page->enter_right ? GTK_DIR_RIGHT : GTK_DIR_DOWN);
}

/* Asked for by the menu, which leaves the keyboard at its button. */
static void
return_keyboard (ZbReportPage *page)
{
  if (page->grid != NULL)
    gtk_widget_grab_focus (page->grid);
}

static void
zoom_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  int wanted = page->zoom + (g_str_equal (name, "report.zoom-in") ? 1 : -1);
  g_autofree char *words = NULL;

  page->zoom = g_str_equal (name, "report.zoom-usual")
                   ? zb_report_page_usual_zoom ()
                   : CLAMP (wanted, -USUAL, (int)G_N_ELEMENTS (percents) - 1 - USUAL);
  zb_report_page_apply_view (page);
  words = g_strdup_printf (_ ("Size of the table: %u %%"), percents[page->zoom + USUAL]);
  zb_verdict_line_set_aside (page->verdict, words);
  return_keyboard (page);
}

static void
enter_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  page->enter_right = !page->enter_right;
  zb_report_page_apply_view (page);
  zb_report_page_say (page, page->enter_right ? _ ("Enter now goes to the right.")
                                              : _ ("Enter now goes down."));
  return_keyboard (page);
}

void
zb_report_page_install_view (GtkWidgetClass *widget_class)
{
  static const struct {
    guint key;
    const char *action;
  } keys[] = {
      {GDK_KEY_plus, "report.zoom-in"},   {GDK_KEY_equal, "report.zoom-in"},
      {GDK_KEY_KP_Add, "report.zoom-in"}, {GDK_KEY_underscore, "report.zoom-out"},
      {GDK_KEY_0, "report.zoom-usual"},
  };

  gtk_widget_class_install_action (widget_class, "report.zoom-in", NULL, zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "report.zoom-out", NULL, zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "report.zoom-usual", NULL, zoom_action_cb);
  gtk_widget_class_install_action (widget_class, "report.enter-moves", NULL, enter_action_cb);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, GDK_CONTROL_MASK,
                                         keys[i].action, NULL);
  /* Ctrl+minus takes a row out of the table. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_underscore,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "report.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus,
                                       GDK_CONTROL_MASK | GDK_SHIFT_MASK, "report.zoom-in", NULL);
}
