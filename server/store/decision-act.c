/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/decision.h"
#include "server/store/obligation-private.h"
#include "server/store/standing-private.h"
#include "server/store/total-private.h"

/* A version as it stands. */
typedef struct {
  gint64 version, obligation, unit, message, accepted;
  char *tenant, *form, *period;
} Subject;

static void
subject_clear (Subject *subject)
{
  g_free (subject->tenant);
  g_free (subject->form);
  g_free (subject->period);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static void
subject_free (gpointer data)
{
  subject_clear (data);
  g_free (data);
}

static gboolean
check_subject (const ZbStatement *row, const ZbDecision *decision, GError **error)
{
  ZbReviewState state = (ZbReviewState)zb_statement_int (row, 7);
  guint level = (guint)zb_statement_int (row, 8);

  if (zb_statement_int (row, 5) != decision->version) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "a newer version of %s %s came in the meantime", zb_statement_text (row, 1),
                 zb_statement_text (row, 2));
    return FALSE;
  }
  if (!g_str_equal (zb_statement_text (row, 6), decision->digest)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
                 "the decision was made for other contents than those of report %" G_GINT64_FORMAT,
                 decision->version);
    return FALSE;
  }
  if (state == decision->from && level == decision->from_level)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "report %" G_GINT64_FORMAT " is now %s at level %u, no longer %s at level %u",
               decision->version, zb_review_state_to_string (state), level,
               zb_review_state_to_string (decision->from), decision->from_level);
  return FALSE;
}

static gboolean
find_subject (ZbApply *apply, const ZbDecision *decision, Subject *subject, GError **error)
{
  ZbStatement *row;
  gboolean stands;
  gint64 body;

  if (!zb_database_query (
          apply->database,
          "SELECT o.tenant, o.form, o.period, o.id, v.message, " ZB_HEAD
          ", m.digest, v.state, v.level, "
          "o.accepted, v.body, o.unit FROM version v JOIN obligation o ON o.id = v.obligation "
          "JOIN message m ON m.id = v.message WHERE v.id = ?1",
          &row, error, zb_value_int (decision->version)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "there is no report %" G_GINT64_FORMAT, decision->version);
    return FALSE;
  }
  *subject = (Subject){
      .version = decision->version,
      .tenant = zb_statement_dup_text (row, 0),
      .form = zb_statement_dup_text (row, 1),
      .period = zb_statement_dup_text (row, 2),
      .obligation = zb_statement_int (row, 3),
      .message = zb_statement_int (row, 4),
      .accepted = zb_statement_int (row, 9),
      .unit = zb_statement_int (row, 11),
  };
  body = zb_statement_int (row, 10);
  stands = check_subject (row, decision, error);
  zb_statement_reset (row);
  if (stands && body != 0)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "report %" G_GINT64_FORMAT " is part of a set, which is decided on as one",
                 decision->version);
  return stands && body == 0;
}

static gboolean
keep_remarks (ZbApply *apply, const ZbDecision *decision, gint64 id, GError **error)
{
  for (guint i = 0; i < decision->n_remarks; i++)
    if (!zb_database_run (apply->database, "INSERT INTO decision_remark VALUES (?1, ?2, ?3, ?4)",
                          error, zb_value_int (id), zb_value_int (i),
                          zb_value_text (decision->remarks[i].cell),
                          zb_value_text (decision->remarks[i].text)))
      return FALSE;
  for (guint i = 0; i < decision->n_answers; i++)
    if (!zb_database_run (
            apply->database, "INSERT INTO decision_answer VALUES (?1, ?2, ?3, ?4, ?5)", error,
            zb_value_int (id), zb_value_int (i), zb_value_text (decision->answers[i].rule),
            zb_value_int (decision->answers[i].cleared),
            zb_value_text (decision->answers[i].text != NULL ? decision->answers[i].text : "")))
      return FALSE;
  return TRUE;
}

static gboolean
move_version (ZbApply *apply, const ZbDecision *decision, const Subject *subject, GError **error)
{
  gint64 by = decision->resubmit_by;

  zb_standings_note (
      apply->standings,
      &(ZbStandingKey){subject->tenant, subject->form, subject->period, subject->unit}, NULL);
  return zb_database_run (apply->database,
                          "UPDATE version SET state = ?2, level = ?3, resubmit_by = ?4 "
                          "WHERE id = ?1",
                          error, zb_value_int (subject->version), zb_value_int (decision->to),
                          zb_value_int (decision->to_level),
                          by != 0 ? zb_value_int (by) : zb_value_text (NULL));
}

