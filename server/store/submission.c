/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/submission.h"

#include "forms/period.h"
#include "server/store/container-private.h"
#include "server/store/correction-private.h"
#include "server/store/sign-box-private.h"
#include "server/store/standing-private.h"
#include "server/store/unit-private.h"

/* One report of the submission: 0 is what it is about, the others are members of its set. */
typedef struct {
  guint body;
  const char *form;
  const char *edition, *package; /* NULL: as the message says */
  ZbReportKind kind;
  gboolean on_behalf;
  const ZbPackedReport *report;
  guint quasi, soft, explanations;
} Body;

/* Whether the message came before; its first result is then the answer. */
static gboolean
find_repeated (ZbApply *apply, const ZbSubmission *submission, GError **error)
{
  ZbActResult *result = apply->result;
  ZbStatement *row;
  gboolean same;

  if (!zb_database_query (apply->database,
                          "SELECT digest, id, first_leaf, n_leaves FROM message "
                          "WHERE sender = ?1 AND message_id = ?2",
                          &row, error, zb_value_text (submission->sender),
                          zb_value_text (submission->message_id)))
    return FALSE;
  if (row == NULL)
    return TRUE;
  same = g_str_equal (zb_statement_text (row, 0), submission->digest);
  result->repeated = same;
  result->id = zb_statement_int (row, 1);
  result->first_leaf = (guint64)zb_statement_int (row, 2);
  result->n_leaves = (guint)zb_statement_int (row, 3);
  zb_statement_reset (row);
  if (!same)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_MESSAGE_REUSED,
                 "message %s of %s came before with other contents", submission->message_id,
                 submission->sender);
  return same;
}

/* What it has passed. */
static gboolean
keep_hops (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  for (guint i = 0; s->hops != NULL && i < s->hops->len; i++)
    if (!zb_database_run (apply->database, "INSERT INTO message_hop VALUES (?1, ?2, ?3)", error,
                          zb_value_int (apply->message), zb_value_int (i),
                          zb_value_bytes (g_ptr_array_index (s->hops, i))))
      return FALSE;
  return TRUE;
}

/* Where it goes on to; what is refused goes nowhere. */
static gboolean
keep_forward (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  const ZbForwardOrder *order = s->forward;

  return order == NULL || s->refusal != NULL ||
         zb_database_run (apply->database,
                          "INSERT INTO forward (message, next, route, route_version, class, state, "
                          "queued, due, attempts, offset, replaces) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6, 0, 0, 0, ?7)",
                          error, zb_value_int (apply->message), zb_value_text (order->next),
                          zb_value_text (order->route), zb_value_int (order->route_version),
                          zb_value_int (order->urgency), zb_value_int (s->received),
                          zb_value_text (order->replaces));
}

static gboolean
keep_derived (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  const ZbDerivedBody *derived = s->derived;

  return derived == NULL || s->refusal != NULL ||
         zb_database_run (apply->database, "INSERT INTO derived VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                          error, zb_value_int (apply->message), zb_value_text (derived->name),
                          zb_value_int (derived->version), zb_value_text (derived->source),
                          zb_value_text (derived->type), zb_value_bytes (derived->bytes));
}

static gboolean
keep_message (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  gboolean kept = zb_database_run (
      apply->database,
      "INSERT INTO message (sender, message_id, digest, carrier, signer, tenant, form, edition, "
      "package, period, unit, kind, received, refusal, first_leaf, n_leaves) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
      error, zb_value_text (s->sender), zb_value_text (s->message_id), zb_value_text (s->digest),
      zb_value_text (s->carrier), zb_value_text (s->signer), zb_value_text (s->tenant),
      zb_value_text (s->form), zb_value_text (s->edition), zb_value_text (s->package),
      zb_value_text (s->period), s->unit != 0 ? zb_value_int (s->unit) : zb_value_text (NULL),
      zb_value_int (s->kind), zb_value_int (s->received), zb_value_text (s->refusal),
      zb_value_int ((gint64)apply->next_leaf), zb_value_int (apply->act->n_receipts));

  if (!kept)
    return FALSE;
  apply->message = zb_database_last_id (apply->database);
  apply->result->id = apply->message;
  return zb_container_keep (apply, s, error) && keep_hops (apply, s, error) &&
         keep_forward (apply, s, error) && keep_derived (apply, s, error) &&
         zb_sign_box_end (apply, s, error);
}

