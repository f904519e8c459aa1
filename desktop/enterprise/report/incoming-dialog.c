/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/incoming-dialog.h"

#include <glib/gi18n.h>

#include "client/heading.h"
#include "client/import/incoming-words.h"
#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/model/incoming-item.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/widgets/code-picker.h"

/* What files of accounts are counted in. */
static const char *const measures[] = {"CNY", "CNY1000", "CNY10000", "CNY100000000",
                                       "USD", "USD1000", "USD10000"};

struct _ZbIncomingDialog {
  AdwWindow parent_instance;

  ZbIncomingReader reader;
  gpointer data;
  GDestroyNotify free_data;
  ZbIncoming *incoming;     /* owned (nullable) */
  ZbImportProfile *profile; /* owned: as the person has set it up by now */
  GPtrArray *names;         /* owned: of the profiles to choose from */
  GPtrArray *profiles;      /* owned */
  GListStore *items;        /* ZbIncomingItem */
  GtkWidget *picker;        /* child (nullable): finds rows and columns of the form */
  char *heading_asked;      /* owned (nullable): what the picker is open for */
  gboolean column_asked;

  /* Template */
  AdwWindowTitle *heading;
  GtkWidget *choices;
  GtkWidget *profile_part;
  GtkDropDown *profile_choice;
  GtkWidget *measure_part;
  GtkDropDown *measure;
  GtkWidget *keep_part;
  GtkEditable *keep;
  GtkLabel *trouble;
  GtkColumnView *list;
  GtkLabel *summary;
  GtkCheckButton *refused_only;
};

G_DEFINE_FINAL_TYPE (ZbIncomingDialog, zb_incoming_dialog, ADW_TYPE_WINDOW)

enum { TAKEN, JUMP, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
fill (ZbIncomingDialog *dialog)
{
  const GPtrArray *cells = zb_incoming_cells (dialog->incoming);
  gboolean refused_only = gtk_check_button_get_active (dialog->refused_only);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < cells->len; i++) {
    g_autoptr (ZbIncomingItem) item = zb_incoming_item_new (dialog->incoming, cells->pdata[i]);
    if (!refused_only || zb_incoming_item_is_refused (item))
      g_ptr_array_add (items, g_steal_pointer (&item));
  }
  g_list_store_splice (dialog->items, 0, g_list_model_get_n_items (G_LIST_MODEL (dialog->items)),
                       items->pdata, items->len);
}

/* Reads the source anew and shows what comes of it. */
static void
read_source (ZbIncomingDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  ZbIncoming *incoming = dialog->reader (dialog->profile, dialog->data, &error);
  g_autofree char *summary = incoming != NULL ? zb_incoming_dup_summary (incoming) : NULL;
  g_autofree char *words = error != NULL ? zb_error_words (error) : NULL;

  /* Items look into what they were made of. */
  g_list_store_remove_all (dialog->items);
  g_clear_pointer (&dialog->incoming, zb_incoming_free);
  dialog->incoming = incoming;
  if (incoming != NULL)
    fill (dialog);
  gtk_label_set_text (dialog->trouble, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->trouble), words != NULL);
  gtk_label_set_text (dialog->summary, summary != NULL ? summary : "");
  gtk_widget_action_set_enabled (GTK_WIDGET (dialog), "incoming.take",
                                 incoming != NULL && zb_incoming_n_taken (incoming) > 0);
}

/* The list */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  guint column = GPOINTER_TO_UINT (user_data);
  GtkWidget *label = gtk_label_new (NULL);
  gboolean figure = column == ZB_INCOMING_COLUMN_BEFORE || column == ZB_INCOMING_COLUMN_AFTER;

  gtk_label_set_xalign (GTK_LABEL (label), figure ? 1 : 0);
  /* What tells cells apart stands at both ends of their names. */
  gtk_label_set_ellipsize (GTK_LABEL (label), column == ZB_INCOMING_COLUMN_CELL
                                                  ? PANGO_ELLIPSIZE_MIDDLE
                                                  : PANGO_ELLIPSIZE_END);
  if (figure)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  guint column = GPOINTER_TO_UINT (user_data);
  ZbIncomingItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  const char *text = zb_incoming_item_get_text (item, column);
  gboolean refused = zb_incoming_item_is_refused (item);
  gboolean marked = refused && column == ZB_INCOMING_COLUMN_VERDICT;
  g_autofree char *shown = marked ? g_strconcat ("⚠ ", text, NULL) : g_strdup (text);

  gtk_label_set_text (GTK_LABEL (label), shown);
  gtk_widget_set_tooltip_text (label, text);
  if (marked)
    gtk_widget_add_css_class (label, "error");
  else
    gtk_widget_remove_css_class (label, "error");
}

