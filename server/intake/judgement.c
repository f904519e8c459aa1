/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/judgement.h"

#include "forms/form-lookup.h"
#include "forms/report-reader.h"
#include "server/intake/report-context.h"
#include "server/register/register.h"
#include "validators/finding-json.h"

#include <string.h>

void
zb_judgement_clear (ZbJudgement *judgement)
{
  g_clear_pointer (&judgement->refusal_text, g_free);
  g_clear_pointer (&judgement->report, zb_report_unref);
  g_clear_pointer (&judgement->obligation, zb_obligation_free);
  g_clear_pointer (&judgement->context, g_free);
  g_clear_pointer (&judgement->findings, g_free);
}

/* Always FALSE, so that a check may end with it. */
static gboolean G_GNUC_PRINTF (3, 4)
    refuse (ZbJudgement *judgement, const char *code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  judgement->refusal = code;
  g_free (judgement->refusal_text);
  judgement->refusal_text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return FALSE;
}

/* The package the envelope names must be one of the edition that serves the period. */
static gboolean
find_package (const ZbIntakeDesk *desk, const ZbEnvelope *envelope, ZbJudgement *judgement)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (desk->rulebook);
  g_autoptr (GError) failure = NULL;

  if (!zb_period_parse (envelope->period, &judgement->period, &failure))
    return refuse (judgement, "unknown-form", "%s", failure->message);
  judgement->package = zb_catalogue_find_digest (catalogue, envelope->package);
  ZbPackage *serving = zb_catalogue_find (catalogue, envelope->form, judgement->period, &failure);
  if (!judgement->package)
    return refuse (judgement, "unknown-form", "the package %s of %s is not known here",
                   envelope->package, envelope->form);
  if (!serving)
    return refuse (judgement, "unknown-form", "%s", failure->message);
  const ZbForm *form = zb_package_form (judgement->package);
  const ZbForm *wanted = zb_package_form (serving);
  if (strcmp (form->id, wanted->id) != 0 || strcmp (form->edition, wanted->edition) != 0)
    return refuse (judgement, "wrong-edition", "%s for %s is asked by edition %s, not by %s",
                   wanted->id, envelope->period, wanted->edition,
                   zb_package_name (judgement->package));
  if (!zb_catalogue_offers (catalogue, judgement->package, judgement->period))
    return refuse (judgement, "wrong-edition", "%s is not offered for %s: it is asked by %s",
                   zb_package_name (judgement->package), envelope->period,
                   zb_package_name (serving));
  if (!zb_form_collects (form, judgement->period))
    return refuse (judgement, "unknown-form", "%s does not collect %s", form->id, envelope->period);
  return TRUE;
}

static gboolean
read_report (const ZbIntakeDesk *desk, const ZbVerified *verified, ZbJudgement *judgement)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  GBytes *body = zb_container_body (verified->container, 0);
  g_autoptr (GError) failure = NULL;
  gsize length = 0;

  if (envelope->test)
    return refuse (judgement, "bad-report", "the message is marked as a test; reports are not");
  if (envelope->payloads->len != 1)
    return refuse (judgement, "bad-report", "the message holds %u bodies; one report is expected",
                   envelope->payloads->len);
  const void *bytes = g_bytes_get_data (body, &length);
  judgement->report = zb_report_read ("report.xml", bytes, length,
                                      zb_rulebook_catalogue (desk->rulebook), &failure);
  if (!judgement->report)
    return refuse (judgement, "bad-report", "%s", failure->message);
  if (strcmp (zb_report_package (judgement->report), envelope->package) != 0 ||
      strcmp (zb_report_unit (judgement->report), envelope->sender) != 0 ||
      !zb_period_equal (zb_report_period (judgement->report), judgement->period))
    return refuse (judgement, "bad-report",
                   "the report's unit, form or period is not the envelope's");
  return TRUE;
}

