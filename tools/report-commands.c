/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft.h"
#include "client/due.h"
#include "client/outbox-table.h"
#include "client/post.h"
#include "client/sent.h"
#include "formats/json-writer.h"
#include "forms/form-lookup.h"
#include "forms/form-set.h"
#include "forms/prefill.h"
#include "forms/report-csv.h"
#include "forms/report-writer.h"
#include "tools/batch-command.h"
#include "tools/carry-command.h"
#include "tools/import-command.h"
#include "tools/place.h"
#include "tools/print-command.h"
#include "tools/report-check.h"
#include "tools/report-file.h"
#include "tools/series-command.h"
#include "tools/shared-fill.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"
#include "validators/explanation.h"

#include <string.h>

static gboolean
write_report (const ZbCallLine *line, const ZbReport *report, GError **error)
{
  g_autoptr (GBytes) bytes = zb_report_write (report);

  return zb_place_write (zb_call_line_get (line, "output"), bytes, error);
}

/* The computed cells are part of what is signed. */
static gboolean
compute (ZbCatalogue *catalogue, ZbReport *report, const ZbContextDocument *context, GError **error)
{
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  g_autoptr (ZbDesk) desk = zb_desk_new (rulebook, report, context, error);

  return desk != NULL;
}

typedef struct {
  ZbMemoryContext *memory;
} Earlier;

static const ZbReport *
earlier_report (const char *form, ZbPeriod period, gpointer data)
{
  ZbContext context = zb_memory_context_get (((Earlier *)data)->memory);
  ZbAvailability why;

  return context.interface->report (context.self, form, period, &why);
}

static gboolean
prefill (ZbCatalogue *catalogue, ZbReport *report, const ZbContextDocument *context, GError **error)
{
  g_autoptr (ZbMemoryContext) memory = zb_context_document_open (context, catalogue, error);
  Earlier earlier = {memory};

  if (!memory)
    return FALSE;
  zb_report_prefill (report, earlier_report, &earlier, ZB_PREFILL_ROWS | ZB_PREFILL_FIELDS);
  return TRUE;
}

/* The unit of --account; NULL where none is named, or it is a person's. Caller frees. */
static char *
dup_account_unit (const ZbCallLine *line)
{
  gboolean named = zb_call_line_has (line, "account");
  g_autoptr (ZbWorkspace) workspace = named ? zb_place_workspace (line, NULL) : NULL;
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, NULL) : NULL;

  return account ? g_strdup (account->unit) : NULL;
}

/* An empty report of @form and PERIOD for --unit, or the account's. */
static ZbReport *
make_report_of (const ZbCallLine *line, ZbCatalogue *catalogue, const char *form, GError **error)
{
  g_autofree char *own = dup_account_unit (line);
  const char *unit = zb_call_line_has (line, "unit") ? zb_call_line_get (line, "unit") : own;
  ZbPeriod period;

  if (!unit) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "%s",
                 _ ("say for which unit: --unit=CODE"));
    return NULL;
  }
  if (!zb_period_parse (line->words[1], &period, error))
    return NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, form, period, error);
  if (!package)
    return NULL;
  if (!zb_form_collects (zb_package_form (package), period)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("%s is not collected for %s"), form, line->words[1]);
    return NULL;
  }
  ZbReport *report =
      zb_report_new (zb_package_form (package), zb_package_digest (package), unit, period);
  if (zb_call_line_has (line, "nil"))
    zb_report_set_kind (report, ZB_REPORT_NIL);
  if (zb_call_line_has (line, "replaces")) {
    zb_report_set_kind (report, ZB_REPORT_CORRECTION);
    zb_report_set_replaces (report, zb_call_line_get (line, "replaces"));
  }
  if (zb_call_line_has (line, "withdraws")) {
    zb_report_set_kind (report, ZB_REPORT_WITHDRAWAL);
    zb_report_set_replaces (report, zb_call_line_get (line, "withdraws"));
  }
  return report;
}

static ZbReport *
make_report (const ZbCallLine *line, ZbCatalogue *catalogue, GError **error)
{
  return make_report_of (line, catalogue, line->words[0], error);
}

