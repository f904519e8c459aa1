/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/check-private.h"

#include "validators/calculation.h"
#include "validators/explanation.h"
#include "validators/sentence.h"

#include <string.h>

static guint
n_instances (const ZbCheck *check)
{
  return check->ruleset->instances->len;
}

const ZbInstance *
zb_check_instance (const ZbCheck *check, guint index)
{
  return g_ptr_array_index (check->ruleset->instances, index);
}

static guint
n_words (const ZbCheck *check)
{
  return n_instances (check) / 64 + 1;
}

static void
mark (ZbCheck *check, guint index)
{
  check->dirty[index / 64] |= G_GUINT64_CONSTANT (1) << (index % 64);
}

static gboolean
is_marked (const ZbCheck *check, guint index)
{
  return (check->dirty[index / 64] >> (index % 64)) & 1;
}

static void
state_clear (ZbInstanceState *state)
{
  for (guint i = 0; i < state->n_rows; i++)
    if (G_UNLIKELY (state->findings[i] != NULL))
      zb_finding_free (state->findings[i]);
}

/* As many as its domain has now, or one. */
static guint
n_rows_of (const ZbCheck *check, guint index)
{
  int domain = zb_check_instance (check, index)->domain;

  return domain < 0 ? 1 : check->world->domains[domain].n_rows;
}

static void
state_free_room (ZbInstanceState *state)
{
  state_clear (state);
  if (!state->moved)
    return;
  g_free (state->outcomes);
  g_free (state->findings);
}

/* Makes room for the rows there are now; what was known of the rows before is forgotten. */
static void
resize_state (ZbCheck *check, guint index)
{
  ZbInstanceState *state = &check->states[index];
  guint n = n_rows_of (check, index);

  if (zb_check_instance (check, index)->domain < 0)
    return;
  state_free_room (state);
  *state = (ZbInstanceState){.n_rows = n,
                             .moved = TRUE,
                             .outcomes = g_new (guint8, n + 1),
                             .findings = g_new0 (ZbFinding *, n + 1)};
  memset (state->outcomes, ZB_OUTCOME_SKIPPED, n);
  check->is_stale = TRUE;
}

static void
init_states (ZbCheck *check)
{
  guint n = n_instances (check), n_rows = 0;

  check->states = g_new0 (ZbInstanceState, n + 1);
  for (guint i = 0; i < n; i++) {
    check->states[i].n_rows = n_rows_of (check, i);
    n_rows += check->states[i].n_rows;
  }
  check->outcomes = g_new (guint8, n_rows + 1);
  check->found = g_new0 (ZbFinding *, n_rows + 1);
  memset (check->outcomes, ZB_OUTCOME_SKIPPED, n_rows);
  for (guint i = 0, row = 0; i < n; row += check->states[i++].n_rows) {
    check->states[i].outcomes = &check->outcomes[row];
    check->states[i].findings = &check->found[row];
  }
}

ZbCheck *
zb_check_new (
    ZbRuleset *ruleset, ZbReport *report, ZbContext context, ZbCheckMode mode, gboolean at_bureau)
{
  ZbCheck *check = g_new0 (ZbCheck, 1);

  check->ruleset = zb_ruleset_ref (ruleset);
  check->report = report;
  check->context = context;
  check->mode = mode;
  check->at_bureau = at_bureau;
  check->world = zb_world_new (ruleset->references, report, context);
  check->machine = zb_machine_new (ruleset->program, check->world);
  zb_finding_maker_init (&check->finding_maker, ruleset, check->machine);
  check->form_check =
      zb_form_check_new (report, ruleset->demands, ruleset->revision, check->world->joint);
  check->dirty = g_new0 (guint64, n_words (check));
  check->dirty_rows = g_array_new (FALSE, FALSE, sizeof (ZbDirtyRow));
  check->dirty_groups = g_new0 (guint8, ruleset->form->n_sections + 1);
  check->findings = g_ptr_array_new ();
  init_states (check);
  return check;
}

