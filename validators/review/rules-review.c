/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/review/rules-review.h"

#include "validators/condition-range.h"
#include "validators/language/diagnostic.h"
#include "validators/review/linear-part.h"

#include <string.h>

#define MOST_CONTRADICTIONS 10

/* One instance of a rule, as far as it is linear. */
typedef struct {
  const ZbInstance *instance;
  GArray *guard, *body;   /* ZbLinearPart */
  gboolean is_linear;     /* all of the body */
  gboolean is_forbidding; /* "when … => false" */
  ZbSeverity least, most;
  ZbConditionRange guard_range, body_range;
} Entry;

typedef struct {
  const ZbRuleset *ruleset;
  const char *source;
  GPtrArray *diagnostics;
  ZbLinearForms *forms;
  ZbLinearSystem *system;
  GArray *entries;   /* Entry, in the order of the instances */
  gboolean *dropped; /* by rule: told of already, no longer assumed */
  GArray *tags;      /* guint: entries of the last conflict */
  gboolean undecided;
  guint n_errors;
} Review;

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_array_unref (entry->guard);
  g_array_unref (entry->body);
}

static const Entry *
entry_at (const Review *review, guint index)
{
  return &g_array_index (review->entries, Entry, index);
}

static const ZbRule *
rule_of (const Review *review, const Entry *entry)
{
  return zb_ruleset_rule_of (review->ruleset, entry->instance);
}

/* Whether two conditions are the same. */
static gboolean
is_equal (const ZbExpression *a, const ZbExpression *b)
{
  guint n = zb_expression_n_children (a);

  if (a->kind != b->kind || a->index != b->index || a->digits != b->digits ||
      a->variable != b->variable || a->relation != b->relation || a->flag != b->flag ||
      a->shift != b->shift || a->function != b->function || n != zb_expression_n_children (b) ||
      a->items != NULL || b->items != NULL || a->cells != NULL || b->cells != NULL)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (!is_equal (zb_expression_child (a, i), zb_expression_child (b, i)))
      return FALSE;
  }
  return TRUE;
}

static Entry
make_entry (Review *review, const ZbInstance *instance)
{
  const ZbRule *rule = zb_ruleset_rule_of (review->ruleset, instance);
  Entry entry = {.instance = instance,
                 .guard = g_array_new (FALSE, TRUE, sizeof (ZbLinearPart)),
                 .body = g_array_new (FALSE, TRUE, sizeof (ZbLinearPart)),
                 .least = MIN (rule->severity, rule->otherwise),
                 .most = MAX (rule->severity, rule->otherwise),
                 .guard_range = ZB_RANGE_OPEN,
                 .body_range = ZB_RANGE_OPEN};

  if (instance->target != NULL) {
    entry.is_linear = zb_linear_forms_add_calc (review->forms, instance, entry.body);
    return entry;
  }
  if (instance->guard != NULL) {
    zb_linear_forms_add (review->forms, instance->guard, entry.guard);
    entry.guard_range = zb_condition_range (review->ruleset, instance->guard);
  }
  entry.is_linear = zb_linear_forms_add (review->forms, instance->body, entry.body);
  entry.is_forbidding = instance->body->kind == ZB_EXPRESSION_LITERAL;
  if (!entry.is_forbidding)
    entry.body_range = zb_condition_range (review->ruleset, instance->body);
  return entry;
}

/* "#4/1", "#5/B.*.1": an instance for people. */
static char *
instance_words (const Review *review, const Entry *entry)
{
  const char *name = strchr (rule_of (review, entry)->name, '#');
  const ZbInstance *instance = entry->instance;

  if (*instance->key == '\0' && *instance->suffix == '\0')
    return g_strdup (name);
  return g_strdup_printf ("%s/%s%s%s", name, instance->key, instance->domain < 0 ? "" : "*",
                          instance->suffix);
}

static int
compare_tags (gconstpointer a, gconstpointer b)
{
  guint left = *(const guint *)a, right = *(const guint *)b;

  return left < right ? -1 : left > right;
}

/* "#1, #3 and #4" or "#1、#3、#4": the entries of the last conflict, one a rule, without those of
 * rule @left_out; *@ret_n counts them. */
