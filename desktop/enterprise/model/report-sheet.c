/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/report-sheet.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/error-words.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-lookup.h"

#define FIELD_KEY "zb-field" /* counted from 1 */

static void
set_field (GtkWidget *widget, guint field)
{
  g_object_set_data (G_OBJECT (widget), FIELD_KEY, GUINT_TO_POINTER (field + 1));
}

static guint
get_field (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (widget, FIELD_KEY)) - 1;
}

/* Takes what stands in an entry; what does not fit stays there, marked, with the reason. */
static void
take_entry (GtkWidget *entry, ZbReportModel *model)
{
  g_autoptr (GError) error = NULL;
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (zb_report_model_set_field (model, get_field (entry), typed, &error))
    gtk_widget_remove_css_class (entry, "error");
  else
    gtk_widget_add_css_class (entry, "error");
  g_autofree char *words = error != NULL ? zb_error_words (error) : NULL;
  gtk_widget_set_tooltip_text (entry, words);
}

static void
entry_left_cb (GtkEventControllerFocus *controller, ZbReportModel *model)
{
  take_entry (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)), model);
}

static void
entry_activated_cb (GtkEntry *entry, ZbReportModel *model)
{
  take_entry (GTK_WIDGET (entry), model);
  gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (entry))),
                          GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
make_entry (ZbReportModel *model, guint field, const ZbCellSpec *spec)
{
  const char *text = zb_report_field (zb_report_model_report (model), field);
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 10);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 14);
  if (spec->type == ZB_CELL_DATE)
    gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _ ("year-month-day"));
  g_signal_connect_object (focus, "leave", G_CALLBACK (entry_left_cb), model, 0);
  g_signal_connect_object (entry, "activate", G_CALLBACK (entry_activated_cb), model, 0);
  gtk_widget_add_controller (entry, focus);
  return entry;
}

static void
choice_cb (GtkDropDown *choice, GParamSpec *pspec, ZbReportModel *model)
{
  guint field = get_field (choice);
  guint selected = gtk_drop_down_get_selected (choice);
  const ZbField *info = zb_form_field (zb_report_form (zb_report_model_report (model)), field);
  const char *code = selected > 0 ? zb_code_list_at (info->spec.codes, selected - 1)->code : "";

  zb_report_model_set_field (model, field, code, NULL);
}

static GtkWidget *
make_choice (ZbReportModel *model, guint field, const ZbCellSpec *spec)
{
  const char *text = zb_report_field (zb_report_model_report (model), field);
  g_autoptr (GtkStringList) names = gtk_string_list_new ((const char *const[]){"—", NULL});
  guint selected = 0;

  for (guint i = 0; i < zb_code_list_length (spec->codes); i++) {
    const ZbCode *code = zb_code_list_at (spec->codes, i);
    gtk_string_list_append (names, zb_language_text (&code->name));
    if (g_strcmp0 (code->code, text) == 0)
      selected = i + 1;
  }
  GtkWidget *choice = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), selected);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (choice_cb), model, 0);
  return choice;
}

static char *
dup_field_text (ZbReportModel *model, guint field, const ZbCellSpec *spec)
{
  const char *text = zb_report_field (zb_report_model_report (model), field);
  const ZbCode *code =
      spec->type == ZB_CELL_CODE && text != NULL ? zb_code_list_find (spec->codes, text) : NULL;
  if (code != NULL)
    return g_strdup (zb_language_text (&code->name));
  return g_strdup (text != NULL ? text : "—");
}

static void
add_field (ZbFormSheet *sheet, ZbFormSheetPart part, ZbReportModel *model, guint field)
{
  const ZbField *info = zb_form_field (zb_report_form (zb_report_model_report (model)), field);
  const char *label = zb_language_text (&info->label);
  gboolean locked = info->spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED);

  if (!zb_report_model_is_editable (model) || locked) {
    g_autofree char *text = dup_field_text (model, field, &info->spec);
    zb_form_sheet_add_text (sheet, part, label, text);
    return;
  }
  GtkWidget *widget = info->spec.type == ZB_CELL_CODE ? make_choice (model, field, &info->spec)
                                                      : make_entry (model, field, &info->spec);
  set_field (widget, field);
  zb_form_sheet_add_field (sheet, part, label, widget);
}

static void
fill_legal (ZbFormSheet *sheet, const ZbForm *form)
{
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, _ ("Form no."), form->code);
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, _ ("Issued by"),
                          zb_language_text (&form->issuer));
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, _ ("Document"),
                          zb_language_text (&form->document));
  if (form->expires.year == 0)
    return;
  g_autofree char *until = zb_period_to_display (form->expires, zb_language_get (), FALSE);
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_LEGAL, _ ("Valid until"), until);
}

void
zb_report_sheet_fill (ZbFormSheet *sheet, ZbReportModel *model, const char *enterprise)
{
  ZbReport *report = zb_report_model_report (model);
  const ZbForm *form = zb_report_form (report);
  const char *measure = zb_report_model_measure (model);
  g_autofree char *period = zb_period_to_display (zb_report_period (report), zb_language_get (),
                                                  zb_report_model_is_joint (model));
  /* Translators: the unit of measure of all figures of a table. */
  g_autofree char *unit_line = measure != NULL ? g_strdup_printf (_ ("Unit: %s"), measure) : NULL;

  for (guint part = 0; part < ZB_FORM_SHEET_N_PARTS; part++)
    zb_form_sheet_clear_part (sheet, part);
  zb_form_sheet_set_title (sheet, zb_language_text (&form->title));
  zb_form_sheet_set_period (sheet, period);
  zb_form_sheet_set_unit_line (sheet, unit_line);
  fill_legal (sheet, form);
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_HEADER, _ ("Credit code"), zb_report_unit (report));
  zb_form_sheet_add_text (sheet, ZB_FORM_SHEET_HEADER, _ ("Enterprise"), enterprise);
  for (guint field = 0; field < zb_form_n_fields (form); field++)
    add_field (sheet, field < form->n_fields ? ZB_FORM_SHEET_HEADER : ZB_FORM_SHEET_FOOTER, model,
               field);
}

static GtkWidget *
find_field (GtkWidget *within, guint field)
{
  GtkWidget *found = get_field (within) == field ? within : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (within); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_field (child, field);
  return found;
}

gboolean
zb_report_sheet_show_field (ZbFormSheet *sheet, guint field)
{
  GtkWidget *widget = find_field (GTK_WIDGET (sheet), field);

  return widget != NULL && gtk_widget_grab_focus (widget);
}
