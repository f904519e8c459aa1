/* SPDX-License-Identifier: Apache-2.0 */
#include <adwaita.h>

#include "desktop/enterprise/enterprise-resource.h"
#include "desktop/enterprise/model/report-sheet.h"
#include "forms/form-lookup.h"
#include "tests/forms/source-catalogue.h"

/* The sheet around the table of B204-1, in a window of its own. */

typedef struct {
  ZbCatalogue *catalogue;
  ZbRulebook *rulebook;
  ZbReportModel *model;
  ZbFormSheet *sheet;
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer editable)
{
  const ZbPeriod june = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6};
  g_autoptr (GError) error = NULL;

  fixture->catalogue = zb_source_catalogue_read ();
  fixture->rulebook = zb_rulebook_new (fixture->catalogue);
  ZbPackage *package = zb_catalogue_find (fixture->catalogue, "B204-1", june, &error);
  g_assert_no_error (error);
  g_autoptr (ZbReport) report = zb_report_new (
      zb_package_form (package), zb_package_digest (package), "91350200MA2KUY1H08", june);
  ZbDesk *desk = zb_desk_new (fixture->rulebook, report, NULL, &error);
  g_assert_no_error (error);
  fixture->model = zb_report_model_new (desk, FALSE, GPOINTER_TO_INT (editable));
  fixture->sheet = ZB_FORM_SHEET (zb_form_sheet_new ());
  zb_report_sheet_fill (fixture->sheet, fixture->model, "厦门屿曜芯集成电路");
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->sheet));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer editable)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->model);
  zb_rulebook_free (fixture->rulebook);
  zb_catalogue_unref (fixture->catalogue);
}

static guint
field_of (Fixture *fixture, const char *id)
{
  int field = zb_form_find_field (zb_report_form (zb_report_model_report (fixture->model)), id);

  g_assert_cmpint (field, >=, 0);
  return (guint)field;
}

/* What is typed next goes there. */
static void
test_shows_a_field (Fixture *fixture, gconstpointer editable)
{
  g_assert_true (zb_report_sheet_show_field (fixture->sheet, field_of (fixture, "in-production")));
  GtkWidget *first = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_nonnull (gtk_widget_get_ancestor (first, GTK_TYPE_DROP_DOWN));
  g_assert_true (zb_report_sheet_show_field (fixture->sheet, field_of (fixture, "preparer")));
  GtkWidget *second = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  gtk_editable_set_text (GTK_EDITABLE (second), "林晓");
  g_assert_true (zb_report_sheet_show_field (fixture->sheet, field_of (fixture, "phone")));
  g_assert_cmpstr (
      zb_report_field (zb_report_model_report (fixture->model), field_of (fixture, "preparer")), ==,
      "林晓");
}

static void
test_shows_none_to_who_may_only_read (Fixture *fixture, gconstpointer editable)
{
  g_assert_false (zb_report_sheet_show_field (fixture->sheet, field_of (fixture, "preparer")));
}

#define ADD(name, editable, test)                                                                  \
  g_test_add ("/desktop/report-sheet/" name, Fixture, GINT_TO_POINTER (editable), set_up, test,    \
              tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  adw_init ();
  g_resources_register (zb_enterprise_get_resource ());
  ADD ("shows-a-field", TRUE, test_shows_a_field);
  ADD ("shows-none-to-who-may-only-read", FALSE, test_shows_none_to_who_may_only_read);
  return g_test_run ();
}
