/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/ruleset-private.h"

#include "forms/form-lookup.h"
#include "validators/compiler/binder.h"
#include "validators/error.h"
#include "validators/compiler/rule-compiler.h"
#include "validators/language/rules-parser.h"
#include "validators/source-period.h"

#include <string.h>

void
zb_instance_free (ZbInstance *instance)
{
  if (instance == NULL)
    return;
  g_free (instance->key);
  g_free (instance->suffix);
  zb_expression_free (instance->guard);
  zb_expression_free (instance->body);
  zb_expression_free (instance->level_if);
  zb_expression_free (instance->target);
  g_clear_pointer (&instance->tolerances, g_array_unref);
  g_free (instance);
}

static void
rule_clear (gpointer data)
{
  ZbRule *rule = data;

  g_free (rule->name);
  g_free (rule->text);
  zb_text_clear (&rule->message);
}

static ZbRuleset *
ruleset_new (ZbForm *form, const ZbCatalogue *catalogue)
{
  ZbRuleset *ruleset = g_atomic_rc_box_new0 (ZbRuleset);

  ruleset->form = zb_form_ref (form);
  ruleset->rules = g_array_new (FALSE, TRUE, sizeof (ZbRule));
  g_array_set_clear_func (ruleset->rules, rule_clear);
  ruleset->instances = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_instance_free);
  ruleset->references = zb_references_new (form, catalogue);
  ruleset->program = zb_program_new ();
  ruleset->demands = zb_cell_demands_new (form);
  g_mutex_init (&ruleset->mutex);
  return ruleset;
}

static void
ruleset_clear (gpointer data)
{
  ZbRuleset *ruleset = data;

  g_clear_pointer (&ruleset->needs, g_array_unref);
  g_mutex_clear (&ruleset->mutex);
  g_clear_pointer (&ruleset->calc_order, g_array_unref);
  zb_cell_demands_free (ruleset->demands);
  zb_dependencies_free (ruleset->dependencies);
  zb_program_free (ruleset->program);
  zb_references_free (ruleset->references);
  g_ptr_array_unref (ruleset->instances);
  g_array_unref (ruleset->rules);
  zb_form_unref (ruleset->form);
}

ZbRuleset *
zb_ruleset_ref (ZbRuleset *ruleset)
{
  return g_atomic_rc_box_acquire (ruleset);
}

void
zb_ruleset_unref (ZbRuleset *ruleset)
{
  if (ruleset != NULL)
    g_atomic_rc_box_release_full (ruleset, ruleset_clear);
}

static void
check_heading (ZbBinder *binder, const ZbRulesSyntax *rules)
{
  if (rules->form == NULL || strcmp (rules->form, binder->form->id) == 0 ||
      g_strcmp0 (rules->form, binder->form->code) == 0)
    return;
  binder->failed = FALSE;
  zb_binder_fail (binder, rules->form_start, "these rules are for form “%s”, not for %s",
                  rules->form, binder->form->id);
}

static const ZbMessageSyntax *
find_message (ZbBinder *binder, const ZbRulesSyntax *rules, const ZbRuleSyntax *rule)
{
  ZbNearName near;
  g_autofree char *hint = NULL;

  if (rule->message == NULL)
    return NULL;
  near = zb_near_name (rule->message);
  for (guint i = 0; i < rules->messages->len; i++) {
    const ZbMessageSyntax *message = g_ptr_array_index (rules->messages, i);

    if (g_strcmp0 (message->id, rule->message) == 0)
      return message;
    if (message->id != NULL)
      zb_near_name_offer (&near, message->id);
  }
  hint = zb_near_name_hint (&near);
  binder->failed = FALSE;
  return zb_binder_fail (binder, rule->start, "there is no message “%s”%s", rule->message, hint);
}

static gboolean
is_name_taken (ZbBinder *binder, GHashTable *names, const ZbRuleSyntax *rule)
{
  if (g_hash_table_add (names, rule->name))
    return FALSE;
  binder->failed = FALSE;
  zb_binder_fail (binder, rule->start, "there are two rules #%s", rule->name);
  return TRUE;
}

static void
compile_rules (ZbBinder *binder, const ZbRulesSyntax *rules, ZbRuleset *ruleset)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < rules->rules->len; i++) {
    const ZbRuleSyntax *rule = g_ptr_array_index (rules->rules, i);
    g_autofree char *name = g_strdup_printf ("%s#%s", binder->form->id, rule->name);
    const ZbMessageSyntax *message = find_message (binder, rules, rule);

    if (!is_name_taken (binder, names, rule))
      zb_rule_compile (binder, rule, name, message, ruleset);
  }
}

