/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/judgement.h"

#include "forms/form-lookup.h"
#include "forms/form-set.h"
#include "server/intake/bodies.h"
#include "server/intake/body-check.h"
#include "server/store/correction.h"

#include <string.h>

void
zb_judgement_clear (ZbJudgement *judgement)
{
  g_clear_pointer (&judgement->refusal_text, g_free);
  g_clear_pointer (&judgement->reports, g_ptr_array_unref);
  g_clear_pointer (&judgement->bodies, g_array_unref);
  zb_standing_clear (&judgement->standing);
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

/* What the envelope says of the head must be what the head says. */
static gboolean
check_head (const ZbEnvelope *envelope, ZbJudgement *judgement)
{
  const ZbReport *head = judgement->reports->pdata[0];

  if (strcmp (zb_report_package (head), envelope->package) == 0 &&
      strcmp (zb_report_unit (head), envelope->sender) == 0 &&
      zb_period_equal (zb_report_period (head), judgement->period))
    return TRUE;
  return refuse (judgement, "bad-report",
                 "the report's unit, form or period is not the envelope's");
}

/* Each report is of a revision of the edition that serves the period. */
static gboolean
check_editions (const ZbIntakeDesk *desk, ZbJudgement *judgement)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (desk->rulebook);

  judgement->bodies = g_array_new (FALSE, TRUE, sizeof (ZbJudgedBody));
  for (guint i = 0; i < judgement->reports->len; i++) {
    const ZbReport *report = judgement->reports->pdata[i];
    const ZbForm *form = zb_report_form (report);
    ZbJudgedBody body = {.package =
                             zb_catalogue_find_digest (catalogue, zb_report_package (report))};
    g_autoptr (GError) failure = NULL;
    ZbPackage *serving = zb_catalogue_find (catalogue, form->id, judgement->period, &failure);

    if (!serving)
      return refuse (judgement, "wrong-edition", "%s", failure->message);
    if (!body.package || strcmp (zb_package_form (serving)->edition, form->edition) != 0 ||
        !zb_catalogue_offers (catalogue, body.package, judgement->period))
      return refuse (judgement, "wrong-edition", "%s for this period is asked by %s, not by %s.%u",
                     form->id, zb_package_name (serving), form->edition, form->revision);
    g_array_append_val (judgement->bodies, body);
  }
  return TRUE;
}

/* How many reports the message may hold: those of the form's set. */
static gboolean
check_number (const ZbIntakeDesk *desk, const ZbEnvelope *envelope, ZbJudgement *judgement)
{
  const ZbForm *form = zb_package_form (judgement->package);
  guint most = 1 + form->filing.n_members;

  if (zb_form_set_has_member (zb_rulebook_catalogue (desk->rulebook), form->id,
                              judgement->period)) {
    ZbPackage *head =
        zb_form_set_head (zb_rulebook_catalogue (desk->rulebook), form->id, judgement->period);

    return refuse (judgement, "part-of-set", "%s is sent in one message with %s, not by itself",
                   form->id, zb_package_form (head)->id);
  }
  if (envelope->payloads->len <= most)
    return TRUE;
  if (most == 1)
    return refuse (judgement, "bad-report", "the message holds %u bodies; one report is expected",
                   envelope->payloads->len);
  return refuse (judgement, "wrong-set", "the message holds %u bodies; the set %s has %u forms",
                 envelope->payloads->len, form->id, most);
}

static gboolean
read_reports (const ZbIntakeDesk *desk, const ZbVerified *verified, ZbJudgement *judgement)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  g_autoptr (GError) failure = NULL;

  if (envelope->test)
    return refuse (judgement, "bad-report", "the message is marked as a test; reports are not");
  if (!check_number (desk, envelope, judgement))
    return FALSE;
  judgement->reports =
      zb_bodies_read (verified->container, zb_rulebook_catalogue (desk->rulebook), &failure);
  if (!judgement->reports)
    return refuse (judgement, "bad-report", "%s", failure->message);
  return check_head (envelope, judgement) && check_editions (desk, judgement);
}

/* Whether the bureau has accepted a version and has not let go of it since. */
static gboolean
is_accepted (const ZbStanding *standing)
{
  return standing->accepted && standing->state != ZB_REVIEW_RETURNED;
}

