/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/deadline-calendar.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/due-item.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/office/time-words.h"

/* A month of 31 days that begins on a Sunday reaches into its sixth week. */
#define N_SQUARES 42

struct _ZbDeadlineCalendar {
  GtkWidget parent_instance;

  GListModel *due; /* owned (nullable) */

  GDate month;  /* the first day of the one that is shown */
  GDate chosen; /* day */

  GtkWidget *squares[N_SQUARES]; /* children of @days, Monday of the first week first */

  /* Template */
  GtkLabel *month_name;
  GtkGrid *days;
  GtkLabel *day;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (ZbDeadlineCalendar, zb_deadline_calendar, GTK_TYPE_WIDGET)

enum { OPEN, N_SIGNALS };
static guint signals[N_SIGNALS];

#define ITEM_KEY "zb-item"

/* Whether the day of its deadline matters still. */
static gboolean
is_marked (ZbDueItem *item)
{
  ZbDueGroup group = zb_due_item_get_group (item);
  return group == ZB_DUE_GROUP_TO_DO || group == ZB_DUE_GROUP_AHEAD;
}

/* How many reports are due on @date, as far as that matters still. */
static guint
count_due (ZbDeadlineCalendar *calendar, const GDate *date)
{
  guint n = calendar->due != NULL ? g_list_model_get_n_items (calendar->due) : 0;
  guint n_due = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (calendar->due, i);
    GDate day;
    zb_deadline_day (zb_due_item_get_until (item), &day);
    n_due += is_marked (item) && g_date_compare (&day, date) == 0;
  }
  return n_due;
}

static char *
dup_day_words (const GDate *date, guint n_due)
{
  g_autofree char *words = zb_date_words (date);

  if (n_due == 0)
    return g_strdup_printf (_ ("%s: nothing is due"), words);
  return g_strdup_printf (ngettext ("%s: %u report is due", "%s: %u reports are due", n_due), words,
                          n_due);
}

static void
chosen_cb (GtkButton *button, ZbDeadlineCalendar *calendar)
{
  guint julian = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), ITEM_KEY));

  g_date_set_julian (&calendar->chosen, julian);
  zb_deadline_calendar_refresh (calendar);
}

/* A child of the grid for each square of six weeks. They stay as long as the calendar: a square
 * that was made anew would lose the keyboard, and a press that is under way. */
static void
make_squares (ZbDeadlineCalendar *calendar)
{
  for (guint i = 0; i < N_SQUARES; i++) {
    GtkWidget *button = gtk_button_new ();
    GtkWidget *label = gtk_label_new (NULL);

    gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
    gtk_button_set_child (GTK_BUTTON (button), label);
    gtk_widget_add_css_class (button, "deadline-day");
    gtk_widget_add_css_class (button, "flat");
    g_signal_connect (button, "clicked", G_CALLBACK (chosen_cb), calendar);
    gtk_grid_attach (calendar->days, button, (int)(i % 7), (int)(1 + i / 7), 1, 1);
    calendar->squares[i] = button;
  }
}

static void
set_css_class (GtkWidget *widget, const char *css_class, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

/* The number of a day, and below it how many reports are due: a shape, not a colour alone. */
static void
show_square (ZbDeadlineCalendar *calendar, GtkWidget *button, const GDate *date)
{
  guint n_due = count_due (calendar, date);
  g_autofree char *words = dup_day_words (date, n_due);
  g_autofree char *text = n_due > 0 ? g_strdup_printf ("%u\n●%u", g_date_get_day (date), n_due)
                                    : g_strdup_printf ("%u\n ", g_date_get_day (date));

  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), text);
  set_css_class (button, "due", n_due > 0);
  set_css_class (button, "chosen", g_date_compare (date, &calendar->chosen) == 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  g_object_set_data (G_OBJECT (button), ITEM_KEY, GUINT_TO_POINTER (g_date_get_julian (date)));
}

static void
make_weekdays (ZbDeadlineCalendar *calendar)
{
  static const char *const names[] = {N_ ("Mo"), N_ ("Tu"), N_ ("We"), N_ ("Th"),
                                      N_ ("Fr"), N_ ("Sa"), N_ ("Su")};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    GtkWidget *label = gtk_label_new (_ (names[i]));
    gtk_widget_add_css_class (label, "dim-label");
    gtk_grid_attach (calendar->days, label, (int)i, 0, 1, 1);
  }
}

