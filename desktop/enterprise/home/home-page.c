/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/home-page.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/certificate-words.h"
#include "desktop/enterprise/home/deadline-calendar.h"
#include "desktop/enterprise/home/due-row.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/paper/print-dialog.h"
#include "desktop/enterprise/office/time-words.h"

struct _ZbHomePage {
  GtkWidget parent_instance;

  ZbOffice *office;  /* owned */
  GtkFilter *filter; /* owned */
  GListModel *shown; /* owned (nullable): what the filter lets through */
  char **words;      /* owned: what is looked for, folded */
  GArray *accounts;  /* owned: gint64, of the enterprises to choose from, after "all" */

  /* Template */
  AdwWindowTitle *title;
  GtkWidget *refresh;
  GtkWidget *progress;
  GtkWidget *trouble_bar;
  GtkLabel *trouble;
  GtkWidget *clock_bar;
  GtkLabel *clock;
  GtkWidget *certificate_bar;
  GtkImage *certificate_icon;
  GtkLabel *certificate;
  GtkButton *certificate_button;
  GtkStack *stack;
  GtkSearchBar *search_bar;
  GtkWidget *search_entry;
  GtkDropDown *group;
  GtkListBox *list;
  GtkDropDown *enterprise;
  ZbDeadlineCalendar *calendar;
};

G_DEFINE_FINAL_TYPE (ZbHomePage, zb_home_page, GTK_TYPE_WIDGET)

enum { OPEN, DROP_DRAFT, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, ZbHomePage *page)
{
  g_signal_emit (page, signals[OPEN], 0, zb_due_row_get_item (ZB_DUE_ROW (row)));
}

static GtkWidget *
make_row_cb (gpointer item, gpointer user_data)
{
  return zb_due_row_new (ZB_DUE_ITEM (item));
}

static void
update_header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  ZbDueItem *item = zb_due_row_get_item (ZB_DUE_ROW (row));

  if (before != NULL &&
      zb_due_item_same_heading (item, zb_due_row_get_item (ZB_DUE_ROW (before)))) {
    gtk_list_box_row_set_header (row, NULL);
    return;
  }
  g_autofree char *heading = zb_due_item_dup_heading (item);
  GtkWidget *label = gtk_list_box_row_get_header (row);
  if (label != NULL) {
    gtk_label_set_text (GTK_LABEL (label), heading);
    return;
  }
  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "due-heading");
  gtk_list_box_row_set_header (row, label);
}

static void
show_heard (ZbHomePage *page)
{
  gint64 heard = page->office != NULL ? zb_office_heard (page->office) : 0;
  if (heard == 0) {
    adw_window_title_set_subtitle (page->title, _ ("As last fetched"));
    return;
  }
  g_autofree char *when = zb_time_words (heard);
  g_autofree char *text = g_strdup_printf (_ ("As of %s"), when);
  adw_window_title_set_subtitle (page->title, text);
}

/* The choices above the list: all, then the groups that a person thinks in. */
static gboolean
is_chosen (ZbDueGroup group, guint choice)
{
  static const ZbDueGroup groups[] = {ZB_DUE_GROUP_TO_DO, ZB_DUE_GROUP_UNDER_WAY, ZB_DUE_GROUP_DONE,
                                      ZB_DUE_GROUP_AHEAD};

  if (group == ZB_DUE_GROUP_TO_SIGN)
    group = ZB_DUE_GROUP_TO_DO;
  return choice == 0 || choice > G_N_ELEMENTS (groups) || group == groups[choice - 1];
}

/* Of the enterprise that is chosen, or any. */
static gboolean
is_of_enterprise (ZbHomePage *page, ZbDueItem *item)
{
  guint choice = gtk_drop_down_get_selected (page->enterprise);

  return choice == 0 || choice > page->accounts->len ||
         g_array_index (page->accounts, gint64, choice - 1) == zb_due_item_get_due (item)->account;
}

static gboolean
is_shown (gpointer object, gpointer user_data)
{
  ZbHomePage *page = user_data;
  ZbDueItem *item = ZB_DUE_ITEM (object);

  if (!is_of_enterprise (page, item))
    return FALSE;

  if (!gtk_search_bar_get_search_mode (page->search_bar))
    return TRUE;
  return is_chosen (zb_due_item_get_group (item), gtk_drop_down_get_selected (page->group)) &&
         zb_due_item_matches (item, (const char *const *)page->words);
}

static void
show_list (ZbHomePage *page)
{
  gboolean empty =
      page->office == NULL || g_list_model_get_n_items (zb_office_due (page->office)) == 0;
  gboolean none = !empty && g_list_model_get_n_items (page->shown) == 0;

  gtk_stack_set_visible_child_name (page->stack, empty ? "empty" : none ? "none" : "list");
}