void
zb_check_free (ZbCheck *check)
{
  if (check == NULL)
    return;
  for (guint i = 0; i < n_instances (check); i++)
    state_free_room (&check->states[i]);
  g_free (check->states);
  g_free (check->outcomes);
  g_free (check->found);
  g_free (check->dirty);
  g_array_unref (check->dirty_rows);
  g_free (check->dirty_groups);
  g_ptr_array_unref (check->findings);
  zb_form_check_free (check->form_check);
  zb_machine_free (check->machine);
  zb_world_free (check->world);
  zb_ruleset_unref (check->ruleset);
  g_free (check);
}

/* Marks what looks at a place; in a dynamic section, of the row alone where that is enough. */
static void
touch_place (ZbCheck *check, guint place, guint row)
{
  const ZbDependentIndex *cells = &check->ruleset->dependencies->cells;

  for (guint32 i = cells->offsets[place]; i < cells->offsets[place + 1]; i++) {
    const ZbDependent *dependent = &cells->dependents[i];
    ZbDirtyRow dirty = {.instance = dependent->instance, .row = row};

    if (dependent->same_row)
      g_array_append_val (check->dirty_rows, dirty);
    else
      mark (check, dependent->instance);
  }
}

void
zb_check_touch_cell (ZbCheck *check, guint section, guint row, guint column)
{
  guint place = zb_dependencies_place (check->ruleset->dependencies, check->ruleset->form, section,
                                       row, column);

  touch_place (check, place, row);
  check->dirty_groups[section] = TRUE;
}

static void
touch_all (ZbCheck *check, const ZbDependentIndex *index, guint place)
{
  for (guint32 i = index->offsets[place]; i < index->offsets[place + 1]; i++)
    mark (check, index->dependents[i].instance);
}

void
zb_check_touch_section (ZbCheck *check, guint section)
{
  const ZbDependencies *dependencies = check->ruleset->dependencies;
  const ZbDependentIndex *sections = &dependencies->sections;

  check->dirty_groups[section] = TRUE;
  if (!check->ruleset->form->sections[section].dynamic) {
    const ZbSection *fixed = &check->ruleset->form->sections[section];

    for (guint i = 0; i < fixed->n_rows * fixed->n_columns; i++)
      touch_all (check, &dependencies->cells, dependencies->bases[section] + i);
    return;
  }
  zb_world_rebind_section (check->world, section);
  touch_all (check, sections, section);
  for (guint32 i = sections->offsets[section]; i < sections->offsets[section + 1]; i++)
    resize_state (check, sections->dependents[i].instance);
  /* Row numbers noted before mean other rows now. */
  g_array_set_size (check->dirty_rows, 0);
  for (guint i = 0; i < n_instances (check); i++) {
    if (zb_check_instance (check, i)->domain >= 0)
      mark (check, i);
  }
}

void
zb_check_touch_fields (ZbCheck *check)
{
  touch_all (check, &check->ruleset->dependencies->fields, 0);
  check->dirty_groups[check->ruleset->form->n_sections] = TRUE;
}

/* Where the explanation of a finding stands now. */
static ZbExplanationState
explanation_state (const ZbCheck *check, const ZbFinding *finding, guint least)
{
  const ZbExplanation *explanation = zb_report_find_explanation (check->report, finding->instance);

  if (explanation == NULL)
    return ZB_EXPLANATION_NONE;
  if (g_strcmp0 (explanation->operands, zb_finding_operand_digest (finding)) != 0 ||
      explanation->revision != finding->revision)
    return ZB_EXPLANATION_VOID;
  if (explanation->text == NULL ||
      !zb_explanation_check_length (explanation->text,
                                    least == 0 ? ZB_EXPLANATION_MIN_LENGTH : least, NULL))
    return ZB_EXPLANATION_REFUSED;
  return ZB_EXPLANATION_VALID;
}

void
zb_check_annotate (ZbCheck *check, ZbFinding *finding, guint least)
{
  const ZbContextInterface *context = check->context.interface;
  const char *waiver = context->waiver (check->context.self, finding->instance);

  if (waiver == NULL)
    waiver = context->waiver (check->context.self, finding->rule);
  finding->explanation = explanation_state (check, finding, least);
  if (g_strcmp0 (finding->waiver, waiver) == 0)
    return;
  g_free (finding->waiver);
  finding->waiver = g_strdup (waiver);
}

