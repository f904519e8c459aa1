/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/report/report-page-context.h"

#include <glib/gi18n.h>

#include "client/context-cache.h"
#include "desktop/enterprise/report/report-page-private.h"

/* What the bureau told of earlier periods is kept here for checking offline. Where that cannot be
 * read the report is opened without it, and it is fetched anew. */

#define AGAIN 15 /* seconds, until the bureau's server can be reached */

typedef struct {
  gint64 account;
  char *form, *period;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->form);
  g_free (wanted->period);
  g_free (wanted);
}

/* What tells one context from another. (transfer full) */
static char *
dup_name (gint64 account, const char *form, const char *period)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT " %s %s", account, form, period);
}

static char *
dup_name_of (const ZbReportCase *opened)
{
  return dup_name (opened->account->id, opened->form, opened->due->period);
}

/* Returns the name of what was fetched. */
static gpointer
fetch_work (ZbWorkspace *workspace, gpointer data, GCancellable *cancellable, GError **error)
{
  const Wanted *wanted = data;
  g_autoptr (ZbAccount) account = zb_account_read (workspace, wanted->account, error);
  g_autoptr (ZbSession) session = account != NULL ? zb_session_new (account, error) : NULL;

  return session != NULL && zb_context_cache_fetch (workspace, account, session, wanted->form,
                                                    wanted->period, error)
             ? dup_name (wanted->account, wanted->form, wanted->period)
             : NULL;
}

static void
say_words (ZbReportPage *page, const char *words)
{
  gtk_label_set_text (page->context_words, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (page->context_words), words != NULL);
}

static void fetch_soon (ZbReportPage *page);

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ZbReportPage *page = ZB_REPORT_PAGE (source);
  g_autofree char *fetched = zb_worker_finish (result, NULL);
  g_autofree char *shown = page->opened != NULL ? dup_name_of (page->opened) : NULL;

  if (shown == NULL || page->opened->context_fault == NULL)
    return;
  if (fetched == NULL) {
    fetch_soon (page);
    return;
  }
  if (g_strcmp0 (fetched, shown) != 0)
    return;
  g_free (page->context_fetched);
  page->context_fetched = g_steal_pointer (&fetched);
  /* What is being typed is not to be taken away. */
  if (page->edited || zb_form_grid_is_editing (ZB_FORM_GRID (page->grid)))
    say_words (page, _ ("What the bureau told of earlier periods is here again. Leave the report "
                        "and open it anew, and the rules look at it."));
  else
    zb_report_page_reopen (page, ZB_OPEN_AS_IT_STANDS);
}

static void
fetch (ZbReportPage *page)
{
  const ZbReportCase *opened = page->opened;
  Wanted *wanted = g_new0 (Wanted, 1);

  *wanted = (Wanted){opened->account->id, g_strdup (opened->form), g_strdup (opened->due->period)};
  zb_worker_run (zb_office_network (page->office), page, fetch_work, wanted, wanted_free, g_free,
                 NULL, fetched_cb, NULL);
}

static gboolean
again_cb (gpointer user_data)
{
  ZbReportPage *page = user_data;

  page->context_source = 0;
  fetch (page);
  return G_SOURCE_REMOVE;
}

static void
fetch_soon (ZbReportPage *page)
{
  if (page->context_source == 0)
    page->context_source = g_timeout_add_seconds (AGAIN, again_cb, page);
}

void
zb_report_page_show_context (ZbReportPage *page)
{
  g_autofree char *shown = dup_name_of (page->opened);

  if (page->opened->context_fault == NULL) {
    say_words (page, NULL);
    g_clear_pointer (&page->context_fetched, g_free);
    return;
  }
  /* Once is enough: the bureau would send the same again. */
  if (g_strcmp0 (shown, page->context_fetched) == 0) {
    say_words (page, _ ("What the bureau tells of earlier periods cannot be read by this program, "
                        "so rules that look at it are not checked here. The bureau checks them."));
    return;
  }
  say_words (page,
             _ ("What the bureau told of earlier periods was kept here and cannot be read any "
                "more, so rules that look at it are not checked yet. It is fetched anew as "
                "soon as the bureau’s server can be reached."));
  fetch (page);
}