static char *
conflict_words (Review *review, guint left_out, gboolean chinese, guint *ret_n)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  guint last_rule = G_MAXUINT;
  GString *text = g_string_new (NULL);

  g_array_sort (review->tags, compare_tags);
  for (guint i = 0; i < review->tags->len; i++) {
    const Entry *entry = entry_at (review, g_array_index (review->tags, guint, i));

    if (entry->instance->rule == last_rule || entry->instance->rule == left_out)
      continue;
    last_rule = entry->instance->rule;
    g_ptr_array_add (words, instance_words (review, entry));
  }
  for (guint i = 0; i < words->len; i++) {
    const char *separator = i == 0 ? "" : chinese ? "、" : i + 1 == words->len ? " and " : ", ";

    g_string_append_printf (text, "%s%s", separator, (char *)g_ptr_array_index (words, i));
  }
  *ret_n = words->len;
  return g_string_free (text, FALSE);
}

/* Takes the texts. */
static void
tell (Review *review, guint rule_index, gboolean is_error, char *english, char *chinese)
{
  const ZbRule *rule = &g_array_index (review->ruleset->rules, ZbRule, rule_index);
  ZbDiagnostic *diagnostic = g_new0 (ZbDiagnostic, 1);
  gsize first_line = strcspn (rule->text, "\r\n");

  diagnostic->is_error = is_error;
  diagnostic->source = g_strdup (review->source);
  diagnostic->line = rule->line;
  diagnostic->column = rule->column;
  diagnostic->message = english;
  diagnostic->message_zh = chinese;
  diagnostic->excerpt = g_strdup_printf ("%.*s\n^", (int)first_line, rule->text);
  g_ptr_array_add (review->diagnostics, diagnostic);
  review->n_errors += is_error ? 1 : 0;
}

static void
bound_parts (Review *review, const GArray *parts, guint tag)
{
  for (guint i = 0; i < parts->len; i++) {
    const ZbLinearPart *part = &g_array_index (parts, ZbLinearPart, i);

    for (guint side = 0; side < 2 && part->form != G_MAXUINT; side++) {
      if (part->has[side])
        zb_linear_system_bound (review->system, part->form, side, part->limits[side],
                                part->strict[side], tag);
    }
  }
}

static ZbFeasibility
solve (Review *review)
{
  ZbFeasibility answer = zb_linear_system_solve (review->system, review->tags);

  review->undecided |= answer == ZB_UNDECIDED;
  return answer;
}

static gboolean
is_assumed (const Review *review, const Entry *entry, ZbSeverity least)
{
  return entry->instance->guard == NULL && entry->least >= least &&
         !review->dropped[entry->instance->rule];
}

/* All rules of hard level that have no condition. */
static void
assume_hard (Review *review)
{
  zb_linear_system_clear_bounds (review->system);
  for (guint i = 0; i < review->entries->len; i++) {
    if (is_assumed (review, entry_at (review, i), ZB_SEVERITY_HARD))
      bound_parts (review, entry_at (review, i)->body, i);
  }
}

static guint
last_rule_of_conflict (Review *review)
{
  guint last = 0;

  for (guint i = 0; i < review->tags->len; i++)
    last = MAX (last, entry_at (review, g_array_index (review->tags, guint, i))->instance->rule);
  return last;
}

static void
tell_contradiction (Review *review)
{
  guint last = last_rule_of_conflict (review), n;
  g_autofree char *english = conflict_words (review, G_MAXUINT, FALSE, &n);
  g_autofree char *chinese = conflict_words (review, G_MAXUINT, TRUE, &n);

  if (n == 1)
    tell (review, last, TRUE,
          g_strdup_printf ("no filled-in report can satisfy %s: it contradicts itself", english),
          g_strdup_printf ("%s自相矛盾：填齐的报表都不可能满足", chinese));
  else
    tell (review, last, TRUE,
          g_strdup_printf (
              "%s contradict one another: no filled-in report can satisfy them together", english),
          g_strdup_printf ("%s互相矛盾：填齐的报表不可能同时满足", chinese));
  review->dropped[last] = TRUE;
}

static void
find_contradictions (Review *review)
{
  for (guint i = 0; i < MOST_CONTRADICTIONS; i++) {
    assume_hard (review);
    if (solve (review) != ZB_INFEASIBLE)
      return;
    tell_contradiction (review);
  }
}

/* Hard rules under one condition, together with those that always hold. */
static void
find_conditional_contradictions (Review *review)
{
  for (guint i = 0; i < review->entries->len; i++) {
    const Entry *first = entry_at (review, i);
    const ZbExpression *guard = first->instance->guard;

    if (guard == NULL || first->least < ZB_SEVERITY_HARD || first->body->len == 0 ||
        review->dropped[first->instance->rule])
      continue;
    assume_hard (review);
    bound_parts (review, first->guard, i);
    if (solve (review) != ZB_FEASIBLE)
      continue;
    for (guint j = 0; j < review->entries->len; j++) {
      const Entry *other = entry_at (review, j);

      if (other->instance->guard != NULL && other->least >= ZB_SEVERITY_HARD &&
          other->instance->domain == first->instance->domain &&
          !review->dropped[other->instance->rule] && is_equal (other->instance->guard, guard))
        bound_parts (review, other->body, j);
    }
    if (solve (review) == ZB_INFEASIBLE)
      tell_contradiction (review);
  }
}