static ZbSeverity
severity_of (ZbCheck *check, const ZbInstance *instance)
{
  const ZbRule *rule = zb_ruleset_rule_of (check->ruleset, instance);

  if (instance->level_if == NULL ||
      zb_machine_judge (check->machine, instance->level_start) == ZB_OUTCOME_PASS)
    return rule->severity;
  return rule->otherwise;
}

/* Writes the cell and marks what looks at it. */
static ZbOutcome
write_computed (ZbCheck *check, const ZbInstance *instance)
{
  ZbCellPlace place = zb_expression_place (check->machine, instance->target);
  guint section = (guint)(place.section - place.form->sections);
  ZbCell before;
  ZbFigure value;

  if (!zb_calculation_value (check->machine, instance, &value))
    return ZB_OUTCOME_ERROR;
  if (value.flags & ZB_FIGURE_MISSING)
    return ZB_OUTCOME_NOT_EVALUABLE;
  if (place.row_index < 0)
    return ZB_OUTCOME_SKIPPED;
  before =
      zb_report_cell (check->report, section, (guint)place.row_index, (guint)place.column_index);
  if (value.flags != 0 && before.state == ZB_STATE_BLANK)
    return ZB_OUTCOME_SKIPPED;
  if (value.flags == 0 && before.state == ZB_STATE_VALUE && before.number == (gint64)value.num)
    return ZB_OUTCOME_PASS;
  if (value.flags != 0)
    zb_report_set_state (check->report, section, (guint)place.row_index, (guint)place.column_index,
                         ZB_STATE_BLANK);
  else
    zb_report_set_number (check->report, section, (guint)place.row_index, (guint)place.column_index,
                          (gint64)value.num);
  zb_check_touch_cell (check, section, (guint)place.row_index, (guint)place.column_index);
  return value.flags != 0 ? ZB_OUTCOME_SKIPPED : ZB_OUTCOME_PASS;
}

static ZbOutcome
judge (ZbCheck *check, const ZbInstance *instance)
{
  if (instance->target == NULL)
    return zb_machine_judge (check->machine, instance->start);
  return check->mode == ZB_CHECK_COMPUTE ? write_computed (check, instance)
                                         : zb_calculation_verify (check->machine, instance);
}

static void
drop_finding (ZbCheck *check, ZbFinding **place)
{
  if (*place == NULL)
    return;
  g_clear_pointer (place, zb_finding_free);
  check->is_stale = TRUE;
}

/* A rule that fails again keeps its finding, and its place in the list unless its severity is
 * another; what it tells is forgotten with the figures of before. */
static void
note_finding (ZbCheck *check, const ZbInstance *instance, ZbOutcome outcome, ZbFinding **place)
{
  ZbSeverity severity = severity_of (check, instance);

  if (*place == NULL) {
    *place = zb_finding_make (&check->finding_maker, instance, outcome, severity);
    check->is_stale = TRUE;
  } else {
    zb_finding_forget (*place);
    check->is_stale |= (*place)->severity != severity;
    (*place)->outcome = outcome;
    (*place)->severity = severity;
  }
  zb_check_annotate (check, *place, zb_ruleset_rule_of (check->ruleset, instance)->explain_length);
}

static void
run_row (ZbCheck *check, const ZbInstance *instance, ZbInstanceState *state, guint row)
{
  ZbOutcome outcome;

  zb_machine_bind_row (check->machine, instance->domain, row);
  outcome = judge (check, instance);
  state->outcomes[row] = (guint8)outcome;
  if (G_UNLIKELY (outcome == ZB_OUTCOME_FAIL || outcome == ZB_OUTCOME_ERROR))
    note_finding (check, instance, outcome, &state->findings[row]);
  else
    drop_finding (check, &state->findings[row]);
}

static void
run_instance (ZbCheck *check, guint index)
{
  const ZbInstance *instance = zb_check_instance (check, index);
  ZbInstanceState *state = &check->states[index];

  if (!check->at_bureau && zb_ruleset_rule_of (check->ruleset, instance)->bureau_only)
    return;
  for (guint row = 0; row < state->n_rows; row++)
    run_row (check, instance, state, row);
}

