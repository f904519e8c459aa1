/* SPDX-License-Identifier: Apache-2.0 */
#include "server/review/step.h"

#include <glib.h>

typedef struct {
  const char *name;
  guint levels; /* of the chain */
  ZbReviewState state;
  guint passed; /* last level that passed it */
  gboolean superseded;
  guint decider;
  ZbAction action;
  int error; /* -1: taken */
  ZbReviewState after;
  guint after_level;
} Case;

static const Case cases[] = {
    {"district-passes", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 1, ZB_ACTION_PASS, -1, ZB_REVIEW_PASSED,
     1},
    {"city-accepts", 2, ZB_REVIEW_PASSED, 1, FALSE, 2, ZB_ACTION_ACCEPT, -1, ZB_REVIEW_ACCEPTED, 2},
    {"one-level-accepts", 1, ZB_REVIEW_SUBMITTED, 0, FALSE, 1, ZB_ACTION_ACCEPT, -1,
     ZB_REVIEW_ACCEPTED, 1},
    {"district-returns", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 1, ZB_ACTION_RETURN, -1,
     ZB_REVIEW_RETURNED, 0},
    {"city-returns", 2, ZB_REVIEW_PASSED, 1, FALSE, 2, ZB_ACTION_RETURN, -1, ZB_REVIEW_RETURNED, 1},
    {"answers-change-nothing", 2, ZB_REVIEW_PASSED, 1, FALSE, 2, ZB_ACTION_ANSWER, -1,
     ZB_REVIEW_PASSED, 1},
    {"city-reopens", 2, ZB_REVIEW_ACCEPTED, 2, FALSE, 2, ZB_ACTION_REOPEN, -1, ZB_REVIEW_RETURNED,
     2},
    {"district-cannot-accept", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 1, ZB_ACTION_ACCEPT,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
    {"city-cannot-jump-the-district", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 2, ZB_ACTION_ACCEPT,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
    {"district-cannot-pass-twice", 2, ZB_REVIEW_PASSED, 1, FALSE, 1, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
    {"last-level-cannot-pass", 2, ZB_REVIEW_PASSED, 1, FALSE, 2, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_INVALID, 0, 0},
    {"returned-is-not-under-review", 2, ZB_REVIEW_RETURNED, 0, FALSE, 1, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_WRONG_STATE, 0, 0},
    {"superseded-is-not-under-review", 2, ZB_REVIEW_SUBMITTED, 0, TRUE, 1, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_WRONG_STATE, 0, 0},
    {"withdrawn-is-not-under-review", 2, ZB_REVIEW_WITHDRAWN, 0, FALSE, 1, ZB_ACTION_RETURN,
     ZB_REVIEW_ERROR_WRONG_STATE, 0, 0},
    {"district-cannot-reopen", 2, ZB_REVIEW_ACCEPTED, 2, FALSE, 1, ZB_ACTION_REOPEN,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
    {"submitted-cannot-be-reopened", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 2, ZB_ACTION_REOPEN,
     ZB_REVIEW_ERROR_WRONG_STATE, 0, 0},
    {"no-place-in-the-chain", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 0, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
    {"beyond-the-chain", 2, ZB_REVIEW_SUBMITTED, 0, FALSE, 3, ZB_ACTION_PASS,
     ZB_REVIEW_ERROR_NOT_YOUR_TURN, 0, 0},
};

static void
step (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GPtrArray) levels = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  ZbVersion version = {.state = c->state, .level = c->passed, .head = !c->superseded};
  ZbTenant tenant = {.levels = levels};
  ZbStepResult result = {0};

  g_ptr_array_set_size (levels, (int)c->levels);
  gboolean taken = zb_review_step (&tenant, &version, c->decider, c->action, &result, &error);
  if (c->error >= 0) {
    g_assert_error (error, ZB_REVIEW_ERROR, c->error);
    g_assert_false (taken);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpint (result.state, ==, c->after);
  g_assert_cmpuint (result.level, ==, c->after_level);
}

static void
actions_have_names (void)
{
  ZbAction action;
  g_autoptr (GError) error = NULL;

  for (int i = ZB_ACTION_PASS; i <= ZB_ACTION_REOPEN; i++) {
    g_assert_true (zb_action_parse (zb_action_to_string ((ZbAction)i), &action, NULL));
    g_assert_cmpint (action, ==, i);
  }
  g_assert_false (zb_action_parse ("audit", &action, &error));
  g_assert_error (error, ZB_REVIEW_ERROR, ZB_REVIEW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "'audit'"));
  g_assert_cmpstr (zb_action_label (ZB_ACTION_RETURN, "zh_CN"), ==, "退回");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/server/review/step/", cases[i].name, NULL);
    g_test_add_data_func (path, &cases[i], step);
  }
  g_test_add_func ("/server/review/step/actions-have-names", actions_have_names);
  return g_test_run ();
}