static gsize
start_of_rule (const ZbRulesSyntax *rules, const ZbRuleset *ruleset, guint instance)
{
  const ZbInstance *found = g_ptr_array_index (ruleset->instances, instance);
  const ZbRule *rule = &g_array_index (ruleset->rules, ZbRule, found->rule);

  for (guint i = 0; i < rules->rules->len; i++) {
    const ZbRuleSyntax *syntax = g_ptr_array_index (rules->rules, i);

    if (g_str_has_suffix (rule->name, syntax->name) &&
        strlen (rule->name) - strlen (syntax->name) == strlen (ruleset->form->id) + 1)
      return syntax->start;
  }
  return 0;
}

/* Cells that the form says are computed, and no rule computes. */
static void
warn_uncomputed (ZbBinder *binder, const ZbRulesSyntax *rules, const ZbRuleset *ruleset)
{
  const ZbForm *form = ruleset->form;
  g_autofree guint8 *computed = g_new0 (guint8, ruleset->dependencies->n_places + 1);

  for (guint i = 0; i < ruleset->instances->len; i++) {
    guint place = zb_instance_target_place (g_ptr_array_index (ruleset->instances, i),
                                            ruleset->dependencies, form, ruleset->references);

    if (place != G_MAXUINT)
      computed[place] = 1;
  }
  for (guint i = 0; i < form->n_sections; i++) {
    const ZbSection *section = &form->sections[i];
    guint n = section->n_columns * (section->dynamic ? 1 : section->n_rows);

    for (guint j = 0; j < n; j++) {
      if ((section->specs[j].flags & ZB_CELL_COMPUTED) == 0 ||
          computed[ruleset->dependencies->bases[i] + j])
        continue;
      zb_binder_warn (binder, rules->form_start,
                      "no rule computes [%s.%s,%s], which the form "
                      "says is computed",
                      section->id,
                      section->dynamic ? "*" : section->rows[j / section->n_columns].code,
                      section->columns[j % section->n_columns].code);
    }
  }
}

/* Each computed cell by one rule, and none by itself. */
static void
check_computed (ZbBinder *binder, const ZbRulesSyntax *rules, ZbRuleset *ruleset)
{
  g_autoptr (GHashTable) targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint circular = 0;

  for (guint i = 0; i < ruleset->instances->len; i++) {
    const ZbInstance *instance = g_ptr_array_index (ruleset->instances, i);

    if (instance->target == NULL ||
        g_hash_table_add (
            targets, g_strdup_printf ("%d.%u", instance->target->kind, instance->target->index)))
      continue;
    binder->failed = FALSE;
    zb_binder_fail (binder, start_of_rule (rules, ruleset, i), "two rules compute the same cell");
    return;
  }
  warn_uncomputed (binder, rules, ruleset);
  ruleset->calc_order = zb_dependencies_order (ruleset->dependencies, ruleset->form,
                                               ruleset->references, ruleset->instances, &circular);
  if (ruleset->calc_order != NULL)
    return;
  binder->failed = FALSE;
  zb_binder_fail (binder, start_of_rule (rules, ruleset, circular),
                  "the formulas run in a circle: this one needs a cell that is computed from its "
                  "own");
}

/* Returns how many diagnostics the parser told. */
static guint
compile (ZbRuleset *ruleset,
         const ZbRuleText *text,
         const ZbCatalogue *catalogue,
         GPtrArray *diagnostics)
{
  g_autoptr (ZbRulesSyntax) rules = zb_rules_parse (text, diagnostics);
  g_autoptr (GHashTable) unknown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) late = g_hash_table_new (NULL, NULL);
  ZbBinder binder = {.form = ruleset->form,
                     .catalogue = catalogue,
                     .text = text,
                     .diagnostics = diagnostics,
                     .references = ruleset->references,
                     .unknown_forms = unknown,
                     .late_sections = late};

  guint n_syntax = diagnostics->len;

  check_heading (&binder, rules);
  ruleset->revision = rules->revision;
  compile_rules (&binder, rules, ruleset);
  ruleset->dependencies =
      zb_dependencies_new (ruleset->form, ruleset->references, ruleset->instances);
  check_computed (&binder, rules, ruleset);
  return n_syntax;
}