static void
add_columns (ZbIncomingDialog *dialog)
{
  const char *titles[ZB_INCOMING_N_COLUMNS] = {_ ("Source"), _ ("Cell"), _ ("Before"), _ ("Figure"),
                                               _ ("Verdict")};

  for (guint i = 0; i < ZB_INCOMING_N_COLUMNS; i++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (titles[i], factory);

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (i));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (i));
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_column_set_expand (column, i == ZB_INCOMING_COLUMN_CELL ||
                                                   i == ZB_INCOMING_COLUMN_VERDICT);
    gtk_column_view_append_column (dialog->list, column);
  }
}

/* Rows and columns that the form does not know */

static void
add_item (GListStore *store,
          const ZbSection *section,
          const char *code,
          const ZbText *name,
          const char *note)
{
  g_autofree char *target = g_strdup_printf ("%s.%s", section->id, code);
  gboolean chinese = g_str_has_prefix (zb_language_get (), "zh");
  g_autoptr (ZbCodeItem) item =
      zb_code_item_new (target, zb_language_text (name), chinese ? name->en : name->zh, note);

  g_list_store_append (store, item);
}

static void
add_columns_of (GListStore *store, const ZbSection *section)
{
  for (guint c = 0; c < section->n_columns; c++) {
    guint group = section->columns[c].group;
    add_item (store, section, section->columns[c].code, &section->columns[c].label,
              group > 0 ? zb_language_text (&section->groups[group - 1].label) : NULL);
  }
}

static void
add_rows_of (GListStore *store, const ZbSection *section)
{
  for (guint r = 0; !section->dynamic && r < section->n_rows; r++)
    add_item (store, section, section->rows[r].code, &section->rows[r].label, NULL);
  for (guint i = 0; section->dynamic && i < zb_code_list_length (section->keys); i++) {
    const ZbCode *code = zb_code_list_at (section->keys, i);
    if (section->key_level == NULL || g_strcmp0 (section->key_level, code->level) == 0)
      add_item (store, section, code->code, &code->name, NULL);
  }
}

static void
picked_cb (ZbCodePicker *picker, ZbCodeItem *item, ZbIncomingDialog *dialog)
{
  g_autofree char *heading = zb_heading_normal (dialog->heading_asked);

  g_hash_table_replace (dialog->column_asked ? dialog->profile->columns : dialog->profile->rows,
                        g_steal_pointer (&heading), g_strdup (zb_code_item_get_code (item)));
  read_source (dialog);
}

static void
ask_meaning (ZbIncomingDialog *dialog, const ZbIncomingCell *cell)
{
  const ZbForm *form = zb_report_form (zb_incoming_report (dialog->incoming));
  g_autoptr (GListStore) items = g_list_store_new (ZB_TYPE_CODE_ITEM);
  GtkWidget *list = GTK_WIDGET (dialog->list);

  dialog->column_asked = cell->verdict == ZB_INCOMING_UNKNOWN_COLUMN;
  for (guint s = 0; s < form->n_sections; s++)
    (dialog->column_asked ? add_columns_of : add_rows_of) (items, &form->sections[s]);
  g_free (dialog->heading_asked);
  dialog->heading_asked = g_strdup (cell->heading);
  if (dialog->picker == NULL) {
    dialog->picker = zb_code_picker_new ();
    gtk_widget_set_parent (dialog->picker, GTK_WIDGET (dialog->heading));
    g_signal_connect (dialog->picker, "picked", G_CALLBACK (picked_cb), dialog);
  }
  zb_code_picker_set_items (ZB_CODE_PICKER (dialog->picker), G_LIST_MODEL (items));
  zb_code_picker_open (ZB_CODE_PICKER (dialog->picker),
                       &(GdkRectangle){gtk_widget_get_width (GTK_WIDGET (dialog->heading)) / 2,
                                       gtk_widget_get_height (list) / 8, 1, 1});
}