/* A granted correction may come until its own time, whatever the period's hours are. */
static gboolean
read_grant (const ZbIntakeDesk *desk,
            const char *period,
            gint64 unit,
            gint64 received,
            ZbJudgement *judgement,
            GError **error)
{
  const ZbForm *form = zb_package_form (judgement->package);
  GError *failure = NULL;

  if (!is_accepted (&judgement->standing))
    return TRUE;
  g_autoptr (ZbCorrectionRequest) grant = zb_store_find_correction_grant (
      desk->store, form->system, form->id, period, unit, received, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (grant) {
    judgement->correction = grant->id;
    judgement->window.permit_until = MAX (judgement->window.permit_until, grant->until);
  }
  return TRUE;
}

/* What the report is held against. */
static gboolean
read_standing (const ZbIntakeDesk *desk,
               const ZbVerified *verified,
               gint64 received,
               ZbJudgement *judgement,
               GError **error)
{
  const ZbForm *form = zb_package_form (judgement->package);
  gint64 unit = verified->sender->unit->id;
  char period[ZB_PERIOD_TEXT_SIZE];

  zb_period_format (judgement->period, period);
  return zb_store_read_standing (desk->store,
                                 &(ZbStandingKey){form->system, form->id, period, unit},
                                 &judgement->standing, error) &&
         zb_report_window_read (desk->store, form, judgement->period, &judgement->standing,
                                &judgement->window, error) &&
         read_grant (desk, period, unit, received, judgement, error);
}

static gboolean
refuse_early (ZbJudgement *judgement)
{
  g_autofree char *opens = zb_time_format (judgement->window.hours.opens);

  return refuse (judgement, "not-open", "the period opens at %s", opens);
}

static gboolean
refuse_closed (ZbJudgement *judgement)
{
  g_autofree char *closes = zb_time_format (judgement->window.hours.closes);

  return refuse (judgement, "closed",
                 "the period closed at %s; ask the bureau for a special permit", closes);
}

static gboolean
check_time (ZbJudgement *judgement, gint64 received)
{
  switch (zb_report_window_at (&judgement->window, received)) {
  case ZB_WINDOW_NOT_OPEN:
    return refuse_early (judgement);
  case ZB_WINDOW_CLOSED:
    return refuse_closed (judgement);
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
/* What the form says of corrections once a report is accepted. */
static gboolean
check_policy (ZbJudgement *judgement, ZbReportKind kind)
{
  const ZbForm *form = zb_package_form (judgement->package);

  if (!is_accepted (&judgement->standing) || kind == ZB_REPORT_WITHDRAWAL)
    return TRUE;
  if (form->filing.correction == ZB_CORRECTION_NOTE)
    return refuse (judgement, "note-needed",
                   "the report was accepted: %s is corrected in the next report, whose cumulative "
                   "figures hold the difference; note now what was wrong, and the next report "
                   "carries it",
                   form->id);
  if (form->filing.correction == ZB_CORRECTION_PERMIT && !judgement->correction)
    return refuse (judgement, "permit-needed",
                   "the report was accepted: ask the bureau for a permit to correct it");
  return TRUE;
}

static gboolean
check_chain (ZbJudgement *judgement)
{
  const ZbStanding *standing = &judgement->standing;
  const ZbReport *report = judgement->reports->pdata[0];
  const char *replaces = zb_report_replaces (report);
  ZbReportKind kind = zb_report_kind (report);
  gboolean has_head = standing->head && standing->state != ZB_REVIEW_WITHDRAWN;

  if (!has_head && (replaces || kind == ZB_REPORT_WITHDRAWAL))
    return refuse (judgement, "stale-replaces", "there is no report that %s could replace",
                   replaces ? replaces : "this");
  if (!has_head)
    return TRUE;
  if (!replaces)
    return refuse (judgement, "replaces-needed",
                   "a report was sent before (%s): send a correction that names it",
                   standing->message);
  if (strcmp (replaces, standing->message) != 0)
    return refuse (judgement, "stale-replaces", "the latest report is %s, not %s",
                   standing->message, replaces);
  if (standing->state == ZB_REVIEW_LOCKED)
    return refuse (judgement, "locked", "the period's figures are locked");
  if (!check_policy (judgement, kind))
    return FALSE;
  /* A permit is for sending: what the closed period holds stays. */
  if (kind == ZB_REPORT_WITHDRAWAL && judgement->permit)
    return refuse (judgement, "withdrawal-too-late",
                   "the period is closed; the report can no longer be withdrawn");
  if (kind == ZB_REPORT_WITHDRAWAL && standing->state != ZB_REVIEW_SUBMITTED)
    return refuse (judgement, "withdrawal-too-late",
                   "the report is under review (%s) and can no longer be withdrawn",
                   zb_review_state_to_string (standing->state));
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

/* Whether it is a whole set, then what the rules say; all of it is told, the set's faults first. */
static gboolean
judge_reports (const ZbIntakeDesk *desk,
               const ZbVerified *verified,
               ZbJudgement *judgement,
               GError **error)
{
  gboolean withdraws = zb_report_kind (judgement->reports->pdata[0]) == ZB_REPORT_WITHDRAWAL;
  g_autofree char *text = NULL;
  gboolean missing;

  if (!zb_bodies_check_set (desk, verified, judgement, &text, &missing, error) ||
      (!withdraws && !zb_bodies_run_rules (desk, verified, judgement, error)))
    return FALSE;
  if (*text)
    refuse (judgement, missing ? "incomplete-set" : "wrong-set", "%s", text);
  else if (!withdraws)
    weigh_findings (judgement);
  return TRUE;
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
    done = read_standing (desk, verified, received, &judgement, error);
    if (done && check_time (&judgement, received) && read_reports (desk, verified, &judgement) &&
        check_chain (&judgement))
      done = judge_reports (desk, verified, &judgement, error);
  }
  if (!done) {
    zb_judgement_clear (&judgement);
    return FALSE;
  }
  *ret_judgement = judgement;
  return TRUE;
}

void
zb_judgement_pass_on (const ZbIntakeDesk *desk,
                      const ZbVerified *verified,
                      ZbJudgement *ret_judgement)
{
  const ZbEnvelope *envelope = zb_container_envelope (verified->container);
  ZbCatalogue *catalogue = zb_rulebook_catalogue (desk->rulebook);

  *ret_judgement = (ZbJudgement){
      .passed_on = TRUE,
      .package = zb_catalogue_find_digest (catalogue, envelope->package),
      .findings = g_strdup ("[]"),
  };
}

const char *
zb_judgement_outcome (const ZbJudgement *judgement)
{
  const ZbVerdict *verdict = &judgement->verdict;

  if (judgement->passed_on)
    return "passed-on";

  if (judgement->refusal)
    return "refused";
  return verdict->quasi + verdict->soft > 0 ? "valid-with-findings" : "valid";
}
