/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/cell-box.h"

#include <glib/gi18n.h>

#define PLOT_WIDTH 300
#define PLOT_HEIGHT 64
#define BAR_GAP 3

struct _ZbCellBox {
  GtkPopover parent_instance;

  GPtrArray *points; /* owned (nullable) */
  char *note;        /* owned: as they were when the box was opened */
  char *formula;
  GtkWidget *title;
  GtkWidget *figures; /* GtkGrid */
  GtkWidget *plot;
  GtkWidget *note_entry;
  GtkWidget *formula_label;
  GtkWidget *formula_entry;
};

G_DEFINE_FINAL_TYPE (ZbCellBox, zb_cell_box, GTK_TYPE_POPOVER)

enum { NOTE, FORMULA, N_SIGNALS };
static guint signals[N_SIGNALS];

void
zb_cell_point_free (ZbCellPoint *point)
{
  g_free (point->when);
  g_free (point->figure);
  g_free (point);
}

/* The plot: a bar for each period from the line of nought */

static void
find_range (const GPtrArray *points, double *ret_least, double *ret_most)
{
  *ret_least = *ret_most = 0;
  for (guint i = 0; i < points->len; i++) {
    const ZbCellPoint *point = points->pdata[i];
    *ret_least = point->known ? MIN (*ret_least, point->height) : *ret_least;
    *ret_most = point->known ? MAX (*ret_most, point->height) : *ret_most;
  }
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const GPtrArray *points = ZB_CELL_BOX (user_data)->points;
  double least, most;
  GdkRGBA colour;

  if (points == NULL || points->len == 0)
    return;
  find_range (points, &least, &most);
  double scale = most > least ? height / (most - least) : 0;
  double step = (double)width / points->len;
  double zero = most * scale;
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  for (guint i = 0; i < points->len; i++) {
    const ZbCellPoint *point = points->pdata[i];
    if (!point->known)
      continue;
    colour.alpha = i + 1 == points->len ? 1.0F : point->marked ? 0.7F : 0.35F;
    gdk_cairo_set_source_rgba (cr, &colour);
    cairo_rectangle (cr, i * step, zero, step - BAR_GAP, -point->height * scale);
    cairo_fill (cr);
  }
  colour.alpha = 0.5F;
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_rectangle (cr, 0, MIN (zero, height - 1), width, 1);
  cairo_fill (cr);
}

/* Figures, newest first, in two columns of six */

static void
clear_figures (ZbCellBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box->figures)) != NULL)
    gtk_grid_remove (GTK_GRID (box->figures), child);
}

static GtkWidget *
add_label (ZbCellBox *box, const char *text, int column, int row, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_grid_attach (GTK_GRID (box->figures), label, column, row, 1, 1);
  return label;
}

static void
add_figure (ZbCellBox *box, const ZbCellPoint *point, int index)
{
  int column = index / 6 * 2;
  GtkWidget *when = add_label (box, point->when, column, index % 6, 0);
  GtkWidget *figure = add_label (box, point->known ? point->figure : "—", column + 1, index % 6, 1);

  gtk_widget_add_css_class (when, point->marked ? "heading" : "dim-label");
  gtk_widget_add_css_class (figure, "numeric");
  if (point->marked)
    gtk_widget_add_css_class (figure, "heading");
}

void
zb_cell_box_set_points (ZbCellBox *box, GPtrArray *points)
{
  clear_figures (box);
  g_clear_pointer (&box->points, g_ptr_array_unref);
  box->points = points;
  if (points == NULL) {
    add_label (box, _ ("Reading earlier reports…"), 0, 0, 0);
    return;
  }
  if (points->len <= 1)
    add_label (box, _ ("No earlier report is here."), 0, 0, 0);
  for (guint i = 1; i < points->len; i++)
    add_figure (box, points->pdata[points->len - 1 - i], (int)i - 1);
  gtk_widget_queue_draw (box->plot);
  /* It is as large now as what it holds. */
  if (gtk_widget_get_visible (GTK_WIDGET (box)))
    gtk_popover_present (GTK_POPOVER (box));
}

