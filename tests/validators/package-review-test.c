/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/package-review.h"

#include "tests/validators/stage.h"
#include "validators/language/diagnostic.h"
#include "validators/error.h"

#include <string.h>

/* What stands in the way of publishing a package. */

/* The places of what is told, "2 error 3 warning"; @ret_ruleset is NULL with the error set. */
static char *
review (const char *rules, ZbRuleset **ret_ruleset, GError **error)
{
  g_autoptr (ZbStage) stage = zb_stage_new (rules, "2024-06");
  g_autoptr (GPtrArray) diagnostics =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  GString *told = g_string_new (NULL);

  *ret_ruleset =
      zb_package_review (zb_stage_package (stage, "X-01"), stage->catalogue, diagnostics, error);
  for (guint i = 0; i < diagnostics->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (diagnostics, i);

    g_string_append_printf (told, "%s%d %s", i == 0 ? "" : " ", diagnostic->line - 1,
                            diagnostic->is_error ? "error" : "warning");
  }
  return g_string_free (told, FALSE);
}

static void
test_hands_over_what_may_be_published (void)
{
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told =
      review ("#1 hard [A.01,1] >= [A.02,1]\n#2 soft [A.01,1] >= [A.02,1] - 5", &ruleset, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ruleset);
  g_assert_cmpuint (zb_ruleset_n_rules (ruleset), ==, 2);
  /* The stage's form has computed cells that these rules leave alone; the second rule adds nothing.
   */
  g_assert_true (g_str_has_suffix (told, "2 warning"));
}

static void
test_refuses_rules_that_contradict (void)
{
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = review ("#1 hard [A.01,1] >= [A.02,1] + 1\n#2 hard [A.02,1] >= [A.01,1]\n"
                                  "#3 hard when [A.01,1] > 0 => 2 > 1 or [A.01,1] > 0",
                                  &ruleset, &error);

  g_assert_null (ruleset);
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC);
  g_assert_nonnull (strstr (error->message,
                            ":3:1: #1 and #2 contradict one another: no filled-in report can "
                            "satisfy them together"));
  g_test_message ("%s: %s", error->message, told);
  g_assert_nonnull (strstr (told, "2 error"));
}

static void
test_refuses_rules_that_do_not_compile (void)
{
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = review ("#1 hard [A.01,1] >= [Q.02,1]", &ruleset, &error);

  g_assert_null (ruleset);
  g_assert_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_SEMANTIC);
  g_assert_nonnull (strstr (error->message, ":2:"));
  g_assert_nonnull (strstr (told, "1 error"));
}

/* One list for whoever mends the file: what the compiler and what the review says, mixed. */
static void
test_tells_in_the_order_of_the_file (void)
{
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *told = review ("#1 hard [A.01,1] >= [A.02,1]\n#2 soft [A.01,1] >= [A.02,1] - 5\n"
                                  "#3 soft N-09:[1,1] > [A.01,1]",
                                  &ruleset, &error);

  g_assert_no_error (error);
  g_assert_nonnull (ruleset);
  g_assert_true (g_str_has_suffix (told, "2 warning 3 warning"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/validators/package-review/" name, test)
  ADD ("hands-over-what-may-be-published", test_hands_over_what_may_be_published);
  ADD ("refuses-rules-that-contradict", test_refuses_rules_that_contradict);
  ADD ("refuses-rules-that-do-not-compile", test_refuses_rules_that_do_not_compile);
  ADD ("tells-in-the-order-of-the-file", test_tells_in_the_order_of_the_file);
#undef ADD
  return g_test_run ();
}