typedef gboolean (*EntryTest) (Review *review, guint index);

static gboolean
never_applies (Review *review, guint index)
{
  const Entry *entry = entry_at (review, index);

  if (entry->instance->guard == NULL)
    return FALSE;
  g_array_set_size (review->tags, 0);
  if (entry->guard_range == ZB_RANGE_NEVER)
    return TRUE;
  for (guint i = 0; i < entry->guard->len; i++) {
    const ZbLinearPart *part = &g_array_index (entry->guard, ZbLinearPart, i);

    if (part->form == G_MAXUINT && !part->holds)
      return TRUE;
  }
  assume_hard (review);
  bound_parts (review, entry->guard, index);
  return entry->guard->len > 0 && solve (review) == ZB_INFEASIBLE;
}

static gboolean
holds_always (Review *review, guint index)
{
  const Entry *entry = entry_at (review, index);
  gboolean always = entry->is_linear && entry->body->len > 0 && entry->instance->target == NULL;

  for (guint i = 0; i < entry->body->len; i++) {
    const ZbLinearPart *part = &g_array_index (entry->body, ZbLinearPart, i);

    always = always && part->form == G_MAXUINT && part->holds;
  }
  return always || entry->body_range == ZB_RANGE_ALWAYS;
}

static gboolean
holds_never (Review *review, guint index)
{
  const Entry *entry = entry_at (review, index);

  for (guint i = 0; i < entry->body->len; i++) {
    const ZbLinearPart *part = &g_array_index (entry->body, ZbLinearPart, i);

    if (part->form == G_MAXUINT && !part->holds)
      return TRUE;
  }
  return entry->body_range == ZB_RANGE_NEVER;
}

/* Whether every instance of the rule passes @test; the last conflict is that of its last one. */
static gboolean
all_instances (Review *review, guint rule, EntryTest test)
{
  guint n = 0;

  for (guint i = 0; i < review->entries->len; i++) {
    if (entry_at (review, i)->instance->rule != rule)
      continue;
    if (!test (review, i))
      return FALSE;
    n++;
  }
  return n > 0;
}

static void
tell_never_applies (Review *review, guint rule)
{
  guint n;
  g_autofree char *english = conflict_words (review, rule, FALSE, &n);
  g_autofree char *chinese = conflict_words (review, rule, TRUE, &n);

  if (n == 0)
    tell (review, rule, FALSE, g_strdup ("this rule can never apply: its condition is never met"),
          g_strdup ("本规则永远不会用到：它的条件不可能成立"));
  else
    tell (review, rule, FALSE,
          g_strdup_printf ("this rule can never apply where %s %s: its condition excludes %s",
                           english, n == 1 ? "holds" : "hold", n == 1 ? "it" : "them"),
          g_strdup_printf ("满足%s时本规则永远不会用到：它的条件与之不相容", chinese));
}

static void
find_idle_rules (Review *review)
{
  for (guint rule = 0; rule < review->ruleset->rules->len; rule++) {
    if (review->dropped[rule])
      continue;
    if (all_instances (review, rule, holds_always)) {
      tell (review, rule, TRUE, g_strdup ("this rule always holds: it checks nothing"),
            g_strdup ("本规则恒成立，不起审核作用"));
      review->dropped[rule] = TRUE;
    } else if (all_instances (review, rule, holds_never)) {
      tell (review, rule, TRUE, g_strdup ("this rule can never hold, whatever is reported"),
            g_strdup ("本规则不可能成立，无论怎样填报都通不过"));
      review->dropped[rule] = TRUE;
    } else if (all_instances (review, rule, never_applies)) {
      tell_never_applies (review, rule);
      review->dropped[rule] = TRUE;
    }
  }
}

/* Whether a blank cell counts in @weaker at most as in @stronger. */
static gboolean
is_as_strict (const ZbPolicies *stronger, const ZbPolicies *weaker)
{
  static const guint ranks[] = {
      [ZB_POLICY_SKIP] = 0, [ZB_POLICY_ZERO] = 1, [ZB_POLICY_FAIL] = 2, [ZB_POLICY_LOOK] = 0};

  return ranks[stronger->alone] >= ranks[weaker->alone] &&
         ranks[stronger->in_sum] >= ranks[weaker->in_sum];
}