/* The obligation of the unit, or NULL without an error if it was not asked. */
static gboolean
read_obligation (const ZbIntakeDesk *desk,
                 const ZbVerified *verified,
                 ZbJudgement *judgement,
                 GError **error)
{
  const ZbForm *form = zb_package_form (judgement->package);
  char period[ZB_PERIOD_TEXT_SIZE];
  g_autoptr (GError) failure = NULL;

  zb_period_format (judgement->period, period);
  judgement->obligation = zb_store_read_obligation (desk->store, form->system, form->id, period,
                                                    verified->unit->id, &failure);
  if (failure && !g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  return zb_report_window_read (desk->store, form, judgement->period, judgement->obligation,
                                &judgement->window, error);
}

static gboolean
check_time (ZbJudgement *judgement, gint64 received)
{
  g_autofree char *opens = zb_time_format (judgement->window.hours.opens);
  g_autofree char *closes = zb_time_format (judgement->window.hours.closes);

  switch (zb_report_window_at (&judgement->window, received)) {
  case ZB_WINDOW_NOT_OPEN:
    return refuse (judgement, "not-open", "the period opens at %s", opens);
  case ZB_WINDOW_CLOSED:
    return refuse (judgement, "closed",
                   "the period closed at %s; ask the bureau for a special permit", closes);
  case ZB_WINDOW_PERMIT:
    judgement->permit = TRUE;
    judgement->late = TRUE;
    break;
  case ZB_WINDOW_LATE:
    judgement->late = TRUE;
    break;
  case ZB_WINDOW_OPEN:
    break;
  }
  return TRUE;
}

/* A report over an earlier one must name it; nothing overwrites unseen. */
static gboolean
check_chain (ZbJudgement *judgement)
{
  const ZbObligation *obligation = judgement->obligation;
  const char *replaces = zb_report_replaces (judgement->report);
  ZbReportKind kind = zb_report_kind (judgement->report);
  gboolean has_head = obligation && obligation->head && obligation->state != ZB_REVIEW_WITHDRAWN;

  if (!has_head && (replaces || kind == ZB_REPORT_WITHDRAWAL))
    return refuse (judgement, "stale-replaces", "there is no report that %s could replace",
                   replaces ? replaces : "this");
  if (!has_head)
    return TRUE;
  if (!replaces)
    return refuse (judgement, "replaces-needed",
                   "a report was sent before (%s): send a correction that names it",
                   obligation->message);
  if (strcmp (replaces, obligation->message) != 0)
    return refuse (judgement, "stale-replaces", "the latest report is %s, not %s",
                   obligation->message, replaces);
  if (obligation->state == ZB_REVIEW_LOCKED)
    return refuse (judgement, "locked", "the period's figures are locked");
  /* A permit is for sending: what the closed period holds stays. */
  if (kind == ZB_REPORT_WITHDRAWAL && judgement->permit)
    return refuse (judgement, "withdrawal-too-late",
                   "the period is closed; the report can no longer be withdrawn");
  if (kind == ZB_REPORT_WITHDRAWAL && obligation->state != ZB_REVIEW_SUBMITTED)
    return refuse (judgement, "withdrawal-too-late",
                   "the report is under review (%s) and can no longer be withdrawn",
                   zb_review_state_to_string (obligation->state));
  return TRUE;
}

static char *
findings_to_json (const GPtrArray *findings)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();

  zb_json_writer_begin_array (writer, NULL);
  for (guint i = 0; i < findings->len; i++)
    zb_finding_write_json (findings->pdata[i], writer, NULL);
  zb_json_writer_end_array (writer);
  return zb_json_writer_finish (writer);
}

static gboolean
run_rules (const ZbIntakeDesk *desk,
           const ZbVerified *verified,
           ZbJudgement *judgement,
           GError **error)
{
  ZbRuleset *ruleset = zb_rulebook_get (desk->rulebook, judgement->package, error);
  g_autoptr (ZbUnit) unit = NULL;
  ZbReportContext context;

  if (!ruleset)
    return FALSE;
  unit = zb_register_read (desk->store, verified->unit->code, judgement->period, NULL);
  if (!zb_report_context_read (desk, ruleset, unit ? unit : verified->unit, judgement->period,
                               FALSE, &context, error))
    return FALSE;
  g_autoptr (ZbCheck) check = zb_check_new (
      ruleset, judgement->report, zb_memory_context_get (context.memory), ZB_CHECK_VERIFY, TRUE);
  zb_check_run (check);
  judgement->verdict = zb_check_verdict (check);
  g_free (judgement->findings);
  judgement->findings = findings_to_json (zb_check_findings (check));
  judgement->context = zb_context_document_digest (context.document);
  g_clear_pointer (&check, zb_check_free);
  zb_report_context_clear (&context);
  return TRUE;
}

static void
weigh_findings (ZbJudgement *judgement)
{
  if (judgement->verdict.hard > 0)
    refuse (judgement, "hard-findings", "%u hard findings must be corrected",
            judgement->verdict.hard);
  else if (!zb_verdict_may_send (&judgement->verdict))
    refuse (judgement, "unexplained-findings", "%u findings need an explanation",
            judgement->verdict.to_explain);
}

gboolean
zb_judgement_make (const ZbIntakeDesk *desk,
                   const ZbVerified *verified,
                   gint64 received,
                   ZbJudgement *ret_judgement,
                   GError **error)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  ZbJudgement judgement = {.findings = g_strdup ("[]")};
  gboolean done = TRUE;

  if (find_package (desk, envelope, &judgement)) {
    done = read_obligation (desk, verified, &judgement, error);
    if (done && check_time (&judgement, received) && read_report (desk, verified, &judgement) &&
        check_chain (&judgement) && zb_report_kind (judgement.report) != ZB_REPORT_WITHDRAWAL) {
      done = run_rules (desk, verified, &judgement, error);
      if (done)
        weigh_findings (&judgement);
    }
  }
  if (!done) {
    zb_judgement_clear (&judgement);
    return FALSE;
  }
  *ret_judgement = judgement;
  return TRUE;
}

const char *
zb_judgement_outcome (const ZbJudgement *judgement)
{
  const ZbVerdict *verdict = &judgement->verdict;

  if (judgement->refusal)
    return "refused";
  return verdict->quasi + verdict->soft > 0 ? "valid-with-findings" : "valid";
}
