/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/report-check.h"

#include "client/outbox-table.h"
#include "client/set-desk.h"
#include "client/suspect-words.h"
#include "tools/place.h"
#include "tools/cosign-words.h"
#include "tools/report-file.h"
#include "tools/words.h"
#include "validators/awaited.h"
#include "validators/finding-json.h"
#include "validators/suspects/suspects-json.h"

/* Deadline traffic goes before bulk. */
#define PRIORITY 2

static void
print_findings (const GPtrArray *findings, gboolean json)
{
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    g_autofree char *text = NULL;

    if (json) {
      g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
      zb_finding_write_json (finding, writer, NULL);
      text = zb_json_writer_finish (writer);
    } else {
      text = zb_finding_to_line (finding, zb_words_language ());
    }
    g_print ("%s\n", text);
  }
}

/* Which cells are probably wrong, where hard rules fail. */
static void
print_suspects (ZbCheck *check, gboolean json)
{
  g_autoptr (ZbSuspects) suspects = zb_suspects_find (check);
  g_autofree char *text = NULL;

  if (json && suspects->blocks->len + suspects->helpless->len + suspects->too_large > 0) {
    g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();

    zb_json_writer_begin_object (writer, NULL);
    zb_suspects_write_json (suspects, writer, "suspects");
    zb_json_writer_end_object (writer);
    text = zb_json_writer_finish (writer);
    g_print ("%s\n", text);
  } else if (!json && (text = zb_suspects_to_text (suspects, zb_words_language ())) != NULL) {
    g_print ("\n%s\n", text);
  }
}

/* The checks that were not made here, and what they wait for. */
static void
print_unmade (const ZbDesk *desk, const ZbVerdict *verdict)
{
  guint at_bureau = zb_verdict_at_bureau (verdict);

  if (verdict->waiting > 0) {
    g_autoptr (GArray) awaited = zb_check_awaited (zb_desk_check (desk));
    g_autofree char *forms = zb_awaited_to_text (awaited, zb_report_period (zb_desk_report (desk)),
                                                 awaited->len, zb_words_language ());
    g_print (_ ("%u checks wait for reports not sent yet: %s\n"), verdict->waiting, forms);
  }
  if (verdict->other_edition > 0)
    g_print (_ ("%u checks are not made: an earlier edition of the form did not ask for what they "
                "compare\n"),
             verdict->other_edition);
  if (verdict->not_owed > 0)
    g_print (_ ("%u checks look at forms that this unit does not owe\n"), verdict->not_owed);
  if (at_bureau > 0)
    g_print (_ ("%u checks run only at the bureau\n"), at_bureau);
}

static void
print_desk (const ZbDesk *desk, gboolean is_one_of_many)
{
  const ZbForm *form = zb_report_form (zb_desk_report (desk));
  ZbVerdict verdict = zb_check_verdict (zb_desk_check (desk));

  if (is_one_of_many)
    g_print ("%s  %s\n  ", form->code, zb_text_get (&form->title, zb_words_language ()));
  g_print (_ ("%u hard, %u quasi-hard, %u soft, %u info; %u to explain; %u passed, %u skipped\n"),
           verdict.hard, verdict.quasi, verdict.soft, verdict.info, verdict.to_explain,
           verdict.passed, verdict.skipped);
  print_unmade (desk, &verdict);
}

/* What keeps the reports from being a whole set. */
static void
print_faults (const ZbSetDesk *set, gboolean json)
{
  const GPtrArray *faults = zb_set_desk_faults (set);

  for (guint i = 0; i < faults->len; i++) {
    const ZbSetFault *fault = faults->pdata[i];

    if (json) {
      g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
      zb_json_writer_begin_object (writer, NULL);
      zb_json_writer_string (writer, "set", zb_package_form (zb_set_desk_head (set))->id);
      zb_json_writer_string (writer, "form", fault->form);
      zb_json_writer_begin_object (writer, "message");
      zb_json_writer_string (writer, "zh", fault->text.zh);
      zb_json_writer_string (writer, "en", fault->text.en);
      zb_json_writer_end_object (writer);
      zb_json_writer_end_object (writer);
      g_autofree char *text = zb_json_writer_finish (writer);
      g_print ("%s\n", text);
    } else {
      g_print ("%s\n", zb_text_get (&fault->text, zb_words_language ()));
    }
  }
}

static void
print_set (const ZbSetDesk *set, gboolean json, gboolean suspects)
{
  guint n = zb_set_desk_n (set);

  for (guint i = 0; i < n; i++)
    print_findings (zb_check_findings (zb_desk_check (zb_set_desk_at (set, i))), json);
  print_faults (set, json);
  for (guint i = 0; suspects && i < n; i++) {
    ZbCheck *check = zb_desk_check (zb_set_desk_at (set, i));

    if (zb_check_verdict (check).hard > 0)
      print_suspects (check, json);
  }
  for (guint i = 0; !json && i < n; i++)
    print_desk (zb_set_desk_at (set, i), n > 1);
}