static void
assume_others (Review *review, guint index)
{
  const Entry *entry = entry_at (review, index);
  const ZbRule *rule = rule_of (review, entry);

  zb_linear_system_clear_bounds (review->system);
  bound_parts (review, entry->guard, index);
  for (guint i = 0; i < review->entries->len; i++) {
    const Entry *other = entry_at (review, i);
    gboolean same_condition =
        other->instance->guard == NULL ||
        (entry->instance->guard != NULL && other->instance->domain == entry->instance->domain &&
         is_equal (other->instance->guard, entry->instance->guard));

    if (other->instance->rule != entry->instance->rule && same_condition &&
        !review->dropped[other->instance->rule] && other->least >= entry->most &&
        (rule->bureau_only || !rule_of (review, other)->bureau_only) &&
        is_as_strict (&other->instance->policies, &entry->instance->policies))
      bound_parts (review, other->body, i);
  }
}

/* Whether the rest already keeps @part within its limit on @side: the opposite cannot be. */
static gboolean
is_side_implied (Review *review, guint index, const ZbLinearPart *part, ZbBoundSide side)
{
  ZbBoundSide beyond = side == ZB_BOUND_LOWER ? ZB_BOUND_UPPER : ZB_BOUND_LOWER;

  assume_others (review, index);
  zb_linear_system_bound (review->system, part->form, beyond, part->limits[side],
                          !part->strict[side], index);
  return solve (review) == ZB_INFEASIBLE;
}

/* The conflicts of all parts are gathered in the tags. */
static gboolean
is_implied (Review *review, guint index)
{
  const Entry *entry = entry_at (review, index);
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!entry->is_linear || entry->instance->target != NULL || entry->body->len == 0)
    return FALSE;
  for (guint i = 0; i < entry->body->len; i++) {
    const ZbLinearPart *part = &g_array_index (entry->body, ZbLinearPart, i);

    for (guint side = 0; side < 2; side++) {
      if (!part->has[side])
        continue;
      if (part->form == G_MAXUINT || !is_side_implied (review, index, part, side))
        return FALSE;
      g_array_append_vals (all, review->tags->data, review->tags->len);
    }
  }
  g_array_set_size (review->tags, 0);
  g_array_append_vals (review->tags, all->data, all->len);
  return TRUE;
}

/* The last of two that say the same is told, so that one of them stays. */
static void
find_implied_rules (Review *review)
{
  for (guint rule = review->ruleset->rules->len; rule-- > 0;) {
    g_autofree char *english = NULL;
    g_autofree char *chinese = NULL;
    guint n;

    if (review->dropped[rule] || !all_instances (review, rule, is_implied))
      continue;
    english = conflict_words (review, rule, FALSE, &n);
    chinese = conflict_words (review, rule, TRUE, &n);
    tell (review, rule, FALSE,
          g_strdup_printf ("this rule adds nothing: %s already %s it", english,
                           n == 1 ? "implies" : "imply"),
          g_strdup_printf ("本规则多余：由%s即可推出", chinese));
    review->dropped[rule] = TRUE;
  }
}

static void
tell_undecided (Review *review)
{
  if (review->undecided && review->ruleset->rules->len > 0)
    tell (review, 0, FALSE,
          g_strdup ("the rules are too many, or their figures too large, for all contradictions to "
                    "be looked for"),
          g_strdup ("规则过多或数值过大，未能查完所有可能的矛盾"));
}

guint
zb_rules_review (const ZbRuleset *ruleset, const char *source, GPtrArray *diagnostics)
{
  g_autoptr (ZbLinearForms) forms = zb_linear_forms_new ();
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *dropped = g_new0 (gboolean, ruleset->rules->len + 1);
  Review review = {.ruleset = ruleset,
                   .source = source,
                   .diagnostics = diagnostics,
                   .forms = forms,
                   .entries = entries,
                   .dropped = dropped,
                   .tags = tags};

  g_array_set_clear_func (entries, entry_clear);
  for (guint i = 0; i < ruleset->instances->len; i++) {
    Entry entry = make_entry (&review, g_ptr_array_index (ruleset->instances, i));

    g_array_append_val (entries, entry);
  }
  review.system = zb_linear_system_new (zb_linear_forms_n_variables (forms), forms->forms);
  find_contradictions (&review);
  find_conditional_contradictions (&review);
  find_idle_rules (&review);
  find_implied_rules (&review);
  tell_undecided (&review);
  zb_linear_system_free (review.system);
  return review.n_errors;
}
