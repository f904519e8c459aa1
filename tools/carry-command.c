/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/carry-command.h"

#include "client/carry-words.h"
#include "client/draft-carry.h"
#include "formats/json-writer.h"
#include "forms/form-revision.h"
#include "forms/report-writer.h"
#include "tools/form-place.h"
#include "tools/place.h"
#include "tools/report-file.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_report_carry_options[] = {
    {"output", "FILE", N_ ("write the report to this file (-o FILE); without it, only tell")},
    {"to", "EDITION",
     N_ ("this edition, or the folder of one; else the one that serves the period")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

static ZbPackage *
find_target (const ZbCallLine *line, ZbCatalogue *catalogue, const ZbReport *report, GError **error)
{
  const char *to = zb_call_line_get (line, "to");
  ZbPackage *package;

  if (to && g_file_test (to, G_FILE_TEST_IS_DIR))
    return zb_form_place_find (catalogue, to, NULL, NULL, error);
  if (to)
    return zb_form_place_find (catalogue, zb_report_form (report)->id, to, NULL, error);
  package =
      zb_catalogue_find (catalogue, zb_report_form (report)->id, zb_report_period (report), error);
  return package ? zb_package_ref (package) : NULL;
}

static gboolean
check_form (const ZbReport *report, const ZbPackage *package, GError **error)
{
  const char *id = zb_report_form (report)->id;

  if (strcmp (zb_package_form (package)->id, id) == 0)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, _ ("%s is no edition of %s"),
               zb_package_name (package), id);
  return FALSE;
}

static void
write_cells (ZbJsonWriter *json, const char *name, const GPtrArray *cells)
{
  zb_json_writer_begin_array (json, name);
  for (guint i = 0; i < cells->len; i++) {
    const ZbCarriedCell *cell = cells->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "item", cell->item);
    zb_json_writer_string (json, "value", cell->value);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
print_json (const ZbRevisionAccount *account)
{
  static const char *const fates[] = {"moved", "merged", "split", "divided", "dropped", "inexact"};
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "from", account->from);
  zb_json_writer_string (json, "to", account->to);
  zb_json_writer_integer (json, "same", account->n_same);
  zb_json_writer_integer (json, "left", account->n_left);
  zb_json_writer_integer (json, "explanations", account->n_explanations);
  zb_json_writer_begin_array (json, "items");
  for (guint i = 0; i < account->items->len; i++) {
    const ZbCarriedItem *item = account->items->pdata[i];

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "fate", fates[item->fate]);
    write_cells (json, "from", item->from);
    write_cells (json, "to", item->to);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_answer_print (json);
}

static void
print_account (const ZbCallLine *line, const ZbRevisionAccount *account)
{
  g_autofree char *summary = zb_carry_summary (account);

  if (zb_call_line_has (line, "json")) {
    print_json (account);
    return;
  }
  g_print ("%s\n", summary);
  for (guint i = 0; i < account->items->len; i++) {
    g_autofree char *words = zb_carried_words (account->items->pdata[i], zb_words_language ());
    g_print ("  %s\n", words);
  }
}

/* A sample goes on as one: it names no package. */
static GBytes *
write_report (const char *path, const ZbReport *report)
{
  g_autofree char *before = NULL;
  g_autoptr (GBytes) bytes = zb_report_write (report);
  g_autofree char *named = g_strdup_printf ("package=\"%s\"", zb_report_package (report));
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!g_file_get_contents (path, &before, NULL, NULL) || !strstr (before, "package=\"sample\""))
    return g_steal_pointer (&bytes);
  g_autofree char *whole = g_strndup (text, length);
  g_auto (GStrv) parts = g_strsplit (whole, named, 2);
  char *sample = g_strjoinv ("package=\"sample\"", parts);
  return g_bytes_new_take (sample, strlen (sample));
}

/* (transfer full) Within an edition nothing but texts and rules can have changed. */
static ZbReport *
carry (const ZbCallLine *line,
       const ZbCatalogue *catalogue,
       const ZbReport *report,
       ZbPackage *package,
       GError **error)
{
  g_autoptr (ZbRevisionAccount) account = NULL;
  ZbReport *carried;

  if (strcmp (zb_report_form (report)->edition, zb_package_form (package)->edition) == 0) {
    carried = zb_report_move_to_revision (report, package, error);
    if (carried && !zb_call_line_has (line, "json"))
      g_print (_ ("%s asks the same: all figures stand as they were.\n"),
               zb_package_name (package));
    return carried;
  }
  carried = zb_draft_carry_report (catalogue, report, package, &account);
  print_account (line, account);
  return carried;
}

int
zb_report_carry (const ZbCallLine *line, GError **error)
{
  const char *output = zb_call_line_get (line, "output");
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbReport) report =
      catalogue ? zb_report_file_read (line->words[0], catalogue, error) : NULL;
  g_autoptr (ZbPackage) package = report ? find_target (line, catalogue, report, error) : NULL;
  g_autoptr (ZbReport) carried = NULL;

  if (!package || !check_form (report, package, error))
    return ZB_EXIT_UNREADABLE;
  if (output && strcmp (output, line->words[0]) == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS,
                 _ ("%s is the report as it was: name another file with -o"), output);
    return ZB_EXIT_USAGE;
  }
  carried = carry (line, catalogue, report, package, error);
  if (!carried)
    return ZB_EXIT_UNREADABLE;
  if (!output)
    return ZB_EXIT_OK;
  g_autoptr (GBytes) bytes = write_report (line->words[0], carried);
  return zb_place_write (output, bytes, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}
