/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gi18n.h>
#include <math.h>

#include "client/cell-note.h"
#include "client/earlier-reports.h"
#include "client/import/ledger-map.h"
#include "desktop/enterprise/report/cell-box.h"
#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/model/report-model-incoming.h"
#include "desktop/enterprise/report/report-page-entry.h"
#include "forms/form-lookup.h"

/* What is known of the report's cells beside their figures. */
struct _ZbCellLore {
  GHashTable *notes;    /* item id → note */
  GHashTable *formulas; /* item id → accounts */
  GPtrArray *earlier;   /* (nullable) ZbReport, once somebody looked back */
  char *item;           /* (nullable) that the box is open for */
  ZbReportPlace place;
};

void
zb_cell_lore_free (ZbCellLore *lore)
{
  g_clear_pointer (&lore->notes, g_hash_table_unref);
  g_clear_pointer (&lore->formulas, g_hash_table_unref);
  g_clear_pointer (&lore->earlier, g_ptr_array_unref);
  g_free (lore->item);
  g_free (lore);
}

/* Work for the disk: reads what is known, or keeps what was changed. */
typedef struct {
  gint64 account;
  ZbReport *report;            /* a copy */
  char *item, *note, *formula; /* (nullable) */
} Task;

static Task *
new_task (ZbReportPage *page)
{
  Task *task = g_new0 (Task, 1);

  task->account = page->opened->account->id;
  task->report = zb_report_copy (zb_report_model_report (page->model));
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  zb_report_unref (task->report);
  g_free (task->item);
  g_free (task->note);
  g_free (task->formula);
  g_free (task);
}

static gpointer
read_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Task *task = data;
  const char *form = zb_report_form (task->report)->id;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, task->account, error);
  g_autoptr (GHashTable) notes =
      account != NULL ? zb_cell_notes_read (workspace, account, form, error) : NULL;
  g_autoptr (GPtrArray) entries =
      notes != NULL ? zb_ledger_map_list (workspace, account, form, error) : NULL;

  if (entries == NULL)
    return NULL;
  ZbCellLore *lore = g_new0 (ZbCellLore, 1);
  lore->notes = g_steal_pointer (&notes);
  lore->formulas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < entries->len; i++) {
    const ZbLedgerEntry *entry = entries->pdata[i];
    g_hash_table_insert (lore->formulas, g_strdup (entry->item), g_strdup (entry->formula));
  }
  return lore;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;
  ZbCellLore *lore = zb_worker_finish (result, &error);

  if (lore == NULL) {
    zb_report_page_say_error (page, error);
    return;
  }
  if (page->model == NULL) {
    zb_cell_lore_free (lore);
    return;
  }
  if (page->lore != NULL) {
    lore->earlier = g_steal_pointer (&page->lore->earlier);
    lore->item = g_steal_pointer (&page->lore->item);
    lore->place = page->lore->place;
  }
  g_clear_pointer (&page->lore, zb_cell_lore_free);
  page->lore = lore;
  zb_report_model_set_notes (page->model, lore->notes);
}

void
zb_report_page_read_lore (ZbReportPage *page)
{
  zb_worker_run (zb_office_disk (page->office), page, read_work, new_task (page), task_free,
                 (GDestroyNotify)zb_cell_lore_free, NULL, read_cb, g_object_ref (page));
}

/* Keeping */

static gpointer
keep_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Task *task = data;
  const ZbForm *form = zb_report_form (task->report);
  g_autoptr (ZbAccount) account = zb_account_read (workspace, task->account, error);

  if (account == NULL || (task->note != NULL && !zb_cell_note_put (workspace, account, form->id,
                                                                   task->item, task->note, error)))
    return NULL;
  if (task->formula != NULL &&
      !zb_ledger_map_put (workspace, account, form, task->item,
                          *task->formula != '\0' ? task->formula : NULL, error))
    return NULL;
  return ZB_WORK_DONE;
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;

  if (zb_worker_finish (result, &error) == NULL)
    zb_report_page_say_error (page, error);
  if (page->model != NULL)
    zb_report_page_read_lore (page);
}

