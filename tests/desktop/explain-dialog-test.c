/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/findings/explain-dialog.h"

#include <string.h>

#include "desktop/enterprise/enterprise-resource.h"
#include "tests/forms/source-catalogue.h"

#define SAID "五月新增一条生产线，订单比上月增加两成。"

typedef struct {
  ZbCatalogue *catalogue;
  ZbExplainDialog *dialog;
  char *given; /* "reason/text" */
} Fixture;

static void
given_cb (ZbExplainDialog *dialog, const char *reason, const char *text, Fixture *fixture)
{
  g_free (fixture->given);
  fixture->given = g_strdup_printf ("%s/%s", reason, text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->catalogue = zb_source_catalogue_read ();
  fixture->dialog = zb_explain_dialog_new (NULL, "Output rose by 40 %.",
                                           zb_catalogue_code_list (fixture->catalogue, "reasons"),
                                           NULL, NULL, TRUE);
  g_signal_connect (fixture->dialog, "given", G_CALLBACK (given_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->given == NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  zb_catalogue_unref (fixture->catalogue);
  g_free (fixture->given);
}

/* The button below @widget that says @label; NULL if none does. */
static GtkWidget *
find_button (GtkWidget *widget, const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);
    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
press (Fixture *fixture, const char *label)
{
  GtkWidget *button = find_button (GTK_WIDGET (fixture->dialog), label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

static void
test_offers_what_was_said_before (Fixture *fixture, gconstpointer data)
{
  const ZbCode *first = zb_code_list_at (zb_catalogue_code_list (fixture->catalogue, "reasons"), 0);
  g_autofree char *wanted = g_strdup_printf ("%s/" SAID, first->code);
  GtkWidget *use = find_button (GTK_WIDGET (fixture->dialog), "_Use It Again");

  g_assert_false (gtk_widget_get_visible (gtk_widget_get_parent (use)));
  zb_explain_dialog_offer (fixture->dialog, "May 2024", first->code, SAID);
  g_assert_true (gtk_widget_get_visible (gtk_widget_get_parent (use)));
  /* An offer that nobody took is no explanation. */
  press (fixture, "_Keep");
  g_assert_null (fixture->given);
  press (fixture, "_Use It Again");
  press (fixture, "_Keep");
  g_assert_cmpstr (fixture->given, ==, wanted);
}

static void
test_refuses_an_empty_phrase_again (Fixture *fixture, gconstpointer data)
{
  const ZbCode *first = zb_code_list_at (zb_catalogue_code_list (fixture->catalogue, "reasons"), 0);

  zb_explain_dialog_offer (fixture->dialog, "May 2024", first->code, "核实无误");
  press (fixture, "_Use It Again");
  press (fixture, "_Keep");
  g_assert_null (fixture->given);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_resources_register (zb_enterprise_get_resource ());
  g_test_add ("/desktop/explain-dialog/offers-what-was-said-before", Fixture, NULL, set_up,
              test_offers_what_was_said_before, tear_down);
  g_test_add ("/desktop/explain-dialog/refuses-an-empty-phrase-again", Fixture, NULL, set_up,
              test_refuses_an_empty_phrase_again, tear_down);
  return g_test_run ();
}