/* With all that can be known of it before it is filled. */
static ZbReport *
begin_report (const ZbCallLine *line, ZbCatalogue *catalogue, const char *form, GError **error)
{
  g_autoptr (ZbReport) report = make_report_of (line, catalogue, form, error);
  g_autoptr (ZbContextDocument) context =
      report ? zb_report_file_context (line, report, catalogue, error) : NULL;

  if (!context || !prefill (catalogue, report, context, error) ||
      !zb_shared_fill (line, catalogue, report, context, error) ||
      !compute (catalogue, report, context, error))
    return NULL;
  return g_steal_pointer (&report);
}

/* One file for each form of the set, in the folder --set. */
static int
begin_set (const ZbCallLine *line, ZbCatalogue *catalogue, GError **error)
{
  const char *folder = zb_call_line_get (line, "set");
  ZbPeriod period;
  ZbPackage *head = NULL;

  if (!zb_period_parse (line->words[1], &period, error))
    return ZB_EXIT_UNREADABLE;
  ZbPackage *named = zb_catalogue_find (catalogue, line->words[0], period, error);
  if (named)
    head = zb_form_set_head (catalogue, zb_package_form (named)->id, period);
  if (named && !head)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, _ ("%s is in no set"),
                 line->words[0]);
  if (!head)
    return ZB_EXIT_UNREADABLE;
  g_mkdir_with_parents (folder, 0777);
  g_autoptr (GPtrArray) packages = zb_form_set_packages (catalogue, head, period);
  for (guint i = 0; i < packages->len; i++) {
    const char *form = zb_package_form (packages->pdata[i])->id;
    g_autofree char *path = g_strdup_printf ("%s/%s.xml", folder, form);
    g_autoptr (ZbReport) report = begin_report (line, catalogue, form, error);
    g_autoptr (GBytes) bytes = report ? zb_report_write (report) : NULL;

    if (!bytes)
      return ZB_EXIT_UNREADABLE;
    if (!zb_place_write (path, bytes, error))
      return ZB_EXIT_FAILED;
    g_print ("%s\n", path);
  }
  return ZB_EXIT_OK;
}

static int
report_new (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbReport) report = NULL;

  if (catalogue && zb_call_line_has (line, "set"))
    return begin_set (line, catalogue, error);
  report = catalogue ? begin_report (line, catalogue, line->words[0], error) : NULL;
  if (!report)
    return ZB_EXIT_UNREADABLE;
  return write_report (line, report, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static int
report_from_csv (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbReport) report = catalogue ? make_report (line, catalogue, error) : NULL;
  g_autoptr (GBytes) csv = report ? zb_place_read (line->words[2], error) : NULL;
  g_autoptr (ZbContextDocument) context =
      csv ? zb_report_file_context (line, report, catalogue, error) : NULL;
  gsize length = 0;

  if (!context)
    return ZB_EXIT_UNREADABLE;
  const char *text = g_bytes_get_data (csv, &length);
  if (!zb_report_read_csv (report, line->words[2], text ? text : "", length, error))
    return ZB_EXIT_UNREADABLE;
  if (zb_call_line_has (line, "history") && !prefill (catalogue, report, context, error))
    return ZB_EXIT_UNREADABLE;
  if (!compute (catalogue, report, context, error))
    return ZB_EXIT_UNREADABLE;
  return write_report (line, report, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static int
report_to_csv (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbReport) report =
      catalogue ? zb_report_file_read (line->words[0], catalogue, error) : NULL;

  if (!report)
    return ZB_EXIT_UNREADABLE;
  g_autoptr (GBytes) csv = zb_report_to_csv (report);
  return zb_place_write (zb_call_line_get (line, "output"), csv, error) ? ZB_EXIT_OK
                                                                        : ZB_EXIT_FAILED;
}

/* The report of FILE on the desk, in the context that the options (or the account) give. */
static ZbDesk *
open_desk (const ZbCallLine *line, ZbCatalogue *catalogue, GError **error)
{
  g_autoptr (ZbReport) report = zb_report_file_read (line->words[0], catalogue, error);

  if (!report)
    return NULL;
  if (zb_call_line_has (line, "account")) {
    g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
    g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
    return account ? zb_place_desk (workspace, account, report, error) : NULL;
  }
  g_autoptr (ZbContextDocument) context = zb_report_file_context (line, report, catalogue, error);
  g_autoptr (ZbRulebook) rulebook = zb_rulebook_new (catalogue);
  return context ? zb_desk_new (rulebook, report, context, error) : NULL;
}

static const ZbFinding *
find_finding (const GPtrArray *findings, const char *rule)
{
  for (guint i = 0; i < findings->len; i++) {
    const ZbFinding *finding = findings->pdata[i];
    if (strcmp (finding->instance, rule) == 0)
      return finding;
  }
  return NULL;
}

static int
report_explain (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);
  g_autoptr (ZbDesk) desk = catalogue ? open_desk (line, catalogue, error) : NULL;
  const char *author = zb_call_line_get (line, "author");

  if (!desk)
    return ZB_EXIT_UNREADABLE;
  const ZbFinding *finding =
      find_finding (zb_check_findings (zb_desk_check (desk)), line->words[1]);
  if (!finding) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("the report has no finding %s"), line->words[1]);
    return ZB_EXIT_UNREADABLE;
  }
  if (!zb_explanation_check_text (line->words[3], error))
    return ZB_EXIT_FAILED;
  ZbExplanation *explanation =
      zb_explanation_new (finding, line->words[2], line->words[3],
                          author ? author : g_get_real_name (), zb_clock_now (&zb_clock_system));
  zb_report_explain (zb_desk_report (desk), explanation);
  zb_explanation_free (explanation);
  g_autoptr (GBytes) bytes = zb_report_write (zb_desk_report (desk));
  const char *output = zb_call_line_get (line, "output");
  return zb_place_write (output ? output : line->words[0], bytes, error) ? ZB_EXIT_OK
                                                                         : ZB_EXIT_FAILED;
}