static gboolean
keep_decision (ZbApply *apply, const ZbDecision *decision, const Subject *subject, GError **error)
{
  gint64 by = decision->resubmit_by;
  gboolean logged = apply->act->n_receipts > 0;

  if (!zb_database_run (
          apply->database,
          "INSERT INTO decision (version, time, who, level, action, reason, state, resubmit_by, "
          "leaf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          error, zb_value_int (decision->version), zb_value_int (apply->act->time),
          zb_value_text (apply->act->who), zb_value_int (decision->level),
          zb_value_text (decision->action), zb_value_text (decision->reason),
          zb_value_int (decision->to), by != 0 ? zb_value_int (by) : zb_value_text (NULL),
          logged ? zb_value_int ((gint64)apply->next_leaf) : zb_value_text (NULL)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return keep_remarks (apply, decision, apply->result->id, error) &&
         move_version (apply, decision, subject, error);
}

static gboolean
check_totals (const ZbDecision *decision,
              const ZbTotalsChange *totals,
              const Subject *subject,
              GError **error)
{
  gboolean accepts = decision->to == ZB_REVIEW_ACCEPTED && decision->from != ZB_REVIEW_ACCEPTED;

  if (accepts != (totals != NULL && totals->enters == subject->version) ||
      (totals != NULL && !accepts && totals->enters != 0)) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "report %" G_GINT64_FORMAT " enters the totals when it is accepted, and only then",
                 subject->version);
    return FALSE;
  }
  if (totals == NULL || totals->leaves == subject->accepted)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_STALE,
               "another version of %s %s was accepted in the meantime", subject->form,
               subject->period);
  return FALSE;
}

static gboolean
change_totals (ZbApply *apply, const ZbTotalsChange *totals, const Subject *subject, GError **error)
{
  if (totals == NULL)
    return TRUE;
  return zb_totals_apply (apply, subject->tenant, subject->form, subject->period, totals, error) &&
         zb_database_run (apply->database, "UPDATE obligation SET accepted = ?2 WHERE id = ?1",
                          error, zb_value_int (subject->obligation),
                          totals->enters != 0 ? zb_value_int (totals->enters)
                                              : zb_value_text (NULL));
}

/* The other versions of the subject's message. (transfer full) Subject, by body. */
static GPtrArray *
list_members (ZbApply *apply, const Subject *head, GError **error)
{
  g_autoptr (GPtrArray) members = g_ptr_array_new_with_free_func (subject_free);
  ZbStatement *row;
  gboolean more;

  if (!zb_database_query (apply->database,
                          "SELECT o.tenant, o.form, o.period, o.id, v.id, o.accepted, o.unit "
                          "FROM version v JOIN obligation o ON o.id = v.obligation "
                          "WHERE v.message = ?1 AND v.body > 0 ORDER BY v.body",
                          &row, error, zb_value_int (head->message)))
    return NULL;
  for (more = row != NULL; more;) {
    Subject *member = g_new0 (Subject, 1);

    member->tenant = zb_statement_dup_text (row, 0);
    member->form = zb_statement_dup_text (row, 1);
    member->period = zb_statement_dup_text (row, 2);
    member->obligation = zb_statement_int (row, 3);
    member->version = zb_statement_int (row, 4);
    member->accepted = zb_statement_int (row, 5);
    member->unit = zb_statement_int (row, 6);
    g_ptr_array_add (members, member);
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_steal_pointer (&members);
}

/* What is decided on the head holds for all of its set. */
static gboolean
move_members (ZbApply *apply, const ZbDecision *decision, const Subject *head, GError **error)
{
  g_autoptr (GPtrArray) members = list_members (apply, head, error);

  for (guint i = 0; members != NULL && i < members->len; i++) {
    const Subject *member = members->pdata[i];
    const ZbTotalsChange *totals = i < decision->n_members ? decision->member_totals[i] : NULL;

    if (!check_totals (decision, totals, member, error) ||
        !move_version (apply, decision, member, error) ||
        !change_totals (apply, totals, member, error))
      return FALSE;
  }
  return members != NULL;
}

gboolean
zb_apply_decision (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbDecision *decision = what;
  g_auto (Subject) subject = {0};

  if (!find_subject (apply, decision, &subject, error) ||
      !check_totals (decision, decision->totals, &subject, error))
    return FALSE;
  apply->message = subject.message;
  return keep_decision (apply, decision, &subject, error) &&
         change_totals (apply, decision->totals, &subject, error) &&
         move_members (apply, decision, &subject, error);
}
