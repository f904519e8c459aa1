/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/import-command.h"

#include "client/desk.h"
#include "client/draft.h"
#include "client/import/incoming-words.h"
#include "client/import/sheet-import.h"
#include "formats/json-writer.h"
#include "tools/table.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_report_import_options[] = {
    {"profile", "NAME", N_ ("read the file as this profile says")},
    {"sheet", "NAME", N_ ("only this sheet of the workbook")},
    {"measure", "MEASURE",
     N_ ("what the file's figures count, where it does not say: yuan, 万元 …")},
    {"columns", "PAIRS", N_ ("what heads mean: HEAD=A.1,… (HEAD= leaves a column aside)")},
    {"rows", "PAIRS", N_ ("what rows mean: NAME=A.01,…")},
    {"save-profile", "NAME", N_ ("keep all this as a profile for the next file")},
    {"preview", NULL, N_ ("only show what would go in")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

const ZbOption zb_report_profiles_options[] = {
    {"drop", "NAME", N_ ("remove this profile")},
    {NULL, NULL, NULL},
};

void
zb_import_draft_clear (ZbImportDraft *draft)
{
  g_clear_pointer (&draft->report, zb_report_unref);
  g_clear_pointer (&draft->seen, g_bytes_unref);
  g_clear_pointer (&draft->account, zb_account_free);
  g_clear_pointer (&draft->workspace, zb_workspace_free);
}

gboolean
zb_import_draft_open (const ZbCallLine *line,
                      const char *form,
                      const char *period,
                      ZbImportDraft *ret_draft,
                      GError **error)
{
  g_auto (ZbImportDraft) draft = {NULL, NULL, NULL, NULL};
  g_autoptr (GError) cause = NULL;
  ZbPackage *package;
  ZbPeriod parsed;
  const char *id;

  draft.workspace = zb_place_workspace (line, error);
  draft.account = draft.workspace ? zb_place_account (line, draft.workspace, error) : NULL;
  if (!draft.account || !zb_period_parse (period, &parsed, error))
    return FALSE;
  package = zb_catalogue_find (zb_workspace_catalogue (draft.workspace), form, parsed, error);
  if (!package)
    return FALSE;
  id = zb_package_form (package)->id;
  draft.report =
      zb_draft_read_seen (draft.workspace, draft.account, id, period, &draft.seen, &cause);
  if (cause) {
    g_propagate_error (error, g_steal_pointer (&cause));
    return FALSE;
  }
  if (!draft.report)
    draft.report = zb_draft_new (draft.workspace, draft.account, id, parsed, NULL, error);
  if (!draft.report)
    return FALSE;
  *ret_draft = draft;
  memset (&draft, 0, sizeof draft);
  return TRUE;
}

static void
print_json_cell (ZbJsonWriter *json, const ZbIncomingCell *cell)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "place", cell->place);
  zb_json_writer_string (json, "item", cell->item);
  zb_json_writer_string (json, "text", cell->text);
  zb_json_writer_string (json, "before", cell->before);
  zb_json_writer_string (json, "after", cell->after);
  zb_json_writer_string (json, "measure", cell->measure ? cell->measure->id : NULL);
  zb_json_writer_string (json, "verdict", zb_incoming_verdict_name (cell->verdict));
  zb_json_writer_end_object (json);
}

static void
print_json (const ZbIncoming *incoming, gboolean preview)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  const GPtrArray *cells = zb_incoming_cells (incoming);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "taken", preview ? 0 : zb_incoming_n_taken (incoming));
  zb_json_writer_integer (json, "refused", zb_incoming_n_refused (incoming));
  zb_json_writer_begin_array (json, "cells");
  for (guint i = 0; i < cells->len; i++)
    print_json_cell (json, cells->pdata[i]);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  g_autofree char *text = zb_json_writer_finish (json);
  g_print ("%s\n", text);
}