void
zb_cell_box_fill (ZbCellBox *box,
                  const char *title,
                  GPtrArray *points,
                  const char *note,
                  const char *formula,
                  gboolean editable)
{
  gtk_label_set_text (GTK_LABEL (box->title), title);
  zb_cell_box_set_points (box, points);
  g_free (box->note);
  g_free (box->formula);
  box->note = g_strdup (note != NULL ? note : "");
  box->formula = g_strdup (formula);
  gtk_editable_set_text (GTK_EDITABLE (box->note_entry), box->note);
  gtk_editable_set_text (GTK_EDITABLE (box->formula_entry), formula != NULL ? formula : "");
  gtk_widget_set_visible (box->formula_label, formula != NULL && editable);
  gtk_widget_set_visible (box->formula_entry, formula != NULL && editable);
}

static void
zb_cell_box_closed (GtkPopover *popover)
{
  ZbCellBox *box = ZB_CELL_BOX (popover);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (box->note_entry));
  const char *formula = gtk_editable_get_text (GTK_EDITABLE (box->formula_entry));

  if (g_strcmp0 (note, box->note) != 0)
    g_signal_emit (box, signals[NOTE], 0, note);
  if (box->formula != NULL && g_strcmp0 (formula, box->formula) != 0)
    g_signal_emit (box, signals[FORMULA], 0, formula);
}

static void
zb_cell_box_finalize (GObject *object)
{
  ZbCellBox *box = ZB_CELL_BOX (object);

  g_clear_pointer (&box->points, g_ptr_array_unref);
  g_free (box->note);
  g_free (box->formula);
  G_OBJECT_CLASS (zb_cell_box_parent_class)->finalize (object);
}

static void
zb_cell_box_class_init (ZbCellBoxClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = zb_cell_box_finalize;
  GTK_POPOVER_CLASS (klass)->closed = zb_cell_box_closed;
  signals[NOTE] = g_signal_new ("note", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
  signals[FORMULA] = g_signal_new ("formula", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
activate_cb (GtkEntry *entry, GtkPopover *box)
{
  gtk_popover_popdown (box);
}

/* An entry below its name. */
static GtkWidget *
add_entry (ZbCellBox *box, GtkWidget *content, const char *name, const char *example)
{
  GtkWidget *label = gtk_label_new (name);
  GtkWidget *entry = gtk_entry_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), example);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), box, 0);
  gtk_box_append (GTK_BOX (content), label);
  gtk_box_append (GTK_BOX (content), entry);
  return entry;
}

static void
zb_cell_box_init (ZbCellBox *box)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  box->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (box->title), 0);
  gtk_label_set_wrap (GTK_LABEL (box->title), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (box->title), 48);
  gtk_widget_add_css_class (box->title, "heading");
  box->figures = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (box->figures), 12);
  box->plot = gtk_drawing_area_new ();
  gtk_widget_set_size_request (box->plot, PLOT_WIDTH, PLOT_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box->plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The figures as a plot"), -1);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (box->plot), draw_cb, box, NULL);
  gtk_box_append (GTK_BOX (content), box->title);
  gtk_box_append (GTK_BOX (content), box->figures);
  gtk_box_append (GTK_BOX (content), box->plot);
  box->note_entry = add_entry (box, content, _ ("Note on this cell (stays on this computer)"),
                               _ ("where the figure comes from, whom to ask"));
  box->formula_entry =
      add_entry (box, content, _ ("Accounts of the ledger"), "6001:credit + 6051:credit");
  box->formula_label = gtk_widget_get_prev_sibling (box->formula_entry);
  gtk_popover_set_child (GTK_POPOVER (box), content);
}

GtkWidget *
zb_cell_box_new (void)
{
  return g_object_new (ZB_TYPE_CELL_BOX, NULL);
}