static void
show_month (ZbDeadlineCalendar *calendar)
{
  const GDate *month = &calendar->month;
  guint n_days = g_date_get_days_in_month (g_date_get_month (month), g_date_get_year (month));
  guint offset = (guint)g_date_get_weekday (month) - 1;
  g_autofree char *code =
      g_strdup_printf ("%04d-%02d", g_date_get_year (month), (int)g_date_get_month (month));
  ZbPeriod period;

  if (zb_period_parse (code, &period, NULL)) {
    g_autofree char *name = zb_period_to_display (period, zb_language_get (), FALSE);
    gtk_label_set_text (calendar->month_name, name);
  }
  for (guint i = 0; i < N_SQUARES; i++) {
    gboolean inside = i >= offset && i < offset + n_days;

    gtk_widget_set_visible (calendar->squares[i], inside);
    if (inside) {
      GDate date = *month;
      g_date_add_days (&date, i - offset);
      show_square (calendar, calendar->squares[i], &date);
    }
  }
}

static void
add_row (ZbDeadlineCalendar *calendar, ZbDueItem *item)
{
  g_autofree char *title = zb_due_item_dup_title (item);
  g_autofree char *period = zb_due_item_dup_period (item);
  g_autofree char *text =
      g_strdup_printf ("%s\n%s · %s · %s", title, period, zb_due_item_get_enterprise (item),
                       zb_due_item_get_state_words (item));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_add_css_class (row, "deadline-row");
  g_object_set_data_full (G_OBJECT (row), ITEM_KEY, g_object_ref (item), g_object_unref);
  gtk_list_box_append (calendar->list, row);
}

static void
show_day (ZbDeadlineCalendar *calendar)
{
  guint n = calendar->due != NULL ? g_list_model_get_n_items (calendar->due) : 0;
  guint n_due = 0;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (calendar->list, 0)) != NULL)
    gtk_list_box_remove (calendar->list, GTK_WIDGET (row));
  for (guint i = 0; i < n; i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (calendar->due, i);
    GDate day;
    zb_deadline_day (zb_due_item_get_until (item), &day);
    if (g_date_compare (&day, &calendar->chosen) != 0)
      continue;
    add_row (calendar, item);
    n_due++;
  }
  g_autofree char *text = dup_day_words (&calendar->chosen, n_due);
  gtk_label_set_text (calendar->day, text);
  gtk_widget_set_visible (GTK_WIDGET (calendar->list), n_due > 0);
}

void
zb_deadline_calendar_refresh (ZbDeadlineCalendar *calendar)
{
  if (!g_date_valid (&calendar->month))
    return;
  show_month (calendar);
  show_day (calendar);
}

void
zb_deadline_calendar_choose (ZbDeadlineCalendar *calendar, gint64 time)
{
  zb_deadline_day (time, &calendar->chosen);
  calendar->month = calendar->chosen;
  g_date_set_day (&calendar->month, 1);
  zb_deadline_calendar_refresh (calendar);
}

void
zb_deadline_calendar_set_due (ZbDeadlineCalendar *calendar, GListModel *due)
{
  g_set_object (&calendar->due, due);
  zb_deadline_calendar_refresh (calendar);
}

static void
previous_cb (GtkButton *button, ZbDeadlineCalendar *calendar)
{
  g_date_subtract_months (&calendar->month, 1);
  zb_deadline_calendar_refresh (calendar);
}

static void
next_cb (GtkButton *button, ZbDeadlineCalendar *calendar)
{
  g_date_add_months (&calendar->month, 1);
  zb_deadline_calendar_refresh (calendar);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, ZbDeadlineCalendar *calendar)
{
  g_signal_emit (calendar, signals[OPEN], 0, g_object_get_data (G_OBJECT (row), ITEM_KEY));
}

static void
zb_deadline_calendar_dispose (GObject *object)
{
  ZbDeadlineCalendar *calendar = ZB_DEADLINE_CALENDAR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&calendar->due);
  G_OBJECT_CLASS (zb_deadline_calendar_parent_class)->dispose (object);
}

static void
zb_deadline_calendar_class_init (ZbDeadlineCalendarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = zb_deadline_calendar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/zhibao/Desktop/deadline-calendar.ui");
  gtk_widget_class_bind_template_child (widget_class, ZbDeadlineCalendar, month_name);
  gtk_widget_class_bind_template_child (widget_class, ZbDeadlineCalendar, days);
  gtk_widget_class_bind_template_child (widget_class, ZbDeadlineCalendar, day);
  gtk_widget_class_bind_template_child (widget_class, ZbDeadlineCalendar, list);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_cb);
  signals[OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, ZB_TYPE_DUE_ITEM);
}

static void
zb_deadline_calendar_init (ZbDeadlineCalendar *calendar)
{
  gtk_widget_init_template (GTK_WIDGET (calendar));
  make_weekdays (calendar);
  make_squares (calendar);
}