/* The latest messages, for a glance. */
#define SENT_SHOWN 10

/* Bytes shown last, so that a report of no progress writes nothing. */
static void
show_progress (const char *id, guint64 sent, guint64 total, gpointer data)
{
  guint64 *shown = data;

  if (sent == *shown)
    return;
  *shown = sent;
  g_printerr ("\r%s  %" G_GUINT64_FORMAT " / %" G_GUINT64_FORMAT "%s", id, sent, total,
              sent == total ? "\n" : "");
}

static void
print_sent (const GPtrArray *list, gboolean json)
{
  const char *heads[] = {_ ("Form"),    _ ("Period"), _ ("Message"), _ ("State"),
                         _ ("Outcome"), _ ("Review"), _ ("Remark"),  NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; i < list->len; i++) {
    const ZbSent *sent = list->pdata[i];
    if (json) {
      g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
      zb_json_writer_begin_object (writer, NULL);
      zb_json_writer_string (writer, "form", sent->form);
      zb_json_writer_string (writer, "period", sent->period);
      zb_json_writer_string (writer, "message", sent->id);
      zb_json_writer_string (writer, "kind", sent->kind);
      zb_json_writer_string (writer, "state", sent->state);
      zb_json_writer_string (writer, "outcome", sent->outcome);
      zb_json_writer_string (writer, "review", sent->review);
      zb_json_writer_string (writer, "reason", sent->reason);
      zb_json_writer_boolean (writer, "committed", sent->committed != 0);
      g_autofree char *until =
          sent->committed_until ? zb_time_format (sent->committed_until) : NULL;
      zb_json_writer_string (writer, "committed_until", until);
      zb_json_writer_end_object (writer);
      g_autofree char *text = zb_json_writer_finish (writer);
      g_print ("%s\n", text);
    } else {
      const char *row[] = {sent->form,
                           sent->period,
                           sent->id,
                           sent->committed ? _ ("in the outbox, committed to")
                                           : zb_state_words (sent->state),
                           zb_state_words (sent->outcome),
                           zb_state_words (sent->review),
                           sent->reason};
      zb_table_add_row (table, row);
    }
  }
  if (!json)
    zb_table_print (table);
}

/* What was committed to and not yet sent, by its receipt R0. */
static int
report_commit (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  guint n = 0;

  if (!zb_linked_open (line, &linked, error) ||
      !zb_post_commit (linked.workspace, linked.account, linked.session, &n, error))
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "json"))
    g_print ("{\"committed\":%u}\n", n);
  else if (n == 0)
    g_print (_ ("Nothing in the outbox waits for a commitment.\n"));
  else
    g_print (ngettext ("%u message is committed to; send it in time.\n",
                       "%u messages are committed to; send them in time.\n", n),
             n);
  return ZB_EXIT_OK;
}