/* Formulas first, each after those it reads; what they change marks the rest. */
static void
run_formulas (ZbCheck *check)
{
  const GArray *order = check->ruleset->calc_order;

  for (guint i = 0; i < order->len; i++) {
    guint index = g_array_index (order, guint, i);

    if (is_marked (check, index)) {
      run_instance (check, index);
      check->dirty[index / 64] &= ~(G_GUINT64_CONSTANT (1) << (index % 64));
    }
    for (guint j = 0; j < check->dirty_rows->len; j++) {
      ZbDirtyRow dirty = g_array_index (check->dirty_rows, ZbDirtyRow, j);

      if (dirty.instance == index && dirty.row < check->states[index].n_rows)
        run_row (check, zb_check_instance (check, index), &check->states[index], dirty.row);
    }
  }
}

static void
run_marked (ZbCheck *check)
{
  for (guint word = 0; word < n_words (check); word++) {
    guint64 bits = check->dirty[word];

    check->dirty[word] = 0;
    while (bits != 0) {
      guint bit = (guint)__builtin_ctzll (bits);

      bits &= bits - 1;
      if (word * 64 + bit < n_instances (check))
        run_instance (check, word * 64 + bit);
    }
  }
}

static void
run_dirty_rows (ZbCheck *check)
{
  for (guint i = 0; i < check->dirty_rows->len; i++) {
    ZbDirtyRow dirty = g_array_index (check->dirty_rows, ZbDirtyRow, i);
    const ZbInstance *instance = zb_check_instance (check, dirty.instance);

    if (instance->target != NULL || dirty.row >= check->states[dirty.instance].n_rows ||
        (!check->at_bureau && zb_ruleset_rule_of (check->ruleset, instance)->bureau_only))
      continue;
    run_row (check, instance, &check->states[dirty.instance], dirty.row);
  }
  g_array_set_size (check->dirty_rows, 0);
}

static void
run_form_checks (ZbCheck *check)
{
  guint n = check->ruleset->form->n_sections;

  for (guint i = 0; i <= n; i++) {
    if (!check->dirty_groups[i])
      continue;
    check->dirty_groups[i] = FALSE;
    if (i == n ? zb_form_check_fields (check->form_check)
               : zb_form_check_section (check->form_check, i))
      check->is_stale = check->is_form_new = TRUE;
  }
}

/* A nil report is asked nothing but to be one. */
static void
forget_rules (ZbCheck *check)
{
  memset (check->dirty, 0, n_words (check) * sizeof *check->dirty);
  g_array_set_size (check->dirty_rows, 0);
  for (guint i = 0; i < n_instances (check); i++) {
    for (guint row = 0; row < check->states[i].n_rows; row++) {
      check->states[i].outcomes[row] = ZB_OUTCOME_SKIPPED;
      drop_finding (check, &check->states[i].findings[row]);
    }
  }
}

void
zb_check_update (ZbCheck *check)
{
  if (zb_form_check_is_nil (check->form_check)) {
    forget_rules (check);
  } else {
    if (check->ruleset->calc_order->len > 0)
      run_formulas (check);
    run_marked (check);
    run_dirty_rows (check);
  }
  run_form_checks (check);
  /* What the form says of the joint period depends on what the rules say of it. */
  check->is_stale |= check->world->joint;
}

void
zb_check_run (ZbCheck *check)
{
  memset (check->dirty, 0xff, n_words (check) * sizeof *check->dirty);
  memset (check->dirty_groups, TRUE, check->ruleset->form->n_sections + 1);
  for (guint i = 0; i < check->ruleset->form->n_sections; i++) {
    if (check->ruleset->form->sections[i].dynamic && zb_world_rows_changed (check->world, i))
      zb_check_touch_section (check, i);
  }
  zb_check_update (check);
}

void
zb_check_touch_explanations (ZbCheck *check)
{
  for (guint i = 0; i < n_instances (check); i++) {
    const ZbRule *rule = zb_ruleset_rule_of (check->ruleset, zb_check_instance (check, i));

    for (guint row = 0; row < check->states[i].n_rows; row++) {
      if (check->states[i].findings[row] != NULL)
        zb_check_annotate (check, check->states[i].findings[row], rule->explain_length);
    }
  }
  check->is_stale = check->is_form_new = TRUE;
}