static int
exit_code (const ZbSetDesk *set)
{
  ZbVerdict verdict = zb_set_desk_verdict (set);

  if (verdict.hard > 0 || zb_set_desk_faults (set)->len > 0)
    return ZB_EXIT_HARD;
  return verdict.to_explain > 0 ? ZB_EXIT_FINDINGS : ZB_EXIT_OK;
}

/* The report on a desk, in the context that the options or, with @account, the workspace give. */
static ZbDesk *
open_desk (const ZbCallLine *line,
           ZbWorkspace *workspace,
           const ZbAccount *account,
           ZbRulebook *rulebook,
           ZbReport *report,
           GError **error)
{
  if (account)
    return zb_place_desk (workspace, account, report, error);
  g_autoptr (ZbContextDocument) context =
      zb_report_file_context (line, report, zb_rulebook_catalogue (rulebook), error);
  return context ? zb_desk_new (rulebook, report, context, error) : NULL;
}

static ZbSetDesk *
open_set (const ZbCallLine *line,
          ZbWorkspace *workspace,
          const ZbAccount *account,
          ZbCatalogue *catalogue,
          const GPtrArray *reports,
          GError **error)
{
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autoptr (GPtrArray) desks = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_desk_free);

  for (guint i = 0; i < reports->len; i++) {
    ZbDesk *desk = open_desk (line, workspace, account, rulebook, reports->pdata[i], error);

    if (!desk)
      return NULL;
    g_ptr_array_add (desks, desk);
  }
  return zb_set_desk_new (catalogue, g_steal_pointer (&desks), error);
}

int
zb_report_check (const ZbCallLine *line, GError **error)
{
  gboolean with_account = zb_call_line_has (line, "account");
  g_autoptr (ZbWorkspace) workspace = with_account ? zb_place_workspace (line, error) : NULL;
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (ZbCatalogue) catalogue =
      with_account && !account ? NULL : zb_place_catalogue (line, error);
  g_autoptr (GPtrArray) reports =
      catalogue ? zb_report_files_read (line->words, line->n_words, catalogue, error) : NULL;
  g_autoptr (ZbSetDesk) set =
      reports ? open_set (line, workspace, account, catalogue, reports, error) : NULL;
  gboolean json =
      zb_call_line_has (line, "json") || g_strcmp0 (zb_call_line_get (line, "format"), "json") == 0;

  if (!set)
    return ZB_EXIT_UNREADABLE;
  print_set (set, json, !json || zb_call_line_has (line, "suspects"));
  return exit_code (set);
}

static gboolean
sign_set (const ZbCallLine *line,
          ZbWorkspace *workspace,
          const ZbAccount *account,
          ZbSetDesk *set,
          GError **error)
{
  g_autoptr (GPtrArray) reports = zb_set_desk_stamp (set);
  g_autofree char *passphrase = zb_place_secret (line, account, error);
  g_autoptr (ZbSigner) signer =
      passphrase ? zb_account_open_signer (account, passphrase, error) : NULL;
  guint wanted = 0, missing = 0;
  ZbSealed sealed = {0};

  if (!signer || !zb_cosign_words_roles (line, &wanted, error) ||
      !zb_cosign_seal (workspace, account, reports, signer, wanted, PRIORITY, &sealed, &missing,
                       error))
    return FALSE;
  const char *output = zb_call_line_get (line, "output");
  gboolean done = !output || zb_place_write (output, sealed.container, error);
  if (done)
    zb_cosign_words_tell (sealed.message_id, missing);
  zb_sealed_clear (&sealed);
  return done;
}

int
zb_report_sign (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  ZbCatalogue *catalogue = account ? zb_workspace_catalogue (workspace) : NULL;
  g_autoptr (GPtrArray) reports =
      account ? zb_report_files_read (line->words, line->n_words, catalogue, error) : NULL;
  gboolean json = zb_call_line_has (line, "json");

  if (!reports)
    return ZB_EXIT_UNREADABLE;
  zb_set_take_along (workspace, reports);
  g_autoptr (ZbSetDesk) set = open_set (line, workspace, account, catalogue, reports, error);
  if (!set)
    return ZB_EXIT_UNREADABLE;
  if (!zb_set_desk_may_send (set)) {
    print_set (set, json, FALSE);
    g_printerr ("%s\n", _ ("Not signed: correct the hard findings and explain the others first."));
    return exit_code (set);
  }
  return sign_set (line, workspace, account, set, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}