/* Whatever waits waits for one server. */
static gboolean
waits_for_stranger (const GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((const ZbSent *)list->pdata[i])->code, ZB_OUTBOX_RETRY_UNTRUSTED) == 0)
      return TRUE;
  return FALSE;
}

static int
report_send (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  guint64 shown = 0;
  gint64 wake = 0;

  if (!zb_linked_open (line, &linked, error) ||
      !zb_outbox_hurry (linked.workspace, linked.account, error) ||
      !zb_post_deliver (linked.workspace, linked.account, linked.session,
                        zb_call_line_has (line, "json") ? NULL : show_progress, &shown, NULL, &wake,
                        error))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) list = zb_sent_list (linked.workspace, linked.account, NULL, NULL, error);
  if (!list)
    return ZB_EXIT_FAILED;
  g_ptr_array_set_size (list, (int)MIN (list->len, SENT_SHOWN));
  print_sent (list, zb_call_line_has (line, "json"));
  if (waits_for_stranger (list))
    g_printerr ("%s\n", zb_words_strange_server ());
  return wake == 0 ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static gboolean
is_settled (const ZbDue *due)
{
  return due->state == ZB_DUE_ACCEPTED || due->state == ZB_DUE_CLOSED;
}

/* What is to be done, or with @all everything; days are told where they still count. */
static void
print_due (const GPtrArray *list, gboolean all)
{
  const char *heads[] = {_ ("Form"),
                         _ ("Period"),
                         _ ("State"),
                         _ ("Deadline"),
                         _ (">Days left"),
                         all ? _ ("Levels decide by") : _ ("Title"),
                         all ? _ ("Title") : NULL,
                         NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  guint settled = 0;

  for (guint i = 0; i < list->len; i++) {
    const ZbDue *due = list->pdata[i];
    g_autofree char *deadline = zb_state_time (due->deadline);
    g_autofree char *days = is_settled (due) ? NULL : g_strdup_printf ("%d", due->days_left);

    settled += is_settled (due);
    const char *title = zb_text_get (&due->title, zb_words_language ());
    const char *levels = zb_text_get (&due->levels, zb_words_language ());
    if (all || !is_settled (due))
      zb_table_add (table, due->form, due->period,
                    zb_state_words (zb_due_state_to_string (due->state)), deadline, days,
                    all ? (levels ? levels : "") : title, all ? title : NULL, NULL);
  }
  zb_table_print (table);
  if (settled > 0 && !all)
    g_print (ngettext ("%u accepted or closed; --all lists it\n",
                       "%u accepted or closed; --all lists them\n", settled),
             settled);
}

static int
report_status (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  const char *form = line->n_words > 0 ? line->words[0] : NULL;
  const char *period = line->n_words > 1 ? line->words[1] : NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  if (!zb_call_line_has (line, "offline") &&
      !zb_post_sync (linked.workspace, linked.account, linked.session, NULL, error))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) sent = zb_sent_list (linked.workspace, linked.account, form, period, error);
  g_autoptr (GPtrArray) due = sent ? zb_due_list (linked.workspace, linked.account, error) : NULL;
  if (!due)
    return ZB_EXIT_FAILED;
  gboolean json = zb_call_line_has (line, "json");
  gboolean all = zb_call_line_has (line, "all");
  if (!form && !json) {
    print_due (due, all);
    g_print ("\n%s\n", _ ("Sent last"));
  }
  if (!form && !json && !all)
    g_ptr_array_set_size (sent, (int)MIN (sent->len, SENT_SHOWN));
  print_sent (sent, json);
  return ZB_EXIT_OK;
}

#define UNIT_OPTION                                                                                \
  {                                                                                                \
    "unit", "CODE", N_ ("the unit's 统一社会信用代码")                                             \
  }
#define OUTPUT_OPTION                                                                              \
  {                                                                                                \
    "output", "FILE", N_ ("write to this file (-o FILE)")                                          \
  }
#define CONTEXT_OPTIONS                                                                            \
  {"history", "DIR", N_ ("earlier reports: every report or container in this folder and below")},  \
      {"register", "FILE", N_ ("the unit's attributes: a register in CSV, or lines NAME=VALUE")},  \
  {                                                                                                \
    "parameters", "FILE", N_ ("dated parameters (parameters.xml)")                                 \
  }
