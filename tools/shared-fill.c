/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/shared-fill.h"

#include "client/pool.h"
#include "client/shared-words.h"
#include "forms/form-lookup.h"
#include "tools/place.h"
#include "tools/words.h"

static gboolean
source_in_history (const char *form, ZbPeriod period, gpointer data, ZbFigureSource *ret_source)
{
  ZbContext context = zb_memory_context_get (data);
  ZbAvailability why;
  const ZbReport *report = context.interface->report (context.self, form, period, &why);

  *ret_source = (ZbFigureSource){report, ZB_STANDING_SENT, NULL};
  return report != NULL;
}

/* Puts one figure into its cell if that is blank, and says so; standard output may be the report.
 */
static void
fill (ZbReport *report, ZbSharedFigure *figure)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  g_autofree char *source = zb_shared_figure_words (figure, zb_words_language ());

  g_ptr_array_add (one, figure);
  if (zb_report_fill_shared (report, one) > 0)
    g_printerr ("%s = %s: %s\n", figure->item, figure->text, source);
}

static void
fill_all (ZbReport *report, const GPtrArray *figures)
{
  for (guint i = 0; i < figures->len; i++)
    fill (report, figures->pdata[i]);
}

static gboolean
fill_from_workspace (const ZbCallLine *line, ZbReport *report, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;

  if (!account)
    return FALSE;
  g_autoptr (ZbPool) pool = zb_pool_new (workspace, account);
  g_autoptr (GPtrArray) figures = zb_pool_figures (pool, report);
  fill_all (report, figures);
  return TRUE;
}

gboolean
zb_shared_fill (const ZbCallLine *line,
                ZbCatalogue *catalogue,
                ZbReport *report,
                const ZbContextDocument *context,
                GError **error)
{
  g_autoptr (ZbMemoryContext) memory = zb_context_document_open (context, catalogue, error);

  if (!memory)
    return FALSE;
  g_autoptr (ZbConceptIndex) index = zb_concept_index_new (catalogue);
  g_autoptr (GPtrArray) figures = zb_shared_figures_list (report, index, source_in_history, memory);
  fill_all (report, figures);
  return !zb_call_line_has (line, "account") || fill_from_workspace (line, report, error);
}
