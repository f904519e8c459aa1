/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/application.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/enterprise-resource.h"
#include "desktop/enterprise/home/reminders.h"
#include "desktop/enterprise/window.h"

#define STYLE_SHEET "/org/zhibao/Desktop/enterprise.css"

struct _ZbApplication {
  AdwApplication parent_instance;

  char *workspace;        /* path, owned */
  char *invitation;       /* text, owned (nullable) */
  ZbOffice *office;       /* owned */
  ZbReminders *reminders; /* owned */
};

G_DEFINE_FINAL_TYPE (ZbApplication, zb_application, ADW_TYPE_APPLICATION)

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (G_APPLICATION (user_data));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  adw_show_about_window (window, "application-name", _ ("Zhibao"), "application-icon",
                         "org.zhibao.Desktop", "version", ZB_VERSION, "developer-name",
                         _ ("The Zhibao authors"), "license-type", GTK_LICENSE_APACHE_2_0, NULL);
}

/* What a reminder does when it is pressed. */
static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_application_activate (G_APPLICATION (user_data));
}

static const GActionEntry actions[] = {
    {.name = "show", .activate = show_cb},
    {.name = "quit", .activate = quit_cb},
    {.name = "about", .activate = about_cb},
};

static const struct {
  const char *action;
  const char *keys[3];
} keys[] = {
    {"app.quit", {"<Control>q"}},
    {"win.refresh", {"F5"}},
    {"win.outbox", {"<Control><Shift>o"}},
    {"window.close", {"<Control>w"}},
    {"win.shortcuts", {"<Control>question", "<Control>F1"}},
};

static void
zb_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (zb_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name ("org.zhibao.Desktop");
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), keys[i].action,
                                           keys[i].keys);
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (provider, STYLE_SHEET);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
zb_application_activate (GApplication *application)
{
  ZbApplication *self = ZB_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (window == NULL) {
    if (self->office == NULL) {
      self->office = zb_office_new (self->workspace, &zb_clock_system);
      self->reminders = zb_reminders_new (application, self->office);
    }
    window =
        GTK_WINDOW (zb_window_new (GTK_APPLICATION (application), self->office, self->invitation));
  }
  gtk_window_present (window);
}

/* Reads what the command line names before anything is shown; a message and an exit code for what
 * cannot be used. */
static int
zb_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  ZbApplication *self = ZB_APPLICATION (application);
  g_autofree char *invitation = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version")) {
    g_print ("zhibao-desktop %s\n", ZB_VERSION);
    return 0;
  }
  if (!g_variant_dict_lookup (options, "workspace", "^ay", &self->workspace))
    self->workspace = g_build_filename (g_get_user_data_dir (), "zhibao", NULL);
  if (g_variant_dict_lookup (options, "invitation", "^ay", &invitation) &&
      !g_file_get_contents (invitation, &self->invitation, NULL, &error)) {
    g_printerr ("zhibao-desktop: %s\n", error->message);
    return 1;
  }
  return -1;
}

static void
zb_application_finalize (GObject *object)
{
  ZbApplication *self = ZB_APPLICATION (object);
  g_clear_object (&self->reminders);
  g_clear_object (&self->office);
  g_free (self->workspace);
  g_free (self->invitation);
  G_OBJECT_CLASS (zb_application_parent_class)->finalize (object);
}

static void
zb_application_class_init (ZbApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = zb_application_finalize;
  application_class->startup = zb_application_startup;
  application_class->activate = zb_application_activate;
  application_class->handle_local_options = zb_application_handle_local_options;
}

static void
zb_application_init (ZbApplication *self)
{
  const GOptionEntry entries[] = {
      {"workspace", 'w', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Folder of drafts, keys and receipts"),
       N_ ("DIR")},
      {"invitation", 'i', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("An invitation to enrol with"),
       N_ ("FILE")},
      /* Read by main() before the texts are looked up. */
      {"language", 'l', 0, G_OPTION_ARG_STRING, NULL, N_ ("Language: zh_CN or en"),
       N_ ("LANGUAGE")},
      {"version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and leave"), NULL},
      {NULL},
  };
  g_resources_register (zb_enterprise_get_resource ());
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
}

ZbApplication *
zb_application_new (void)
{
  /* Each workspace has a window of its own, so two programs may run beside each other. */
  return g_object_new (ZB_TYPE_APPLICATION, "application-id", "org.zhibao.Desktop", "flags",
                       G_APPLICATION_NON_UNIQUE, "resource-base-path", NULL, NULL);
}