#define PASSPHRASE_OPTION                                                                          \
  {                                                                                                \
    "passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")         \
  }
#define NO_MORE                                                                                    \
  {                                                                                                \
    NULL, NULL, NULL                                                                               \
  }

static const ZbOption new_options[] = {
    UNIT_OPTION,
    OUTPUT_OPTION,
    CONTEXT_OPTIONS,
    {"nil", NULL, N_ ("a nil return (零申报)")},
    {"replaces", "MESSAGE", N_ ("a correction of this message")},
    {"withdraws", "MESSAGE", N_ ("the withdrawal of this message")},
    {"set", "DIR", N_ ("all forms of its set, each as a file in this folder")},
    NO_MORE};
static const ZbOption check_options[] = {
    CONTEXT_OPTIONS,
    {"format", "text|json", N_ ("how findings are printed")},
    {"suspects", NULL, N_ ("with JSON, also a last line: which cells are probably wrong")},
    ZB_OPTION_JSON,
    NO_MORE};
static const ZbOption explain_options[] = {
    OUTPUT_OPTION, CONTEXT_OPTIONS, {"author", "NAME", N_ ("who explains")}, NO_MORE};
static const ZbOption output_options[] = {OUTPUT_OPTION, NO_MORE};
static const ZbOption sign_options[] = {
    {"role", "ROLES", N_ ("in which roles: preparer,reviewer,legal-signer (all that you hold)")},
    OUTPUT_OPTION,
    PASSPHRASE_OPTION,
    NO_MORE};
static const ZbOption status_options[] = {
    {"offline", NULL, N_ ("what is known here, without asking the server")},
    {"all", NULL, N_ ("also what is accepted or closed, and everything sent")},
    ZB_OPTION_JSON,
    NO_MORE};

const ZbCommand zb_report_commands[] = {
    {"report", "new", "FORM PERIOD", N_ ("begin a report, pre-filled from earlier ones"), 2, 2,
     new_options, report_new},
    {"report", "from-csv", "FORM PERIOD CELLS.csv", N_ ("make a report of cells in CSV"), 3, 3,
     new_options, report_from_csv},
    {"report", "import", "FILE FORM PERIOD",
     N_ ("put a spreadsheet's figures into a draft: 0 all, 1 some cannot go in"), 3, 3,
     zb_report_import_options, zb_report_import},
    {"report", "batch", "FOLDER|FILE FORM PERIOD",
     N_ ("import, check, sign and send the reports of many enterprises: 0 all sent, 1 some not"), 3,
     3, zb_report_batch_options, zb_report_batch},
    {"report", "profiles", "FORM", N_ ("the import profiles kept for a form"), 1, 1,
     zb_report_profiles_options, zb_report_profiles},
    {"report", "to-csv", "FILE", N_ ("write a report's cells as CSV"), 1, 1, output_options,
     report_to_csv},
    {"report", "check", "FILE…",
     N_ ("check a report or a set: 0 clean, 1 to explain, 2 hard, 3 unreadable"), 1, 32,
     check_options, zb_report_check},
    {"report", "carry", "FILE", N_ ("carry a report to the edition that serves its period now"), 1,
     1, zb_report_carry_options, zb_report_carry},
    {"report", "explain", "FILE RULE REASON TEXT",
     N_ ("explain a finding; the explanation is signed with the report"), 4, 4, explain_options,
     report_explain},
    {"report", "sign", "FILE…", N_ ("sign a report or a set and put it into the outbox"), 1, 32,
     sign_options, zb_report_sign},
    {"report", "send", "", N_ ("send what is in the outbox and file the receipts"), 0, 0,
     zb_json_only, report_send},
    {"report", "commit", "",
     N_ ("before the deadline: have it receipted that what is in the outbox is signed"), 0, 0,
     zb_json_only, report_commit},
    {"report", "status", "[FORM [PERIOD]]", N_ ("what is due, sent, returned, accepted"), 0, 2,
     status_options, report_status},
    {"report", "print", "MESSAGE|FORM/PERIOD…",
     N_ ("what was signed as PDF, from the signed bytes; else the draft, marked as one"), 1, 256,
     zb_report_print_options, zb_report_print},
    {"report", "series", "FORM ITEM|CONCEPT",
     N_ ("one item through the years, across editions of the form"), 2, 2, zb_report_series_options,
     zb_report_series},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
