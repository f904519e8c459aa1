/* SPDX-License-Identifier: Apache-2.0 */
#include "server/review/step.h"

#include "formats/json.h"

#include <string.h>

G_DEFINE_QUARK (zb - review - error - quark, zb_review_error)

#define MAX_FINDINGS_BYTES (64 * 1024 * 1024)

static const struct {
  ZbAction action;
  const char *name, *label_zh, *label_en;
} actions[] = {
    {ZB_ACTION_PASS, "pass", "初审通过", "passed on"},
    {ZB_ACTION_RETURN, "return", "退回", "returned"},
    {ZB_ACTION_ACCEPT, "accept", "验收", "accepted"},
    {ZB_ACTION_ANSWER, "answer", "说明核实", "explanations answered"},
    {ZB_ACTION_REOPEN, "reopen", "重开", "reopened"},
};

gboolean
zb_action_parse (const char *text, ZbAction *ret_action, GError **error)
{
  for (guint i = 0; text && i < G_N_ELEMENTS (actions); i++)
    if (strcmp (text, actions[i].name) == 0) {
      *ret_action = actions[i].action;
      return TRUE;
    }
  g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID,
               "'%s' is no action: pass, return, accept, answer or reopen", text ? text : "");
  return FALSE;
}

const char *
zb_action_to_string (ZbAction action)
{
  return actions[action].name;
}

const char *
zb_action_label (ZbAction action, const char *language)
{
  return g_str_has_prefix (language, "zh") ? actions[action].label_zh : actions[action].label_en;
}

static gboolean
fail (GError **error, ZbReviewError code, const char *text)
{
  g_set_error_literal (error, ZB_REVIEW_ERROR, code, text);
  return FALSE;
}

static gboolean
under_review (const ZbVersion *version)
{
  return version->head &&
         (version->state == ZB_REVIEW_SUBMITTED || version->state == ZB_REVIEW_PASSED);
}

/* Passing or accepting: which of the two depends on whether this is the last level. */
static gboolean
go_on (
    const ZbTenant *tenant, ZbAction action, guint level, ZbStepResult *ret_result, GError **error)
{
  gboolean last = level == tenant->levels->len;

  if (action == ZB_ACTION_PASS && last)
    return fail (error, ZB_REVIEW_ERROR_INVALID,
                 "the last level accepts or returns; there is no level to pass on to");
  if (action == ZB_ACTION_ACCEPT && !last)
    return fail (error, ZB_REVIEW_ERROR_NOT_YOUR_TURN,
                 "only the last level of the review chain accepts");
  *ret_result = (ZbStepResult){last ? ZB_REVIEW_ACCEPTED : ZB_REVIEW_PASSED, level};
  return TRUE;
}

static gboolean
reopen (const ZbTenant *tenant,
        const ZbVersion *version,
        guint level,
        ZbStepResult *ret_result,
        GError **error)
{
  if (!version->head || version->state != ZB_REVIEW_ACCEPTED)
    return fail (error, ZB_REVIEW_ERROR_WRONG_STATE,
                 "only an accepted report that is the latest can be reopened");
  if (level != tenant->levels->len)
    return fail (error, ZB_REVIEW_ERROR_NOT_YOUR_TURN, "only the level that accepts may reopen");
  *ret_result = (ZbStepResult){ZB_REVIEW_RETURNED, version->level};
  return TRUE;
}

gboolean
zb_review_step (const ZbTenant *tenant,
                const ZbVersion *version,
                guint level,
                ZbAction action,
                ZbStepResult *ret_result,
                GError **error)
{
  if (level == 0 || level > tenant->levels->len)
    return fail (error, ZB_REVIEW_ERROR_NOT_YOUR_TURN, "you hold no place in the review chain");
  if (action == ZB_ACTION_REOPEN)
    return reopen (tenant, version, level, ret_result, error);
  if (!under_review (version))
    return fail (error, ZB_REVIEW_ERROR_WRONG_STATE,
                 "the report is not under review, or a later one has been sent");
  if (level != version->level + 1)
    return fail (error, ZB_REVIEW_ERROR_NOT_YOUR_TURN,
                 "another level of the review chain is to decide");
  switch (action) {
  case ZB_ACTION_RETURN:
    *ret_result = (ZbStepResult){ZB_REVIEW_RETURNED, version->level};
    return TRUE;
  case ZB_ACTION_ANSWER:
    *ret_result = (ZbStepResult){version->state, version->level};
    return TRUE;
  default:
    return go_on (tenant, action, level, ret_result, error);
  }
}

/* Notes the answer to each rule instance: "cleared" or "refused". */
static void
note_answers (GHashTable *words, const ZbExplanationAnswer *answer)
{
  g_hash_table_replace (words, answer->rule, (gpointer)(answer->cleared ? "cleared" : "refused"));
}

static GHashTable *
words_of (const GPtrArray *decisions, const ZbExplanationAnswer *answers, guint n_answers)
{
  GHashTable *words = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < decisions->len; i++) {
    const ZbStoredDecision *decision = decisions->pdata[i];
    for (guint j = 0; j < decision->answers->len; j++)
      note_answers (words, decision->answers->pdata[j]);
  }
  for (guint i = 0; i < n_answers; i++)
    note_answers (words, &answers[i]);
  return words;
}

gboolean
zb_review_check_cleared (const char *findings,
                         const GPtrArray *decisions,
                         const ZbExplanationAnswer *answers,
                         guint n_answers,
                         GError **error)
{
  g_autoptr (ZbJson) json =
      zb_json_read ("findings", findings, strlen (findings), MAX_FINDINGS_BYTES, error);
  g_autoptr (GHashTable) words = words_of (decisions, answers, n_answers);

  if (!json)
    return FALSE;
  for (guint i = 0; i < zb_json_length (json); i++) {
    const ZbJson *finding = zb_json_at (json, i);
    const char *instance = zb_json_get_string (finding, "instance");
    gboolean quasi = g_strcmp0 (zb_json_get_string (finding, "severity"), "quasi") == 0;
    gboolean waived = zb_json_get_string (finding, "waiver") != NULL;
    const char *word = instance ? g_hash_table_lookup (words, instance) : NULL;

    if (word && strcmp (word, "refused") == 0) {
      g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_NOT_CLEARED,
                   "the explanation of %s was refused: return the report", instance);
      return FALSE;
    }
    if (quasi && !waived && !word) {
      g_set_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_NOT_CLEARED,
                   "%s must be cleared before the report is accepted",
                   instance ? instance : "a quasi-hard finding");
      return FALSE;
    }
  }
  return TRUE;
}
