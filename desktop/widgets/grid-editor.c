/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-editor.h"

struct _ZbGridEditor {
  GtkWidget parent_instance;

  const ZbGridStyle *style;
  GtkWidget *text; /* GtkText, child */
  gboolean active;
  gboolean typing;
  gboolean composing;
};

G_DEFINE_FINAL_TYPE (ZbGridEditor, zb_grid_editor, GTK_TYPE_WIDGET)

enum { ACTIVATE, CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
preedit_changed_cb (GtkText *text, const char *preedit, ZbGridEditor *editor)
{
  editor->composing = preedit != NULL && preedit[0] != '\0';
}

static void
activate_cb (GtkText *text, ZbGridEditor *editor)
{
  g_signal_emit (editor, signals[ACTIVATE], 0);
}

static void
changed_cb (GtkEditable *text, ZbGridEditor *editor)
{
  if (editor->active)
    g_signal_emit (editor, signals[CHANGED], 0);
}

static void
zb_grid_editor_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZbGridEditor *editor = ZB_GRID_EDITOR (widget);
  int minimum;
  int natural;
  gtk_widget_measure (editor->text, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL,
                      NULL);
  /* The text keeps the place it has in the cell below, to the pixel. */
  int inner = MAX (width - 2 * editor->style->pad_x, 1);
  GdkRectangle area = {editor->style->pad_x, (height - natural) / 2, inner, natural};
  gtk_widget_size_allocate (editor->text, &area, -1);
}

static void
zb_grid_editor_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (ZB_GRID_EDITOR (widget)->text, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  *minimum = 0;
}

static void
zb_grid_editor_dispose (GObject *object)
{
  g_clear_pointer (&ZB_GRID_EDITOR (object)->text, gtk_widget_unparent);
  G_OBJECT_CLASS (zb_grid_editor_parent_class)->dispose (object);
}

static void
zb_grid_editor_class_init (ZbGridEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_grid_editor_dispose;
  widget_class->size_allocate = zb_grid_editor_size_allocate;
  widget_class->measure = zb_grid_editor_measure;
  gtk_widget_class_set_css_name (widget_class, "celleditor");
  GType type = G_TYPE_FROM_CLASS (klass);
  signals[ACTIVATE] =
      g_signal_new ("activate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zb_grid_editor_init (ZbGridEditor *editor)
{
  editor->text = gtk_text_new ();
  gtk_widget_set_parent (editor->text, GTK_WIDGET (editor));
  gtk_widget_set_overflow (GTK_WIDGET (editor), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (editor->text, "preedit-changed", G_CALLBACK (preedit_changed_cb), editor);
  g_signal_connect (editor->text, "activate", G_CALLBACK (activate_cb), editor);
  g_signal_connect (editor->text, "changed", G_CALLBACK (changed_cb), editor);
}

GtkWidget *
zb_grid_editor_new (const ZbGridStyle *style)
{
  ZbGridEditor *editor = g_object_new (ZB_TYPE_GRID_EDITOR, NULL);
  editor->style = style;
  return GTK_WIDGET (editor);
}

void
zb_grid_editor_start (
    ZbGridEditor *editor, const char *text, gboolean typing, ZbGridAlign align, const char *name)
{
  static const float alignments[] = {
      [ZB_GRID_ALIGN_START] = 0.0f,
      [ZB_GRID_ALIGN_CENTRE] = 0.5f,
      [ZB_GRID_ALIGN_END] = 1.0f,
  };
  GtkText *entry = GTK_TEXT (editor->text);
  editor->typing = typing;
  editor->composing = FALSE;
  /* GTK lays the whole window out anew even for the same ones, and libadwaita's flap then styles
   * itself anew: two more frames, and the key after this one waits for both. */
  if (gtk_text_get_attributes (entry) != editor->style->tabular)
    gtk_text_set_attributes (entry, editor->style->tabular);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), alignments[align]);
  /* Undo inside the editor ends at the text it began with. */
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), TRUE);
  gtk_editable_set_position (GTK_EDITABLE (entry), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  editor->active = TRUE;
  gtk_widget_set_child_visible (GTK_WIDGET (editor), TRUE);
}

void
zb_grid_editor_stop (ZbGridEditor *editor)
{
  editor->active = FALSE;
  editor->composing = FALSE;
  gtk_widget_set_child_visible (GTK_WIDGET (editor), FALSE);
}

gboolean
zb_grid_editor_is_active (ZbGridEditor *editor)
{
  return editor->active;
}

const char *
zb_grid_editor_get_text (ZbGridEditor *editor)
{
  return gtk_editable_get_text (GTK_EDITABLE (editor->text));
}

gboolean
zb_grid_editor_is_typing (ZbGridEditor *editor)
{
  return editor->typing;
}

gboolean
zb_grid_editor_is_composing (ZbGridEditor *editor)
{
  return editor->composing;
}

void
zb_grid_editor_grab_focus (ZbGridEditor *editor)
{
  gtk_text_grab_focus_without_selecting (GTK_TEXT (editor->text));
}

gboolean
zb_grid_editor_forward_key (ZbGridEditor *editor, GtkEventControllerKey *controller)
{
  return gtk_event_controller_key_forward (controller, editor->text);
}