static void
search_cb (GtkWidget *entry, ZbHomePage *page)
{
  g_autofree char *text = zb_language_fold (gtk_editable_get_text (GTK_EDITABLE (entry)));

  g_strfreev (page->words);
  page->words = g_strsplit (text, " ", -1);
  gtk_filter_changed (page->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_list (page);
}

static void
choice_cb (GObject *object, GParamSpec *pspec, ZbHomePage *page)
{
  gtk_filter_changed (page->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_list (page);
  zb_deadline_calendar_refresh (page->calendar);
}

static void
search_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbHomePage *page = ZB_HOME_PAGE (widget);

  gtk_search_bar_set_search_mode (page->search_bar, TRUE);
  gtk_widget_grab_focus (page->search_entry);
}

/* The choice stays with its enterprise; for one alone there is none. */
static void
show_enterprises (ZbHomePage *page)
{
  const GArray *enterprises = zb_office_enterprises (page->office);
  gboolean same = enterprises->len == page->accounts->len;

  for (guint i = 0; same && i < enterprises->len; i++)
    same = g_array_index (enterprises, ZbEnterprise, i).account ==
           g_array_index (page->accounts, gint64, i);
  gtk_widget_set_visible (GTK_WIDGET (page->enterprise), enterprises->len > 1);
  if (same)
    return;
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  gtk_string_list_append (names, _ ("All enterprises"));
  g_array_set_size (page->accounts, 0);
  for (guint i = 0; i < enterprises->len; i++) {
    const ZbEnterprise *enterprise = &g_array_index (enterprises, ZbEnterprise, i);
    gtk_string_list_append (names, enterprise->name);
    g_array_append_val (page->accounts, enterprise->account);
  }
  gtk_drop_down_set_model (page->enterprise, G_LIST_MODEL (names));
}

/* From one enterprise to the next, and from the last to all of them. */
static void
next_enterprise_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbHomePage *page = ZB_HOME_PAGE (widget);
  guint n = page->accounts->len + 1;
  guint step = g_strcmp0 (name, "home.next-enterprise") == 0 ? 1 : n - 1;

  gtk_drop_down_set_selected (page->enterprise,
                              (gtk_drop_down_get_selected (page->enterprise) + step) % n);
}

/* Of what the list shows now. */
static void
print_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbHomePage *page = ZB_HOME_PAGE (widget);
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));

  if (page->office != NULL)
    gtk_window_present (GTK_WINDOW (zb_print_dialog_new (window, page->office, page->shown)));
}

static void
drop_draft_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbHomePage *page = ZB_HOME_PAGE (widget);
  const char *form, *period;
  gint64 account;

  g_variant_get (parameter, "(x&s&s)", &account, &form, &period);
  g_autoptr (ZbDueItem) item = zb_office_find_due (page->office, account, form, period);
  if (item != NULL)
    g_signal_emit (page, signals[DROP_DRAFT], 0, item);
}

static void
calendar_open_cb (ZbDeadlineCalendar *calendar, ZbDueItem *item, ZbHomePage *page)
{
  g_signal_emit (page, signals[OPEN], 0, item);
}

/* How many enterprises are to be warned of besides the first. */
static guint
count_others_ending (ZbOffice *office, gint64 now)
{
  const GArray *enterprises = zb_office_enterprises (office);
  guint n = 0;

  for (guint i = 0; i < enterprises->len; i++)
    n += zb_certificate_state (g_array_index (enterprises, ZbEnterprise, i).certificate_end, now) !=
         ZB_CERTIFICATE_HOLDS;
  return n > 0 ? n - 1 : 0;
}

