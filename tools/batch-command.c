/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/batch-command.h"

#include "client/batch/batch-words.h"
#include "formats/json-writer.h"
#include "forms/signing-role.h"
#include "tools/place.h"
#include "tools/table.h"
#include "tools/words.h"

const ZbOption zb_report_batch_options[] = {
    {"preview", NULL, N_ ("only check what would be reported: nothing is kept, signed or sent")},
    {"profile", "NAME", N_ ("read the files as this profile says")},
    {"passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")},
    ZB_OPTION_JSON,
    {NULL, NULL, NULL},
};

static void
print_json (const ZbBatch *batch)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_array (json, NULL);
  for (guint i = 0; i < zb_batch_n (batch); i++) {
    const ZbBatchLine *line = zb_batch_line (batch, i);
    g_autofree char *missing = zb_signing_roles_to_text (line->missing);

    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "place", line->place);
    zb_json_writer_string (json, "unit", line->unit);
    zb_json_writer_string (json, "name", line->name);
    zb_json_writer_string (json, "state", zb_batch_state_name (line->state));
    zb_json_writer_integer (json, "taken", line->n_taken);
    zb_json_writer_integer (json, "refused", line->n_refused);
    zb_json_writer_integer (json, "hard", line->verdict.hard);
    zb_json_writer_integer (json, "to_explain", line->verdict.to_explain);
    zb_json_writer_string (json, "message", line->message);
    zb_json_writer_string (json, "missing", missing);
    zb_json_writer_boolean (json, "left", line->left);
    zb_json_writer_string (json, "outcome", line->outcome);
    zb_json_writer_boolean (json, "committed", line->committed);
    zb_json_writer_string (json, "reason", line->reason);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  g_autofree char *text = zb_json_writer_finish (json);
  g_print ("%s\n", text);
}

static void
print_table (const ZbBatch *batch)
{
  const char *heads[] = {_ ("Enterprise"), _ ("Code"),   _ ("From"), _ (">Figures"),
                         _ ("Verdict"),    _ ("Remark"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; i < zb_batch_n (batch); i++) {
    const ZbBatchLine *line = zb_batch_line (batch, i);
    g_autofree char *words = zb_batch_dup_words (line, zb_words_language ());
    g_autofree char *taken =
        line->n_taken > 0 ? g_strdup_printf ("%u", line->n_taken) : g_strdup ("");

    zb_table_add (table, line->name ? line->name : "", line->unit ? line->unit : "", line->place,
                  taken, words, line->reason ? line->reason : "", NULL);
  }
  zb_table_print (table);
  g_autofree char *summary = zb_batch_dup_summary (batch);
  g_print ("%s\n", summary);
}

/* On the terminal, so that twenty passphrase checks are no silence. */
static void
show_step (const ZbCallLine *line, const char *what, const ZbBatch *batch, guint index)
{
  const ZbBatchLine *one = zb_batch_line (batch, index);

  if (!zb_call_line_has (line, "json"))
    g_printerr ("%s %u/%u  %s\n", what, index + 1, zb_batch_n (batch),
                one->name ? one->name : one->place);
}

/* One passphrase for all that are ready; each key tells whether it is its own. */
static gboolean
sign_and_send (const ZbCallLine *line, ZbWorkspace *workspace, ZbBatch *batch, GError **error)
{
  guint n = zb_batch_n (batch);
  gboolean asks = zb_batch_count (batch, ZB_BATCH_READY) > 0;
  g_autofree char *passphrase =
      asks ? zb_place_passphrase (line, _ ("Passphrase of the signing keys"), error) : NULL;

  if (asks && !passphrase)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (zb_batch_line (batch, i)->state == ZB_BATCH_READY)
      show_step (line, _ ("Signing"), batch, i);
    if (!zb_batch_sign (batch, workspace, i, passphrase, error))
      return FALSE;
  }
  for (guint i = 0; i < n; i++) {
    if (zb_batch_line_goes_on (zb_batch_line (batch, i)))
      show_step (line, _ ("Sending"), batch, i);
    if (!zb_batch_send (batch, workspace, i, NULL, error))
      return FALSE;
  }
  return TRUE;
}

static int
exit_status (const ZbBatch *batch, gboolean preview)
{
  guint n_well = zb_batch_count (batch, ZB_BATCH_SENT) + zb_batch_count (batch, ZB_BATCH_ALREADY);

  if (preview)
    n_well += zb_batch_count (batch, ZB_BATCH_READY);
  return n_well == zb_batch_n (batch) ? ZB_EXIT_OK : ZB_EXIT_FINDINGS;
}

int
zb_report_batch (const ZbCallLine *line, GError **error)
{
  gboolean preview = zb_call_line_has (line, "preview");
  g_autoptr (ZbBatch) batch = zb_batch_new (line->words[0], line->words[1], line->words[2],
                                            zb_call_line_get (line, "profile"), error);
  g_autoptr (ZbWorkspace) workspace = batch ? zb_place_workspace (line, error) : NULL;

  if (!batch)
    return ZB_EXIT_UNREADABLE;
  for (guint i = 0; workspace && i < zb_batch_n (batch); i++)
    if (!zb_batch_check (batch, workspace, i, preview, error))
      return ZB_EXIT_FAILED;
  if (!workspace || (!preview && !sign_and_send (line, workspace, batch, error)))
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "json"))
    print_json (batch);
  else
    print_table (batch);
  if (preview && !zb_call_line_has (line, "json"))
    g_print ("%s\n", _ ("Nothing was kept, signed or sent: this was a preview."));
  return exit_status (batch, preview);
}
