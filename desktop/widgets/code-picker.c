/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/code-picker.h"

#include "desktop/widgets/style-sheet.h"

#define MOST_SHOWN 200
#define PAGE 8 /* rows in view */

struct _ZbCodePicker {
  GtkPopover parent_instance;

  GListModel *items;             /* owned */
  GListStore *found;             /* ZbCodeItem, owned */
  GtkSingleSelection *selection; /* owned */

  /* Template */
  GtkWidget *entry;
  GtkStack *stack;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (ZbCodePicker, zb_code_picker, GTK_TYPE_POPOVER)

enum { PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
search (ZbCodePicker *picker)
{
  if (picker->items == NULL)
    return;
  const char *query = gtk_editable_get_text (GTK_EDITABLE (picker->entry));
  g_autoptr (GPtrArray) found = zb_code_item_search (picker->items, query, MOST_SHOWN);
  g_list_store_splice (picker->found, 0, g_list_model_get_n_items (G_LIST_MODEL (picker->found)),
                       found->pdata, found->len);
  gtk_stack_set_visible_child_name (picker->stack, found->len > 0 ? "list" : "nothing");
  if (found->len > 0)
    gtk_single_selection_set_selected (picker->selection, 0);
}

static void
pick (ZbCodePicker *picker)
{
  ZbCodeItem *selected = zb_code_picker_get_selected (picker);
  if (selected == NULL)
    return;
  g_autoptr (ZbCodeItem) item = g_object_ref (selected);
  gtk_popover_popdown (GTK_POPOVER (picker));
  g_signal_emit (picker, signals[PICKED], 0, item);
}

static void
search_changed_cb (GtkSearchEntry *entry, ZbCodePicker *picker)
{
  search (picker);
}

static void
activate_cb (GtkSearchEntry *entry, ZbCodePicker *picker)
{
  pick (picker);
}

static void
stop_search_cb (GtkSearchEntry *entry, ZbCodePicker *picker)
{
  gtk_popover_popdown (GTK_POPOVER (picker));
}

static void
row_activated_cb (GtkListView *list, guint position, ZbCodePicker *picker)
{
  gtk_single_selection_set_selected (picker->selection, position);
  pick (picker);
}

/* The keyboard stays in the entry; these keys move the choice below it. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ZbCodePicker *picker)
{
  int by;
  switch (keyval) {
  case GDK_KEY_Down:
  case GDK_KEY_KP_Down:
    by = 1;
    break;
  case GDK_KEY_Up:
  case GDK_KEY_KP_Up:
    by = -1;
    break;
  case GDK_KEY_Page_Down:
    by = PAGE;
    break;
  case GDK_KEY_Page_Up:
    by = -PAGE;
    break;
  default:
    return FALSE;
  }
  int n = (int)g_list_model_get_n_items (G_LIST_MODEL (picker->found));
  int now = (int)gtk_single_selection_get_selected (picker->selection);
  if (n == 0)
    return TRUE;
  guint position = (guint)CLAMP (now + by, 0, n - 1);
  gtk_single_selection_set_selected (picker->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (picker->list), "list.scroll-to-item", "u", position);
  return TRUE;
}

static GtkWidget *
add_label (GtkWidget *box, const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_label_set_width_chars (GTK_LABEL (add_label (box, "code")), 8);
  GtkWidget *name = add_label (box, NULL);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (name), 16);
  /* The other language gives way first when a row is too long. */
  GtkWidget *other = add_label (box, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (other), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (other, TRUE);
  add_label (box, "dim-label");
  gtk_list_item_set_child (list_item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  ZbCodeItem *item = gtk_list_item_get_item (list_item);
  const char *texts[] = {
      zb_code_item_get_code (item),
      zb_code_item_get_name (item),
      zb_code_item_get_other (item),
      zb_code_item_get_note (item),
  };
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (list_item));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    gtk_label_set_text (GTK_LABEL (label), texts[i] != NULL ? texts[i] : "");
    label = gtk_widget_get_next_sibling (label);
  }
}

static void
zb_code_picker_dispose (GObject *object)
{
  ZbCodePicker *picker = ZB_CODE_PICKER (object);
  g_clear_object (&picker->items);
  g_clear_object (&picker->selection);
  g_clear_object (&picker->found);
  G_OBJECT_CLASS (zb_code_picker_parent_class)->dispose (object);
}

static void
zb_code_picker_class_init (ZbCodePickerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_code_picker_dispose;
  zb_widgets_register_resources ();
  gtk_widget_class_set_template_from_resource (widget_class, ZB_WIDGETS_RESOURCE "code-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbCodePicker, entry);
  gtk_widget_class_bind_template_child (widget_class, ZbCodePicker, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbCodePicker, list);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, ZB_TYPE_CODE_ITEM);
}

static void
zb_code_picker_init (ZbCodePicker *picker)
{
  gtk_widget_init_template (GTK_WIDGET (picker));
  zb_widgets_add_style_sheet (gtk_widget_get_display (GTK_WIDGET (picker)));
  picker->found = g_list_store_new (ZB_TYPE_CODE_ITEM);
  picker->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (picker->found)));
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (picker->list, factory);
  gtk_list_view_set_model (picker->list, GTK_SELECTION_MODEL (picker->selection));

  GtkEventController *controller = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect (controller, "key-pressed", G_CALLBACK (key_pressed_cb), picker);
  gtk_widget_add_controller (picker->entry, controller);
}

GtkWidget *
zb_code_picker_new (void)
{
  return g_object_new (ZB_TYPE_CODE_PICKER, NULL);
}

void
zb_code_picker_set_items (ZbCodePicker *picker, GListModel *items)
{
  if (g_set_object (&picker->items, items))
    search (picker);
}

void
zb_code_picker_open (ZbCodePicker *picker, const GdkRectangle *area)
{
  gtk_editable_set_text (GTK_EDITABLE (picker->entry), "");
  search (picker);
  gtk_popover_set_pointing_to (GTK_POPOVER (picker), area);
  gtk_popover_popup (GTK_POPOVER (picker));
  gtk_widget_grab_focus (picker->entry);
}

ZbCodeItem *
zb_code_picker_get_selected (ZbCodePicker *picker)
{
  return gtk_single_selection_get_selected_item (picker->selection);
}