/* What is shown again before it is on disk; read anew afterwards. */
static void
put (GHashTable *table, const char *item, const char *text)
{
  if (text != NULL && *text != '\0')
    g_hash_table_replace (table, g_strdup (item), g_strdup (text));
  else if (text != NULL)
    g_hash_table_remove (table, item);
}

static void
keep (ZbReportPage *page, const char *note, const char *formula)
{
  if (page->lore == NULL || page->lore->item == NULL || page->model == NULL)
    return;
  put (page->lore->notes, page->lore->item, note);
  put (page->lore->formulas, page->lore->item, formula);
  Task *task = new_task (page);
  task->item = g_strdup (page->lore->item);
  task->note = g_strdup (note);
  task->formula = g_strdup (formula);
  zb_worker_run (zb_office_disk (page->office), page, keep_work, task, task_free, NULL, NULL,
                 kept_cb, g_object_ref (page));
}

static void
note_cb (ZbCellBox *box, const char *text, ZbReportPage *page)
{
  keep (page, text, NULL);
}

static void
formula_cb (ZbCellBox *box, const char *text, ZbReportPage *page)
{
  keep (page, NULL, text);
}

/* Looking back */

static const ZbReport *
find_earlier (ZbReportPage *page, ZbPeriod period)
{
  const char *form = zb_report_form (zb_report_model_report (page->model))->id;
  const GPtrArray *earlier = page->lore->earlier;

  for (guint i = 0; earlier != NULL && i < earlier->len; i++)
    if (zb_period_equal (zb_report_period (earlier->pdata[i]), period))
      return earlier->pdata[i];
  return zb_desk_earlier (zb_report_model_desk (page->model), form, period);
}

/* A cell of a report, found by the ids that outlive editions. */
static ZbCellPoint *
new_point (ZbReportPage *page, const ZbReport *report, ZbPeriod period)
{
  ZbReport *own = zb_report_model_report (page->model);
  const ZbSection *asked = &zb_report_form (own)->sections[page->lore->place.section];
  const char *key = zb_report_row_key (own, page->lore->place.section, page->lore->place.row);
  const ZbForm *form = report != NULL ? zb_report_form (report) : NULL;
  int section = form != NULL ? zb_form_find_section (form, asked->id) : -1;
  int row = section >= 0 ? zb_report_find_row (report, (guint)section, key) : -1;
  int column = row >= 0 ? zb_section_find_column (&form->sections[section],
                                                  asked->columns[page->lore->place.column].code)
                        : -1;
  ZbCellPoint *point = g_new0 (ZbCellPoint, 1);
  ZbDecimal value;

  point->when = zb_period_to_display (period, zb_language_get (), FALSE);
  if (column < 0 ||
      !zb_report_decimal (report, (guint)section, (guint)row, (guint)column, &value)) {
    point->figure = g_strdup ("");
    return point;
  }
  point->known = TRUE;
  point->figure = zb_decimal_to_display (value);
  point->height = (double)value.digits / pow (10, value.scale);
  return point;
}

static GPtrArray *
list_points (ZbReportPage *page)
{
  ZbReport *report = zb_report_model_report (page->model);
  ZbPeriod now = zb_report_period (report);
  ZbPeriod periods[ZB_EARLIER_REPORTS];
  guint n = zb_earlier_periods (zb_report_form (report), now, periods, G_N_ELEMENTS (periods));
  GPtrArray *points = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_cell_point_free);

  for (guint i = n; i > 0; i--) {
    ZbCellPoint *point = new_point (page, find_earlier (page, periods[i - 1]), periods[i - 1]);
    point->marked =
        i == 1 || (periods[i - 1].year + 1 == now.year && periods[i - 1].index == now.index);
    g_ptr_array_add (points, point);
  }
  g_ptr_array_add (points, new_point (page, report, now));
  return points;
}