/* Hands over the diagnostics; FALSE with the first error among them. */
static gboolean
settle (GPtrArray *found, guint n_syntax, GPtrArray *diagnostics, GError **error)
{
  const ZbDiagnostic *first = NULL;
  guint n_errors = 0, first_index = 0;

  for (guint i = 0; i < found->len; i++) {
    const ZbDiagnostic *diagnostic = g_ptr_array_index (found, i);

    n_errors += (guint)diagnostic->is_error;
    if (first != NULL || !diagnostic->is_error)
      continue;
    first = diagnostic;
    first_index = i;
  }
  if (first != NULL) {
    g_autofree char *more =
        n_errors == 1 ? g_strdup ("") : g_strdup_printf (" (and %u more)", n_errors - 1);

    g_set_error (error, ZB_RULE_ERROR,
                 first_index < n_syntax ? ZB_RULE_ERROR_SYNTAX : ZB_RULE_ERROR_SEMANTIC,
                 "%s:%d:%d: %s%s", first->source, first->line, first->column, first->message, more);
  }
  for (guint i = 0; diagnostics != NULL && i < found->len; i++)
    g_ptr_array_add (diagnostics, g_ptr_array_index (found, i));
  if (diagnostics != NULL)
    g_ptr_array_set_free_func (found, NULL);
  return first == NULL;
}

ZbRuleset *
zb_ruleset_compile (ZbForm *form,
                    const char *source,
                    const char *rules,
                    const ZbCatalogue *catalogue,
                    GPtrArray *diagnostics,
                    GError **error)
{
  g_autoptr (ZbRuleText) text = zb_rule_text_new (source, rules, error);
  g_autoptr (ZbRuleset) ruleset = NULL;
  g_autoptr (GPtrArray) found = NULL;
  guint n_syntax;

  if (text == NULL)
    return NULL;
  found = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_diagnostic_free);
  ruleset = ruleset_new (form, catalogue);
  n_syntax = compile (ruleset, text, catalogue, found);
  return settle (found, n_syntax, diagnostics, error) ? g_steal_pointer (&ruleset) : NULL;
}

ZbRuleset *
zb_ruleset_compile_package (const ZbPackage *package,
                            const ZbCatalogue *catalogue,
                            GPtrArray *diagnostics,
                            GError **error)
{
  return zb_ruleset_compile (zb_package_form (package), zb_package_rules_source (package),
                             zb_package_rules (package), catalogue, diagnostics, error);
}

ZbForm *
zb_ruleset_form (const ZbRuleset *ruleset)
{
  return ruleset->form;
}

guint
zb_ruleset_revision (const ZbRuleset *ruleset)
{
  return ruleset->revision;
}

guint
zb_ruleset_n_rules (const ZbRuleset *ruleset)
{
  return ruleset->rules->len;
}

const ZbRule *
zb_ruleset_rule_of (const ZbRuleset *ruleset, const ZbInstance *instance)
{
  return &g_array_index (ruleset->rules, ZbRule, instance->rule);
}

ZbRuleInfo
zb_ruleset_rule (const ZbRuleset *ruleset, guint index)
{
  const ZbRule *rule = &g_array_index (ruleset->rules, ZbRule, index);

  return (ZbRuleInfo){.name = rule->name,
                      .severity = MAX (rule->severity, rule->otherwise),
                      .is_calc = rule->is_calc,
                      .bureau_only = rule->bureau_only,
                      .line = rule->line,
                      .text = rule->text};
}

static int
compare_needs (gconstpointer a, gconstpointer b)
{
  const ZbNeed *left = a, *right = b;
  int order = strcmp (left->form, right->form);

  return order != 0 ? order : zb_period_compare (left->period, right->period);
}

static GArray *
find_needs (const ZbRuleset *ruleset, ZbPeriod period)
{
  GArray *needs = g_array_new (FALSE, TRUE, sizeof (ZbNeed));
  const GArray *sources = ruleset->references->sources;

  for (guint i = 1; i < sources->len; i++) {
    const ZbSource *source = &g_array_index (sources, ZbSource, i);
    ZbNeed need;
    gboolean left_out;

    if (source->known == NULL ||
        !zb_source_period (source, source->known, period, &need.period, &left_out) ||
        !zb_form_collects (source->known, need.period))
      continue;
    need.form = source->known->id;
    g_array_append_val (needs, need);
  }
  g_array_sort (needs, compare_needs);
  for (guint i = needs->len; i > 1; i--) {
    if (compare_needs (&g_array_index (needs, ZbNeed, i - 1),
                       &g_array_index (needs, ZbNeed, i - 2)) == 0)
      g_array_remove_index (needs, i - 1);
  }
  return needs;
}

/* They follow from rules and period alone, and most reports that come are of one period: those of
 * the last that was asked for are kept. */
GArray *
zb_ruleset_needs (ZbRuleset *ruleset, ZbPeriod period)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&ruleset->mutex);

  if (ruleset->needs == NULL || !zb_period_equal (ruleset->needs_period, period)) {
    g_clear_pointer (&ruleset->needs, g_array_unref);
    ruleset->needs = find_needs (ruleset, period);
    ruleset->needs_period = period;
  }
  return g_array_ref (ruleset->needs);
}