static void
activate_cb (GtkColumnView *list, guint position, ZbIncomingDialog *dialog)
{
  g_autoptr (ZbIncomingItem) item = g_list_model_get_item (G_LIST_MODEL (dialog->items), position);
  const ZbIncomingCell *cell = item != NULL ? zb_incoming_item_get_cell (item) : NULL;

  if (cell == NULL)
    return;
  if (cell->item != NULL)
    g_signal_emit (dialog, signals[JUMP], 0, cell->item);
  else if (gtk_widget_get_visible (dialog->keep_part) && *cell->heading != '\0')
    ask_meaning (dialog, cell);
}

/* Choices */

static void
refused_only_cb (GtkCheckButton *button, GParamSpec *pspec, ZbIncomingDialog *dialog)
{
  if (dialog->incoming != NULL)
    fill (dialog);
}

static void
measure_cb (GtkDropDown *choice, GParamSpec *pspec, ZbIncomingDialog *dialog)
{
  guint selected = gtk_drop_down_get_selected (choice);
  const ZbMeasure *measure = selected > 0 && selected <= G_N_ELEMENTS (measures)
                                 ? zb_measure_find (measures[selected - 1])
                                 : NULL;

  if (dialog->profile->measure == measure)
    return;
  dialog->profile->measure = measure;
  read_source (dialog);
}

static void
copy_headings (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer heading, target;

  g_hash_table_remove_all (to);
  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &heading, &target))
    g_hash_table_insert (to, g_strdup (heading), g_strdup (target));
}

static guint
find_measure (const ZbMeasure *measure)
{
  for (guint i = 0; measure != NULL && i < G_N_ELEMENTS (measures); i++)
    if (g_str_equal (measures[i], measure->id))
      return i + 1;
  return 0;
}

static void
profile_cb (GtkDropDown *choice, GParamSpec *pspec, ZbIncomingDialog *dialog)
{
  guint selected = gtk_drop_down_get_selected (choice);
  g_autoptr (ZbImportProfile) none = zb_import_profile_new ();
  const ZbImportProfile *chosen =
      selected > 0 && dialog->profiles != NULL && selected <= dialog->profiles->len
          ? dialog->profiles->pdata[selected - 1]
          : none;

  g_free (dialog->profile->sheet);
  dialog->profile->sheet = g_strdup (chosen->sheet);
  copy_headings (chosen->columns, dialog->profile->columns);
  copy_headings (chosen->rows, dialog->profile->rows);
  dialog->profile->measure = chosen->measure;
  gtk_editable_set_text (dialog->keep,
                         selected > 0 ? (const char *)dialog->names->pdata[selected - 1] : "");
  gtk_drop_down_set_selected (dialog->measure, find_measure (chosen->measure));
  read_source (dialog);
}

static void
take_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbIncomingDialog *dialog = ZB_INCOMING_DIALOG (widget);
  g_autofree char *kept = g_strstrip (g_strdup (gtk_editable_get_text (dialog->keep)));

  if (dialog->incoming == NULL)
    return;
  g_signal_emit (dialog, signals[TAKEN], 0, dialog->incoming, *kept != '\0' ? kept : NULL,
                 dialog->profile);
  gtk_window_close (GTK_WINDOW (dialog));
}

static void
zb_incoming_dialog_dispose (GObject *object)
{
  ZbIncomingDialog *dialog = ZB_INCOMING_DIALOG (object);

  g_clear_pointer (&dialog->picker, gtk_widget_unparent);
  if (dialog->items != NULL)
    g_list_store_remove_all (dialog->items);
  g_clear_pointer (&dialog->incoming, zb_incoming_free);
  g_clear_pointer (&dialog->profile, zb_import_profile_free);
  g_clear_pointer (&dialog->names, g_ptr_array_unref);
  g_clear_pointer (&dialog->profiles, g_ptr_array_unref);
  g_clear_pointer (&dialog->heading_asked, g_free);
  if (dialog->free_data != NULL)
    dialog->free_data (g_steal_pointer (&dialog->data));
  dialog->free_data = NULL;
  g_clear_object (&dialog->items);
  G_OBJECT_CLASS (zb_incoming_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, choices);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, profile_part);
  gtk_widget_class_bind_template_child_full (widget_class, "profile", FALSE,
                                             G_STRUCT_OFFSET (ZbIncomingDialog, profile_choice));
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, measure_part);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, measure);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, keep_part);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, trouble);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, summary);
  gtk_widget_class_bind_template_child (widget_class, ZbIncomingDialog, refused_only);
}

