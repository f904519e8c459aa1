/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "desktop/enterprise/report/report-page-private.h"

typedef struct {
  char *text;     /* casefolded, owned */
  gboolean exact; /* a whole code or name */
  gboolean forward;
} Search;

/* Whether what stands in a cell, as it is shown or as it is typed, is what is looked for. */
static gboolean
matches (ZbGridModel *model, guint row, guint column, const Search *search, gboolean *ret_stub)
{
  g_auto (ZbGridContent) content = {0};

  zb_grid_model_get_content (model, row, column, &content);
  *ret_stub = (content.flags & ZB_GRID_CELL_STUB) != 0;
  if (content.text == NULL || content.flags & ZB_GRID_CELL_ABSENT)
    return FALSE;
  g_autofree char *shown = g_utf8_casefold (content.text, -1);
  if (search->exact)
    return *ret_stub && strcmp (shown, search->text) == 0;
  if (strstr (shown, search->text) != NULL)
    return TRUE;
  g_autofree char *plain = zb_grid_model_dup_plain_text (model, row, column);
  return strstr (plain, search->text) != NULL;
}

/* A name or code leads to the first figure behind it. */
static gboolean
go_to (ZbReportPage *page, guint row, guint column, gboolean stub)
{
  guint n_columns = zb_grid_model_get_n_columns (ZB_GRID_MODEL (page->model));

  while (!zb_form_grid_show_cell (ZB_FORM_GRID (page->grid), row, column))
    if (!stub || ++column >= n_columns)
      return FALSE;
  return TRUE;
}

static gboolean
find (ZbReportPage *page, const Search *search)
{
  ZbGridModel *model = ZB_GRID_MODEL (page->model);
  guint n_columns = zb_grid_model_get_n_columns (model);
  guint n = zb_grid_model_get_n_rows (model) * n_columns;
  guint row = 0, column = 0;

  zb_form_grid_get_focus_cell (ZB_FORM_GRID (page->grid), &row, &column);
  guint start = row * n_columns + column;
  for (guint i = 1; i <= n; i++) {
    guint at = (start + (search->forward ? i : n - i)) % n;
    ZbGridRow info;
    gboolean stub;
    zb_grid_model_get_row (model, at / n_columns, &info);
    if (info.kind != ZB_GRID_ROW_CELLS ||
        !matches (model, at / n_columns, at % n_columns, search, &stub))
      continue;
    /* Backwards, the name before the current figure leads nowhere new. */
    if (!search->forward && stub && at / n_columns == row && i < n)
      continue;
    if (go_to (page, at / n_columns, at % n_columns, stub))
      return TRUE;
  }
  return FALSE;
}

static void
find_again (ZbReportPage *page, gboolean forward)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (page->find_entry));
  Search search = {g_utf8_casefold (text, -1), page->find_fresh, forward};
  gboolean found = text[0] == '\0' || page->model == NULL;

  /* A code that is typed whole comes before the figures that happen to contain it. */
  found = found || (search.exact && find (page, &search));
  search.exact = FALSE;
  found = found || find (page, &search);
  page->find_fresh = FALSE;
  g_free (search.text);
  if (found)
    gtk_widget_remove_css_class (page->find_entry, "error");
  else
    gtk_widget_add_css_class (page->find_entry, "error");
}

static void
changed_cb (GtkWidget *entry, ZbReportPage *page)
{
  page->find_fresh = TRUE;
  gtk_widget_remove_css_class (entry, "error");
}

static void
next_cb (GtkWidget *entry, ZbReportPage *page)
{
  find_again (page, TRUE);
}

static void
previous_cb (GtkWidget *entry, ZbReportPage *page)
{
  find_again (page, FALSE);
}

static void
stop_cb (GtkWidget *entry, ZbReportPage *page)
{
  gtk_search_bar_set_search_mode (page->find_bar, FALSE);
  if (page->grid != NULL)
    gtk_widget_grab_focus (page->grid);
}

static void
find_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ZbReportPage *page = ZB_REPORT_PAGE (widget);

  if (page->grid == NULL || !zb_form_grid_finish_edit (ZB_FORM_GRID (page->grid)))
    return;
  gtk_search_bar_set_search_mode (page->find_bar, TRUE);
  gtk_widget_grab_focus (page->find_entry);
}

void
zb_report_page_install_find (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, find_bar);
  gtk_widget_class_bind_template_child (widget_class, ZbReportPage, find_entry);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_install_action (widget_class, "report.find", NULL, find_action_cb);
}