static void
print_table (const ZbIncoming *incoming)
{
  const char *heads[] = {_ ("Place"), _ ("Cell"), "", _ (">Value"), _ ("Verdict"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  const GPtrArray *cells = zb_incoming_cells (incoming);
  g_autofree char *summary = zb_incoming_dup_summary (incoming);

  for (guint i = 0; i < cells->len; i++) {
    const ZbIncomingCell *cell = cells->pdata[i];
    g_autofree char *name = zb_incoming_dup_name (incoming, cell, zb_words_language ());
    g_autofree char *verdict = zb_incoming_dup_verdict (cell, zb_words_language ());

    zb_table_add (table, cell->place, cell->item ? cell->item : "", name,
                  cell->after ? cell->after : cell->text, verdict, NULL);
  }
  zb_table_print (table);
  g_print ("%s\n", summary);
}

int
zb_import_draft_take (const ZbCallLine *line,
                      ZbImportDraft *draft,
                      const ZbIncoming *incoming,
                      GError **error)
{
  gboolean preview = zb_call_line_has (line, "preview");

  if (!preview) {
    zb_incoming_apply (incoming, draft->report);
    /* The computed cells follow. */
    g_autoptr (ZbDesk) desk =
        zb_place_desk (draft->workspace, draft->account, draft->report, error);
    if (!desk ||
        !zb_draft_save_over (draft->workspace, draft->account, draft->report, &draft->seen, error))
      return ZB_EXIT_FAILED;
  }
  if (zb_call_line_has (line, "json"))
    print_json (incoming, preview);
  else
    print_table (incoming);
  if (preview && !zb_call_line_has (line, "json"))
    g_print ("%s\n", _ ("Nothing was put in: this was a preview."));
  return zb_incoming_n_refused (incoming) > 0 ? ZB_EXIT_FINDINGS : ZB_EXIT_OK;
}

/* --profile, with what the other options say on top of it. */
static ZbImportProfile *
make_profile (const ZbCallLine *line, ZbWorkspace *workspace, const ZbForm *form, GError **error)
{
  const char *name = zb_call_line_get (line, "profile");
  const char *columns = zb_call_line_get (line, "columns");
  const char *rows = zb_call_line_get (line, "rows");
  const char *measure = zb_call_line_get (line, "measure");
  const char *sheet = zb_call_line_get (line, "sheet");
  g_autoptr (ZbImportProfile) profile =
      name ? zb_import_profile_read (workspace, form->id, name, error) : zb_import_profile_new ();

  if (!profile || (columns && !zb_import_profile_add_columns (profile, form, columns, error)) ||
      (rows && !zb_import_profile_add_rows (profile, form, rows, error)))
    return NULL;
  if (sheet) {
    g_free (profile->sheet);
    profile->sheet = g_strdup (sheet);
  }
  if (measure) {
    profile->measure = zb_measure_find (measure);
    if (!profile->measure) {
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                   _ ("“%s” is no unit of measure: write it as forms do, 千元 or thousand yuan"),
                   measure);
      return NULL;
    }
  }
  return g_steal_pointer (&profile);
}

int
zb_report_import (const ZbCallLine *line, GError **error)
{
  const char *save = zb_call_line_get (line, "save-profile");
  g_auto (ZbImportDraft) draft = {NULL, NULL, NULL, NULL};
  g_autoptr (GBytes) bytes = zb_place_read (line->words[0], error);
  g_autoptr (ZbSpreadsheet) book =
      bytes ? zb_spreadsheet_read (line->words[0], bytes, error) : NULL;

  if (!book || !zb_import_draft_open (line, line->words[1], line->words[2], &draft, error))
    return ZB_EXIT_UNREADABLE;
  const ZbForm *form = zb_report_form (draft.report);
  g_autoptr (ZbImportProfile) profile = make_profile (line, draft.workspace, form, error);
  g_autoptr (ZbIncoming) incoming =
      profile ? zb_sheet_import (book, draft.report, profile, error) : NULL;
  if (!incoming)
    return ZB_EXIT_UNREADABLE;
  if (save && !zb_import_profile_save (draft.workspace, form->id, save, profile, error))
    return ZB_EXIT_FAILED;
  return zb_import_draft_take (line, &draft, incoming, error);
}

int
zb_report_profiles (const ZbCallLine *line, GError **error)
{
  const char *drop = zb_call_line_get (line, "drop");
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (GPtrArray) names = NULL;

  if (!workspace)
    return ZB_EXIT_FAILED;
  if (drop && !zb_import_profile_drop (workspace, line->words[0], drop, error))
    return ZB_EXIT_FAILED;
  names = zb_import_profile_list (workspace, line->words[0], error);
  for (guint i = 0; names && i < names->len; i++)
    g_print ("%s\n", (const char *)names->pdata[i]);
  return names ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}
