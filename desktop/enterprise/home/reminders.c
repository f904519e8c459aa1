/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/home/reminders.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/certificate-words.h"

struct _ZbReminders {
  GObject parent_instance;

  GApplication *application; /* borrowed */
  ZbOffice *office;          /* owned */
  GHashTable *told;          /* id of a notification → the news that it told of */
};

G_DEFINE_FINAL_TYPE (ZbReminders, zb_reminders, G_TYPE_OBJECT)

gboolean
zb_reminders_word (ZbDueItem *item, char **ret_title, char **ret_body)
{
  const ZbDue *due = zb_due_item_get_due (item);
  gboolean returned = due->state == ZB_DUE_RETURNED || due->state == ZB_DUE_REFUSED;

  if (zb_due_item_get_group (item) != ZB_DUE_GROUP_TO_DO || (!returned && due->days_left > 1))
    return FALSE;
  g_autofree char *left = zb_due_item_dup_left (item);
  g_autofree char *title = zb_due_item_dup_title (item);
  g_autofree char *period = zb_due_item_dup_period (item);
  /* Translators: form, state or "due", what is left until the deadline. */
  *ret_title =
      g_strdup_printf (_ ("%s: %s, %s"), due->code, zb_due_item_get_state_words (item), left);
  *ret_body = g_strdup_printf ("%s\n%s · %s", title, period, zb_due_item_get_enterprise (item));
  return TRUE;
}

static char *
dup_id (ZbDueItem *item)
{
  const ZbDue *due = zb_due_item_get_due (item);
  return g_strdup_printf ("due-%" G_GINT64_FORMAT "-%s-%s", due->account, due->form, due->period);
}

static void
tell (ZbReminders *reminders, const char *id, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notification, "app.show");
  g_application_send_notification (reminders->application, id, notification);
}

static void
remind (ZbReminders *reminders, ZbDueItem *item)
{
  g_autofree char *id = dup_id (item), *title = NULL, *body = NULL;
  const char *told = g_hash_table_lookup (reminders->told, id);

  if (zb_reminders_word (item, &title, &body)) {
    /* The hours count down; that alone is no news. */
    const ZbDue *due = zb_due_item_get_due (item);
    g_autofree char *news = g_strdup_printf ("%d/%d", due->state, due->days_left);
    if (g_strcmp0 (told, news) == 0)
      return;
    tell (reminders, id, title, body);
    g_hash_table_replace (reminders->told, g_strdup (id), g_steal_pointer (&news));
  } else if (told != NULL) {
    g_application_withdraw_notification (reminders->application, id);
    g_hash_table_remove (reminders->told, id);
  }
}

/* Once for each step nearer to the end. */
static void
remind_of_certificate (ZbReminders *reminders, const ZbEnterprise *enterprise)
{
  gint64 now = zb_office_now (reminders->office), end = enterprise->certificate_end;
  g_autofree char *id = g_strdup_printf ("certificate-%" G_GINT64_FORMAT, enterprise->account);
  g_autofree char *news = g_strdup_printf ("%d", zb_certificate_state (end, now));
  g_autofree char *body =
      zb_certificate_words (enterprise->name, end, enterprise->certificate_elsewhere, now);
  const char *told = g_hash_table_lookup (reminders->told, id);

  if (body == NULL) {
    if (told != NULL)
      g_application_withdraw_notification (reminders->application, id);
    g_hash_table_remove (reminders->told, id);
  } else if (g_strcmp0 (told, news) != 0) {
    g_autofree char *title = zb_certificate_title (end, now);
    tell (reminders, id, title, body);
    g_hash_table_replace (reminders->told, g_strdup (id), g_steal_pointer (&news));
  }
}

static void
changed_cb (ZbOffice *office, ZbReminders *reminders)
{
  const GArray *enterprises = zb_office_enterprises (office);
  GListModel *due = zb_office_due (office);

  for (guint i = 0; i < g_list_model_get_n_items (due); i++) {
    g_autoptr (ZbDueItem) item = g_list_model_get_item (due, i);
    remind (reminders, item);
  }
  for (guint i = 0; i < enterprises->len; i++)
    remind_of_certificate (reminders, &g_array_index (enterprises, ZbEnterprise, i));
}

static void
zb_reminders_finalize (GObject *object)
{
  ZbReminders *reminders = ZB_REMINDERS (object);
  g_clear_object (&reminders->office);
  g_clear_pointer (&reminders->told, g_hash_table_unref);
  G_OBJECT_CLASS (zb_reminders_parent_class)->finalize (object);
}

static void
zb_reminders_class_init (ZbRemindersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_reminders_finalize;
}

static void
zb_reminders_init (ZbReminders *reminders)
{
  reminders->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

ZbReminders *
zb_reminders_new (GApplication *application, ZbOffice *office)
{
  ZbReminders *reminders = g_object_new (ZB_TYPE_REMINDERS, NULL);
  reminders->application = application;
  reminders->office = g_object_ref (office);
  g_signal_connect_object (office, "changed", G_CALLBACK (changed_cb), reminders, 0);
  return reminders;
}