/* An obligation for a report that nobody asked for. */
static gboolean
make_obligation (
    ZbApply *apply, const ZbSubmission *s, const char *form, gint64 *ret_id, GError **error)
{
  g_autoptr (ZbUnit) unit = NULL;
  g_autoptr (GError) fault = NULL;
  char day[16];
  ZbPeriod period;
  GDate last;
  const char *name, *area, *zone;

  if (!zb_period_parse (s->period, &period, error))
    return FALSE;
  last = zb_period_last_day (period);
  g_date_strftime (day, sizeof day, "%Y-%m-%d", &last);
  unit = zb_unit_load (apply->database, s->unit, day, &fault);
  if (fault != NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  if (unit == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "the register has no unit %" G_GINT64_FORMAT, s->unit);
    return FALSE;
  }
  name = zb_unit_attribute (unit, "name");
  area = zb_unit_attribute (unit, "area");
  zone = zb_unit_attribute (unit, "zone");
  if (!zb_database_run (apply->database,
                        "INSERT INTO obligation (tenant, form, period, unit, code, name, district, "
                        "zone, owed, time, who) "
                        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9, ?10)",
                        error, zb_value_text (s->tenant), zb_value_text (form),
                        zb_value_text (s->period), zb_value_int (s->unit),
                        zb_value_text (unit->code), zb_value_text (name != NULL ? name : ""),
                        zb_value_text (area != NULL ? area : ""),
                        zb_value_text (zone != NULL ? zone : ""), zb_value_int (apply->act->time),
                        zb_value_text (apply->act->who)))
    return FALSE;
  *ret_id = zb_database_last_id (apply->database);
  return TRUE;
}

/* How far the unit has come with the form, in an obligation that is there from now on. */
static gboolean
find_standing (ZbApply *apply,
               const ZbSubmission *s,
               const char *form,
               ZbStanding *ret_standing,
               GError **error)
{
  return zb_standings_read (apply->standings, apply->database,
                            &(ZbStandingKey){s->tenant, form, s->period, s->unit}, ret_standing,
                            error) &&
         (ret_standing->obligation != 0 ||
          make_obligation (apply, s, form, &ret_standing->obligation, error));
}

static gboolean
check_head (const ZbSubmission *s, const ZbStanding *standing, GError **error)
{
  gboolean anew = standing->head == 0 || standing->state == ZB_REVIEW_WITHDRAWN;

  if (s->replaces == NULL ? !anew : g_strcmp0 (s->replaces, standing->message) != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "%s %s of this unit was last reported by message %s, not by %s", s->form,
                 s->period, standing->message != NULL ? standing->message : "none",
                 s->replaces != NULL ? s->replaces : "none");
    return FALSE;
  }
  if (s->head_states != 0 && !(s->head_states & (1u << standing->state))) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "%s %s of this unit is %s and cannot be replaced by this message", s->form,
                 s->period, zb_review_state_to_string (standing->state));
    return FALSE;
  }
  return TRUE;
}

/* What the next report is held against. */
static void
note_standing (ZbApply *apply,
               const ZbSubmission *s,
               const char *form,
               const ZbStanding *before,
               gint64 version,
               ZbReviewState state)
{
  ZbStanding standing = *before;

  standing.head = version;
  standing.number++;
  standing.state = state;
  standing.resubmit_by = 0;
  standing.message = (char *)s->message_id;
  zb_standings_note (apply->standings, &(ZbStandingKey){s->tenant, form, s->period, s->unit},
                     &standing);
}