static void
zb_incoming_dialog_class_init (ZbIncomingDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zb_incoming_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/incoming-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "incoming.take", NULL, take_action_cb);
  signals[TAKEN] = g_signal_new ("taken", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 3, G_TYPE_POINTER, G_TYPE_STRING, G_TYPE_POINTER);
  signals[JUMP] = g_signal_new ("jump", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                1, G_TYPE_STRING);
}

static void
fill_measures (ZbIncomingDialog *dialog)
{
  g_autoptr (GtkStringList) names =
      gtk_string_list_new ((const char *const[]){_ ("as the source says"), NULL});

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    gtk_string_list_append (names, zb_language_text (&zb_measure_find (measures[i])->name));
  gtk_drop_down_set_model (dialog->measure, G_LIST_MODEL (names));
}

static void
zb_incoming_dialog_init (ZbIncomingDialog *dialog)
{
  gtk_widget_init_template (GTK_WIDGET (dialog));
  dialog->profile = zb_import_profile_new ();
  dialog->items = g_list_store_new (ZB_TYPE_INCOMING_ITEM);
  g_autoptr (GtkSelectionModel) selection =
      GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (G_LIST_MODEL (dialog->items))));
  gtk_column_view_set_model (dialog->list, selection);
  add_columns (dialog);
  fill_measures (dialog);
  g_signal_connect (dialog->list, "activate", G_CALLBACK (activate_cb), dialog);
  g_signal_connect (dialog->refused_only, "notify::active", G_CALLBACK (refused_only_cb), dialog);
  g_signal_connect (dialog->measure, "notify::selected", G_CALLBACK (measure_cb), dialog);
}

ZbIncomingDialog *
zb_incoming_dialog_new (GtkWindow *parent,
                        const char *title,
                        const char *source,
                        ZbIncomingChoices choices,
                        ZbIncomingReader reader,
                        gpointer data,
                        GDestroyNotify free_data)
{
  ZbIncomingDialog *dialog =
      g_object_new (ZB_TYPE_INCOMING_DIALOG, "transient-for", parent, "title", title, NULL);

  adw_window_title_set_title (dialog->heading, title);
  adw_window_title_set_subtitle (dialog->heading, source);
  gtk_widget_set_visible (dialog->choices, choices != 0);
  gtk_widget_set_visible (dialog->measure_part, choices & ZB_INCOMING_MEASURES);
  gtk_widget_set_visible (dialog->profile_part, FALSE);
  gtk_widget_set_visible (dialog->keep_part, choices & ZB_INCOMING_PROFILES);
  dialog->reader = reader;
  dialog->data = data;
  dialog->free_data = free_data;
  return dialog;
}

void
zb_incoming_dialog_set_profiles (ZbIncomingDialog *dialog, GPtrArray *names, GPtrArray *profiles)
{
  g_autoptr (GtkStringList) shown = gtk_string_list_new ((const char *const[]){_ ("none"), NULL});

  dialog->names = names;
  dialog->profiles = profiles;
  for (guint i = 0; i < names->len; i++)
    gtk_string_list_append (shown, names->pdata[i]);
  gtk_drop_down_set_model (dialog->profile_choice, G_LIST_MODEL (shown));
  gtk_widget_set_visible (dialog->profile_part, names->len > 0);
  g_signal_connect (dialog->profile_choice, "notify::selected", G_CALLBACK (profile_cb), dialog);
}

void
zb_incoming_dialog_start (ZbIncomingDialog *dialog)
{
  read_source (dialog);
  gtk_window_present (GTK_WINDOW (dialog));
}