static gpointer
earlier_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Task *task = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, task->account, error);

  return account != NULL ? zb_earlier_reports_read (workspace, account, task->report) : NULL;
}

static void
earlier_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZbReportPage) page = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) earlier = zb_worker_finish (result, &error);

  if (earlier == NULL || page->lore == NULL || page->cell_box == NULL)
    return;
  g_clear_pointer (&page->lore->earlier, g_ptr_array_unref);
  page->lore->earlier = g_steal_pointer (&earlier);
  if (page->lore->item != NULL)
    zb_cell_box_set_points (ZB_CELL_BOX (page->cell_box), list_points (page));
}

/* The box */

static const char *
find_formula (ZbReportPage *page)
{
  const ZbReportPlace *place = &page->lore->place;
  const char *formula = g_hash_table_lookup (page->lore->formulas, page->lore->item);
  ZbCellSpec spec;
  int shift;

  if (!zb_report_cell_spec (zb_report_model_report (page->model), place->section, place->row,
                            place->column, &spec) ||
      spec.measure == NULL || !zb_measure_shift (zb_measure_find ("CNY"), spec.measure, &shift) ||
      spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_LOCKED))
    return NULL;
  return formula != NULL ? formula : "";
}

static void
fill_box (ZbReportPage *page, guint row, guint column)
{
  g_autofree char *name = zb_grid_model_dup_name (ZB_GRID_MODEL (page->model), row, column);
  g_autofree char *title = g_strdup_printf ("%s  %s", page->lore->item, name);

  zb_cell_box_fill (ZB_CELL_BOX (page->cell_box), title,
                    page->lore->earlier != NULL ? list_points (page) : NULL,
                    g_hash_table_lookup (page->lore->notes, page->lore->item), find_formula (page),
                    page->opened->editable);
  if (page->lore->earlier == NULL)
    zb_worker_run (zb_office_disk (page->office), page, earlier_work, new_task (page), task_free,
                   (GDestroyNotify)g_ptr_array_unref, NULL, earlier_cb, g_object_ref (page));
}

static void
closed_cb (GtkPopover *box, ZbReportPage *page)
{
  if (page->grid != NULL)
    gtk_widget_grab_focus (page->grid);
}

static void
make_box (ZbReportPage *page)
{
  page->cell_box = zb_cell_box_new ();
  gtk_widget_set_parent (page->cell_box, GTK_WIDGET (page));
  g_signal_connect (page->cell_box, "note", G_CALLBACK (note_cb), page);
  g_signal_connect (page->cell_box, "formula", G_CALLBACK (formula_cb), page);
  g_signal_connect_after (page->cell_box, "closed", G_CALLBACK (closed_cb), page);
}

static void
cell_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);
  GdkRectangle area;
  guint row, column;
  double x, y;

  if (page->lore == NULL || page->grid == NULL ||
      !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)) ||
      !zb_form_grid_get_focus_cell (ZB_FORM_GRID (page->grid), &row, &column) ||
      !zb_report_model_find_place (page->model, row, column, &page->lore->place))
    return;
  g_free (page->lore->item);
  page->lore->item = zb_report_model_dup_place_id (page->model, &page->lore->place);
  if (page->cell_box == NULL)
    make_box (page);
  fill_box (page, row, column);
  zb_form_grid_get_cell_area (ZB_FORM_GRID (page->grid), row, column, &area);
  gtk_widget_translate_coordinates (page->grid, widget, area.x, area.y, &x, &y);
  area.x = (int)x;
  area.y = (int)y;
  gtk_popover_set_pointing_to (GTK_POPOVER (page->cell_box), &area);
  gtk_popover_popup (GTK_POPOVER (page->cell_box));
}

void
zb_report_page_install_cell (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "report.cell", NULL, cell_action_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_ALT_MASK, "report.cell",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F3, 0, "report.cell", NULL);
}
