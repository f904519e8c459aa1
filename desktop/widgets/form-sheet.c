/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/form-sheet.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/widgets/style-sheet.h"

#define LEAST_CAPTION 9
#define LEAST_TITLE 10

struct _ZbFormSheet {
  GtkWidget parent_instance;

  guint n_rows[ZB_FORM_SHEET_N_PARTS]; /* in the parts that are grids */

  /* Template */
  GtkLabel *title;
  GtkLabel *period;
  GtkLabel *unit_line;
  GtkWidget *header;
  GtkWidget *legal;
  GtkWidget *footer;
  AdwBin *body;
};

G_DEFINE_FINAL_TYPE (ZbFormSheet, zb_form_sheet, GTK_TYPE_WIDGET)

static void
zb_form_sheet_dispose (GObject *object)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zb_form_sheet_parent_class)->dispose (object);
}

static void
zb_form_sheet_class_init (ZbFormSheetClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_form_sheet_dispose;
  g_type_ensure (ADW_TYPE_BIN);
  zb_widgets_register_resources ();
  gtk_widget_class_set_template_from_resource (widget_class, ZB_WIDGETS_RESOURCE "form-sheet.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, title);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, period);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, unit_line);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, header);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, legal);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, footer);
  gtk_widget_class_bind_template_child (widget_class, ZbFormSheet, body);
  gtk_widget_class_set_css_name (widget_class, "formsheet");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_FORM);
}

static void
zb_form_sheet_init (ZbFormSheet *sheet)
{
  gtk_widget_init_template (GTK_WIDGET (sheet));
  zb_widgets_add_style_sheet (gtk_widget_get_display (GTK_WIDGET (sheet)));
}

GtkWidget *
zb_form_sheet_new (void)
{
  return g_object_new (ZB_TYPE_FORM_SHEET, NULL);
}

static int
count_chars (const char *text, int most)
{
  return (int)MIN (g_utf8_strlen (text, -1), most);
}

/* Chinese wraps after any character: without a least width the head of a narrow sheet becomes a
 * column of letters that leaves the table no room. Width in characters is not for labels that wrap:
 * GTK 4.8 then finds their natural width for a height below the least one, and warns. */
static void
keep_wide (GtkWidget *label, const char *text, int most)
{
  PangoFontMetrics *metrics =
      pango_context_get_metrics (gtk_widget_get_pango_context (label), NULL, NULL);
  int digit = pango_font_metrics_get_approximate_digit_width (metrics);
  int letter = pango_font_metrics_get_approximate_char_width (metrics);
  int height;

  gtk_widget_get_size_request (label, NULL, &height);
  gtk_widget_set_size_request (
      label, PANGO_PIXELS_CEIL (count_chars (text, most) * MAX (digit, letter)), height);
  pango_font_metrics_unref (metrics);
}

void
zb_form_sheet_set_title (ZbFormSheet *sheet, const char *title)
{
  gtk_label_set_text (sheet->title, title);
  keep_wide (GTK_WIDGET (sheet->title), title, LEAST_TITLE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sheet), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
zb_form_sheet_set_period (ZbFormSheet *sheet, const char *period)
{
  gtk_label_set_text (sheet->period, period);
}

void
zb_form_sheet_set_unit_line (ZbFormSheet *sheet, const char *text)
{
  gtk_label_set_text (sheet->unit_line, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (sheet->unit_line), text != NULL);
}

static GtkWidget *
get_part (ZbFormSheet *sheet, ZbFormSheetPart part)
{
  GtkWidget *const parts[ZB_FORM_SHEET_N_PARTS] = {
      [ZB_FORM_SHEET_HEADER] = sheet->header,
      [ZB_FORM_SHEET_LEGAL] = sheet->legal,
      [ZB_FORM_SHEET_FOOTER] = sheet->footer,
  };
  return parts[part];
}

static void
add_pair (ZbFormSheet *sheet, ZbFormSheetPart part, GtkWidget *label, GtkWidget *value)
{
  GtkWidget *container = get_part (sheet, part);
  if (part == ZB_FORM_SHEET_FOOTER) {
    GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
    gtk_box_append (GTK_BOX (pair), label);
    gtk_box_append (GTK_BOX (pair), value);
    gtk_widget_set_hexpand (value, TRUE);
    gtk_flow_box_insert (GTK_FLOW_BOX (container), pair, -1);
    gtk_widget_set_focusable (gtk_widget_get_parent (pair), FALSE);
    return;
  }
  int row = (int)sheet->n_rows[part]++;
  gtk_grid_attach (GTK_GRID (container), label, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (container), value, 1, row, 1, 1);
}

static GtkWidget *
make_label (const char *text)
{
  /* Translators: a caption before what is filled in. */
  g_autofree char *caption = g_strdup_printf (_ ("%s:"), text);
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_text_with_mnemonic (GTK_LABEL (label), caption);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  /* Lines of two scripts differ by a pixel, and a wrapping label then contradicts itself. */
  gtk_widget_set_size_request (label, -1, 24);
  keep_wide (label, caption, LEAST_CAPTION);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

void
zb_form_sheet_add_text (ZbFormSheet *sheet,
                        ZbFormSheetPart part,
                        const char *label,
                        const char *text)
{
  GtkWidget *value = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
  /* A credit code of 18 digits is never cut off. */
  gtk_label_set_width_chars (GTK_LABEL (value), count_chars (text, 19));
  gtk_widget_set_tooltip_text (value, text);
  add_pair (sheet, part, make_label (label), value);
}

void
zb_form_sheet_add_field (ZbFormSheet *sheet,
                         ZbFormSheetPart part,
                         const char *label,
                         GtkWidget *widget)
{
  GtkWidget *caption = make_label (label);
  gtk_label_set_mnemonic_widget (GTK_LABEL (caption), widget);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  caption, NULL, -1);
  gtk_widget_add_css_class (widget, "sheet-field");
  add_pair (sheet, part, caption, widget);
}

void
zb_form_sheet_clear_part (ZbFormSheet *sheet, ZbFormSheetPart part)
{
  GtkWidget *container = get_part (sheet, part);
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (container)) != NULL) {
    if (part == ZB_FORM_SHEET_FOOTER)
      gtk_flow_box_remove (GTK_FLOW_BOX (container), child);
    else
      gtk_grid_remove (GTK_GRID (container), child);
  }
  sheet->n_rows[part] = 0;
}

void
zb_form_sheet_set_body (ZbFormSheet *sheet, GtkWidget *body)
{
  adw_bin_set_child (sheet->body, body);
}