/* The certificate that ends first, while there is still time. */
static void
show_certificate (ZbHomePage *page)
{
  gint64 now = zb_office_now (page->office);
  const ZbEnterprise *first = zb_office_first_to_end (page->office);
  gint64 end = first != NULL ? first->certificate_end : 0;
  ZbCertificateState state = zb_certificate_state (end, now);
  GtkWidget *bar = page->certificate_bar;

  gtk_widget_set_visible (bar, state != ZB_CERTIFICATE_HOLDS);
  if (state == ZB_CERTIFICATE_HOLDS)
    return;
  guint n = count_others_ending (page->office, now);
  g_autofree char *words =
      zb_certificate_words (first->name, end, first->certificate_elsewhere, now);
  g_autofree char *others =
      n > 0 ? g_strdup_printf (ngettext ("One more enterprise’s certificate ends soon or has "
                                         "ended.",
                                         "The certificates of %u more enterprises end soon or have "
                                         "ended.",
                                         n),
                               n)
            : NULL;
  g_autofree char *text = g_strjoin (others != NULL ? "\n" : "", words, others, NULL);
  gboolean over = state == ZB_CERTIFICATE_OVER || first->certificate_elsewhere;

  gtk_label_set_text (page->certificate, text);
  gtk_image_set_from_icon_name (page->certificate_icon, state == ZB_CERTIFICATE_ENDS_SOON
                                                            ? "dialog-information-symbolic"
                                                            : "dialog-warning-symbolic");
  if (state == ZB_CERTIFICATE_ENDS_SOON)
    gtk_widget_remove_css_class (bar, "urgent");
  else
    gtk_widget_add_css_class (bar, "urgent");
  gtk_button_set_label (page->certificate_button, over ? _ ("_Enrol Anew…") : _ ("_Renew…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (page->certificate_button),
                                  over ? "win.enrol" : "win.renew");
}

static void
show_clock (ZbHomePage *page)
{
  gint64 lead = zb_office_clock_lead (page->office);
  gint64 heard = zb_office_heard (page->office);

  gtk_widget_set_visible (page->clock_bar, lead != 0);
  if (lead == 0)
    return;
  g_autofree char *own = zb_time_words (heard);
  g_autofree char *theirs = zb_time_words (heard - lead);
  /* Translators: two times. */
  g_autofree char *text = g_strdup_printf (
      _ ("This computer’s clock said %s when the bureau’s said %s. Set it right: a "
         "report that is signed with a wrong time may be refused."),
      own, theirs);
  gtk_label_set_text (page->clock, text);
}

static void
changed_cb (ZbOffice *office, ZbHomePage *page)
{
  show_clock (page);
  show_certificate (page);
  show_enterprises (page);
  zb_deadline_calendar_refresh (page->calendar);
  /* What an item took over may be looked for, or no longer. */
  gtk_filter_changed (page->filter, GTK_FILTER_CHANGE_DIFFERENT);
  show_list (page);
  show_heard (page);
}

void
zb_home_page_set_office (ZbHomePage *page, ZbOffice *office)
{
  if (!g_set_object (&page->office, office))
    return;
  g_clear_object (&page->shown);
  page->shown = G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (zb_office_due (office)),
                                                         g_object_ref (page->filter)));
  gtk_list_box_bind_model (page->list, page->shown, make_row_cb, NULL, NULL);
  zb_deadline_calendar_choose (page->calendar, zb_office_now (office));
  zb_deadline_calendar_set_due (page->calendar, page->shown);
  g_signal_connect_object (office, "changed", G_CALLBACK (changed_cb), page, 0);
  changed_cb (office, page);
}

void
zb_home_page_set_busy (ZbHomePage *page, gboolean busy)
{
  gtk_widget_set_visible (page->progress, busy);
  if (!busy)
    show_heard (page);
}

void
zb_home_page_set_trouble (ZbHomePage *page, const char *words)
{
  if (words != NULL)
    gtk_label_set_text (page->trouble, words);
  gtk_widget_set_visible (page->trouble_bar, words != NULL);
}

static void
zb_home_page_dispose (GObject *object)
{
  ZbHomePage *page = ZB_HOME_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (page))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&page->shown);
  g_clear_object (&page->filter);
  g_clear_object (&page->office);
  g_clear_pointer (&page->words, g_strfreev);
  g_clear_pointer (&page->accounts, g_array_unref);
  G_OBJECT_CLASS (zb_home_page_parent_class)->dispose (object);
}

static void
zb_home_page_class_init (ZbHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_home_page_dispose;
  g_type_ensure (ZB_TYPE_DEADLINE_CALENDAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/zhibao/Desktop/home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, title);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, refresh);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, progress);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, trouble_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, trouble);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, clock_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, clock);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, certificate_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, certificate_icon);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, certificate);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, certificate_button);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, list);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, group);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, enterprise);
  gtk_widget_class_bind_template_child (widget_class, ZbHomePage, calendar);
  gtk_widget_class_bind_template_callback (widget_class, calendar_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, choice_cb);
  gtk_widget_class_install_action (widget_class, "home.print", NULL, print_action_cb);
  gtk_widget_class_install_action (widget_class, "home.drop-draft", "(xss)", drop_draft_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK,
                                       "win.restore-draft", NULL);
  gtk_widget_class_install_action (widget_class, "home.search", NULL, search_action_cb);
  gtk_widget_class_install_action (widget_class, "home.next-enterprise", NULL, next_enterprise_cb);
  gtk_widget_class_install_action (widget_class, "home.previous-enterprise", NULL,
                                   next_enterprise_cb);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, ZB_TYPE_DUE_ITEM);
  signals[DROP_DRAFT] = g_signal_new ("drop-draft", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, ZB_TYPE_DUE_ITEM);
}

static void
zb_home_page_init (ZbHomePage *page)
{
  page->words = g_new0 (char *, 1);
  page->accounts = g_array_new (FALSE, FALSE, sizeof (gint64));
  page->filter = GTK_FILTER (gtk_custom_filter_new (is_shown, page, NULL));
  gtk_widget_init_template (GTK_WIDGET (page));
  gtk_search_bar_connect_entry (page->search_bar, GTK_EDITABLE (page->search_entry));
  gtk_list_box_set_header_func (page->list, update_header_cb, NULL, NULL);
}
