/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-style.h"

#include <adwaita.h>

#define PAD_X 8
#define PAD_Y 2
#define HAIRLINE 1

void
zb_grid_style_clear (ZbGridStyle *style)
{
  g_clear_pointer (&style->tabular, pango_attr_list_unref);
}

static void
load_metrics (ZbGridStyle *style, GtkWidget *widget)
{
  if (style->tabular == NULL) {
    style->tabular = pango_attr_list_new ();
    /* Chinese fonts draw Western quotes as wide as a character unless told otherwise. */
    const char *language = g_dpgettext2 (GETTEXT_PACKAGE, "language code", "en");
    const char *features = g_str_has_prefix (language, "zh") ? "tnum=1" : "tnum=1, palt=1";
    pango_attr_list_insert (style->tabular, pango_attr_font_features_new (features));
  }
  /* Lines with and without Chinese differ in height; every row takes the greater. */
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, "国0000000000");
  pango_layout_set_attributes (layout, style->tabular);
  int width;
  pango_layout_get_pixel_size (layout, &width, &style->line_height);
  style->baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
  pango_layout_set_text (layout, "0000000000", -1);
  pango_layout_get_pixel_size (layout, &width, NULL);
  style->digit_width = (width + 9) / 10;
  style->pad_x = PAD_X;
  style->pad_y = PAD_Y;
  style->indent = 2 * style->digit_width;
}

static gboolean
prefers_high_contrast (void)
{
  return adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
}

void
zb_grid_style_load_colours (ZbGridStyle *style, GtkWidget *widget)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  style->high_contrast = prefers_high_contrast ();
  const struct {
    const char *name;
    GdkRGBA *colour;
  } names[] = {
      {"zb_ink", &style->ink},
      {style->high_contrast ? "zb_rule" : "zb_hairline", &style->line},
      {"zb_rule", &style->rule},
      {"zb_focus", &style->focus},
      {"zb_selection", &style->selection},
      {"zb_changed", &style->changed},
      {"zb_remark", &style->remark},
      {"zb_info", &style->marks[ZB_GRID_MARK_INFO]},
      {"zb_soft", &style->marks[ZB_GRID_MARK_SOFT]},
      {"zb_quasi", &style->marks[ZB_GRID_MARK_QUASI]},
      {"zb_hard", &style->marks[ZB_GRID_MARK_HARD]},
      {"zb_hard", &style->marks[ZB_GRID_MARK_REFUSED]},
  };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!gtk_style_context_lookup_color (context, names[i].name, names[i].colour))
      gtk_style_context_get_color (context, names[i].colour);
}

void
zb_grid_style_load (ZbGridStyle *style, GtkWidget *widget)
{
  load_metrics (style, widget);
  zb_grid_style_load_colours (style, widget);
}

int
zb_grid_style_row_height (const ZbGridStyle *style, guint lines)
{
  return (int)MAX (lines, 1) * style->line_height + 2 * style->pad_y + HAIRLINE;
}
