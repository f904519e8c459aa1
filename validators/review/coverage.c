/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/coverage.h"

#include <string.h>

static void
add_line (ZbCoverage *coverage, const char *sample, const char *verb, const char *line)
{
  g_ptr_array_add (coverage->wrong, g_strdup_printf ("%s %s %s", sample, verb, line));
}

/* Tells the lines of @some that @others lacks. */
static void
tell_missing (ZbCoverage *coverage,
              const char *sample,
              const char *verb,
              const char *some,
              const char *others)
{
  g_auto (GStrv) lines = g_strsplit (some, "\n", -1);
  g_auto (GStrv) known = g_strsplit (others, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !g_strv_contains ((const char *const *)known, lines[i]))
      add_line (coverage, sample, verb, lines[i]);
  }
}

static void
compare_findings (ZbCoverage *coverage, const ZbSample *sample, const ZbCheck *check)
{
  g_autofree char *found = zb_check_tell (check);
  ZbVerdict verdict = zb_check_verdict (check);
  guint n = coverage->wrong->len;

  tell_missing (coverage, sample->name, "does not give", sample->expected, found);
  tell_missing (coverage, sample->name, "gives", found, sample->expected);
  if (strcmp (found, sample->expected) != 0 && coverage->wrong->len == n)
    add_line (coverage, sample->name, "names its findings", "out of order or twice");
  if (g_str_has_prefix (sample->name, "good-") && !zb_verdict_may_send (&verdict))
    add_line (coverage, sample->name, "is good, but", "cannot be sent");
}

static void
count_rules (ZbCoverage *coverage, const ZbCheck *check)
{
  for (guint i = 0; i < coverage->rules->len; i++) {
    ZbRuleCoverage *rule = &g_array_index (coverage->rules, ZbRuleCoverage, i);

    rule->n_failing += zb_check_rule_has (check, i, ZB_OUTCOME_FAIL);
    rule->n_holding += zb_check_rule_has (check, i, ZB_OUTCOME_PASS);
  }
}

static gboolean
try_sample (ZbCoverage *coverage,
            ZbRulebook *rulebook,
            const char *path,
            const char *parameters,
            GError **error)
{
  g_autoptr (ZbSample) sample =
      zb_sample_read (path, zb_rulebook_catalogue (rulebook), parameters, error);
  g_autoptr (ZbCheck) check = sample == NULL ? NULL : zb_sample_check (sample, rulebook, error);

  if (check == NULL)
    return FALSE;
  if (g_str_has_prefix (sample->name, "good-"))
    coverage->n_good++;
  else
    coverage->n_bad++;
  compare_findings (coverage, sample, check);
  count_rules (coverage, check);
  return TRUE;
}

ZbCoverage *
zb_coverage_new (ZbRulebook *rulebook,
                 const ZbPackage *package,
                 const char *folder,
                 const char *parameters,
                 GError **error)
{
  g_autoptr (ZbCoverage) coverage = g_new0 (ZbCoverage, 1);
  g_autoptr (GPtrArray) paths = zb_sample_list (folder);
  ZbRuleset *ruleset = zb_rulebook_get (rulebook, package, error);

  if (ruleset == NULL)
    return NULL;
  coverage->ruleset = zb_ruleset_ref (ruleset);
  coverage->rules = g_array_new (FALSE, TRUE, sizeof (ZbRuleCoverage));
  coverage->wrong = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < zb_ruleset_n_rules (ruleset); i++) {
    ZbRuleCoverage rule = {.rule = zb_ruleset_rule (ruleset, i).name};

    g_array_append_val (coverage->rules, rule);
  }
  for (guint i = 0; i < paths->len; i++) {
    if (!try_sample (coverage, rulebook, g_ptr_array_index (paths, i), parameters, error))
      return NULL;
  }
  return g_steal_pointer (&coverage);
}

void
zb_coverage_free (ZbCoverage *coverage)
{
  if (coverage == NULL)
    return;
  g_clear_pointer (&coverage->ruleset, zb_ruleset_unref);
  g_clear_pointer (&coverage->rules, g_array_unref);
  g_clear_pointer (&coverage->wrong, g_ptr_array_unref);
  g_free (coverage);
}

guint
zb_coverage_n_untried (const ZbCoverage *coverage)
{
  guint n = 0;

  for (guint i = 0; i < coverage->rules->len; i++) {
    const ZbRuleCoverage *rule = &g_array_index (coverage->rules, ZbRuleCoverage, i);

    n += rule->n_failing == 0 || rule->n_holding == 0;
  }
  return n;
}