static gboolean
keep_version (ZbApply *apply,
              const ZbSubmission *s,
              const Body *body,
              const ZbStanding *standing,
              GError **error)
{
  gboolean withdrawal = body->kind == ZB_REPORT_WITHDRAWAL;
  gboolean own = body->body > 0;
  g_autoptr (GBytes) sections = zb_packed_sections_join (body->report->sections);
  ZbReviewState state = withdrawal ? ZB_REVIEW_WITHDRAWN : ZB_REVIEW_SUBMITTED;

  if (!zb_database_run (
          apply->database,
          "INSERT INTO version (obligation, number, message, state, level, late, permit, "
          "on_behalf, replaces, quasi, soft, explanations, context, fields, body, edition, "
          "package, kind, sections) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, "
          "?13, ?14, ?15, ?16, ?17, ?18)",
          error, zb_value_int (standing->obligation), zb_value_int (standing->number + 1),
          zb_value_int (apply->message), zb_value_int (state), zb_value_int (s->late),
          zb_value_int (s->permit), zb_value_int (body->on_behalf),
          standing->head != 0 ? zb_value_int (standing->head) : zb_value_text (NULL),
          zb_value_int (body->quasi), zb_value_int (body->soft), zb_value_int (body->explanations),
          zb_value_text (s->context), zb_value_bytes (body->report->fields),
          zb_value_int (body->body), zb_value_text (body->edition), zb_value_text (body->package),
          own ? zb_value_int (body->kind) : zb_value_text (NULL), zb_value_bytes (sections)))
    return FALSE;
  note_standing (apply, s, body->form, standing, zb_database_last_id (apply->database), state);
  return TRUE;
}

static gboolean
keep_members (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  for (guint i = 0; i < s->n_members; i++) {
    const ZbSubmissionMember *member = &s->members[i];
    const Body body = {.body = i + 1,
                       .form = member->form,
                       .edition = member->edition,
                       .package = member->package,
                       .kind = member->kind,
                       .on_behalf = member->on_behalf,
                       .report = member->report,
                       .quasi = member->quasi,
                       .soft = member->soft,
                       .explanations = member->explanations};
    g_auto (ZbStanding) standing = {0};

    if (!find_standing (apply, s, member->form, &standing, error) ||
        !keep_version (apply, s, &body, &standing, error))
      return FALSE;
  }
  return TRUE;
}

/* A grant is good for one correction. */
static gboolean
use_grant (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  if (s->correction == 0)
    return TRUE;
  if (!zb_database_run (apply->database,
                        "UPDATE correction SET message = ?2 WHERE id = ?1 AND message IS NULL "
                        "AND until >= ?3",
                        error, zb_value_int (s->correction), zb_value_int (apply->message),
                        zb_value_int (s->received)))
    return FALSE;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "the permit to correct %s %s was used or has expired", s->form, s->period);
  return FALSE;
}

static gboolean
keep_valid (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  const Body head = {.form = s->form,
                     .kind = s->kind,
                     .on_behalf = s->on_behalf,
                     .report = s->report,
                     .quasi = s->quasi,
                     .soft = s->soft,
                     .explanations = s->explanations};
  g_auto (ZbStanding) standing = {0};

  return find_standing (apply, s, s->form, &standing, error) && check_head (s, &standing, error) &&
         keep_message (apply, s, error) && keep_version (apply, s, &head, &standing, error) &&
         keep_members (apply, s, error) && use_grant (apply, s, error) &&
         zb_carry_notes (apply, s, error);
}

gboolean
zb_apply_submission (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbSubmission *submission = what;

  if (!find_repeated (apply, submission, error))
    return FALSE;
  if (apply->result->repeated)
    return TRUE;
  if (submission->refusal != NULL || submission->passed_on)
    return keep_message (apply, submission, error);
  if (submission->report == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "message %s is valid, but comes without values", submission->message_id);
    return FALSE;
  }
  return keep_valid (apply, submission, error);
}
