/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>

#include "desktop/enterprise/model/report-model-differ.h"
#include "desktop/enterprise/report/report-page-entry.h"

/* Figures that another form of the enterprise gives otherwise: told before it is signed, for nobody
 * else compares what goes to different bureaus. */

#define MOST_SHOWN 6

static void
answered_cb (AdwMessageDialog *dialog, const char *response, ZbReportPage *page)
{
  if (g_str_equal (response, "sign") && page->model != NULL)
    zb_report_page_sign (page);
}

static char *
dup_body (const GPtrArray *differences)
{
  GString *body = g_string_new (NULL);

  for (guint i = 0; i < MIN (differences->len, MOST_SHOWN); i++)
    g_string_append_printf (body, "%s%s", i > 0 ? "\n" : "", (char *)differences->pdata[i]);
  if (differences->len > MOST_SHOWN) {
    guint more = differences->len - MOST_SHOWN;
    g_string_append_c (body, '\n');
    g_string_append_printf (body, ngettext ("… and %u more", "… and %u more", more), more);
  }
  return g_string_free (body, FALSE);
}

gboolean
zb_report_page_ask_differences (ZbReportPage *page)
{
  g_autoptr (GPtrArray) differences = zb_report_model_list_differences (page->model);
  g_autofree char *body = dup_body (differences);
  AdwMessageDialog *dialog;

  if (differences->len == 0)
    return FALSE;
  dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))),
                              _ ("Other Forms Say Something Else"), body));
  adw_message_dialog_add_responses (dialog, "back", _ ("_Back to the Form"), "sign",
                                    _ ("_Sign Anyway"), NULL);
  adw_message_dialog_set_default_response (dialog, "back");
  adw_message_dialog_set_close_response (dialog, "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (answered_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return TRUE;
}
