/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/finding-maker.h"

#include "validators/condition-sentence.h"
#include "validators/message.h"
#include "validators/operands.h"

#include <string.h>

/* Decimals of a figure that is a quotient. */
#define QUOTIENT_DECIMALS 6

char *
zb_instance_name (const ZbRuleset *ruleset, const ZbMachine *machine, const ZbInstance *instance)
{
  const char *rule = zb_ruleset_rule_of (ruleset, instance)->name;
  const ZbBoundDomain *domain;

  if (instance->domain < 0)
    return *instance->key == '\0' ? g_strdup (rule)
                                  : g_strdup_printf ("%s/%s", rule, instance->key);
  domain = &machine->world->domains[instance->domain];
  return g_strdup_printf ("%s/%s%s%s", rule, instance->key,
                          zb_report_row_key (domain->report, domain->section, machine->rows[0]),
                          instance->suffix);
}

/* The two sides of a comparison as they are shown: in the unit of the left one. */
typedef struct {
  ZbFigure left, right; /* @right: the bound that was passed */
  int exponent;         /* of both, in the unit shown */
  ZbGap gap;
  gboolean has_gap;
} Sides;

static char *
side_text (const ZbFigure *figure, int exponent)
{
  if (figure->flags != 0)
    return NULL;
  return zb_wide_quotient_to_text (figure->num, figure->den, exponent, QUOTIENT_DECIMALS, FALSE);
}

/* The side whose unit is shown: one that the rule names, else that of the left side. */
static const ZbExpression *
shown_side (const ZbExpression *comparison)
{
  const ZbExpression *left = zb_expression_child (comparison, 0);
  const ZbExpression *right;

  if (zb_expression_n_children (comparison) < 2)
    return left;
  right = zb_expression_child (comparison, 1);
  return left->type.nature == ZB_NUMBER_BARE ||
                 (right->kind == ZB_EXPRESSION_CONSTANT && right->type.nature == ZB_NUMBER_MEASURED)
             ? right
             : left;
}

static const ZbMeasure *
shown_measure (ZbMachine *machine, const ZbExpression *side)
{
  ZbCellPlace place;

  if (!side->type.late)
    return zb_quantity_measure (&side->type);
  if (side->kind != ZB_EXPRESSION_ROW_CELL && side->kind != ZB_EXPRESSION_KEY_CELL)
    return NULL;
  place = zb_expression_place (machine, side);
  return zb_cell_place_measure (&place);
}

/* The bound that a value fell outside of. */
static ZbFigure
passed_bound (const ZbFigure *value, const ZbFigure *lower, const ZbFigure *upper)
{
  int order = 0;

  if (zb_figure_compare (value, lower, &order) && order < 0)
    return *lower;
  return *upper;
}

static Sides
find_sides (ZbMachine *machine,
            const ZbExpression *comparison,
            ZbPolicies policies,
            gboolean interval)
{
  const ZbExpression *side = shown_side (comparison);
  Sides sides = {.exponent = side->type.exponent - side->shift - side->type.unit};
  ZbFigure upper;

  sides.left =
      zb_machine_compute_part (machine, zb_expression_child (comparison, 0), policies, interval);
  if (comparison->kind == ZB_EXPRESSION_IN) {
    sides.right = zb_figure_flagged (ZB_FIGURE_BLANK);
    return sides;
  }
  sides.right =
      zb_machine_compute_part (machine, zb_expression_child (comparison, 1), policies, interval);
  if (comparison->kind == ZB_EXPRESSION_BETWEEN && sides.left.flags == 0) {
    upper =
        zb_machine_compute_part (machine, zb_expression_child (comparison, 2), policies, interval);
    sides.right = passed_bound (&sides.left, &sides.right, &upper);
  }
  sides.has_gap = sides.left.flags == 0 && sides.right.flags == 0 &&
                  zb_figure_gap (&sides.left, &sides.right, &sides.gap);
  return sides;
}

/* The difference in percent of the larger side, one decimal; NULL where that side is zero. */
static char *
percent_of (const Sides *sides)
{
  ZbFigure left = zb_figure_absolute (sides->left), right = zb_figure_absolute (sides->right);
  ZbFigure difference = {.den = sides->gap.den};
  ZbFigure share;
  int order = 0;

  if (!zb_wide_absolute (sides->gap.difference, &difference.num) ||
      !zb_figure_compare (&left, &right, &order))
    return NULL;
  share = zb_figure_divide (difference, order < 0 ? right : left);
  if (share.flags != 0)
    return NULL;
  share = zb_figure_round (share, 3, ZB_ROUND_HALF_UP);
  return share.flags != 0 ? NULL : zb_wide_to_text (share.num, -1, 1, FALSE);
}

/* What one tolerance allows, in the unit of the sides. */
static ZbFigure
allowance (const ZbTolerance *tolerance, const Sides *sides, const Sides *rough)
{
  ZbFigure left = zb_figure_absolute (sides->left), right = zb_figure_absolute (sides->right);
  int order = 0;

  switch (tolerance->kind) {
  case ZB_TOLERANCE_ROUNDING:
    if (!rough->has_gap)
      return zb_figure_flagged (ZB_FIGURE_OVERFLOW);
    return zb_figure_divide (
        zb_figure_whole (rough->gap.slack),
        zb_figure_multiply (zb_figure_whole (rough->gap.den), zb_figure_whole (2)));
  case ZB_TOLERANCE_AMOUNT:
    return zb_figure_scale (zb_figure_whole (tolerance->digits), -(int)tolerance->scale);
  default:
    if (!zb_figure_compare (&left, &right, &order))
      return zb_figure_flagged (ZB_FIGURE_OVERFLOW);
    return zb_figure_scale (
        zb_figure_multiply (order < 0 ? right : left, zb_figure_whole (tolerance->digits)),
        -(int)tolerance->scale - 2);
  }
}

static char *
tolerance_text (const GArray *tolerances, const Sides *sides, const Sides *rough)
{
  ZbFigure widest = zb_figure_whole (0);

  if (tolerances == NULL || !sides->has_gap)
    return NULL;
  for (guint i = 0; i < tolerances->len; i++) {
    ZbFigure allowed = allowance (&g_array_index (tolerances, ZbTolerance, i), sides, rough);
    int order = 0;

    if (allowed.flags == 0 && zb_figure_compare (&widest, &allowed, &order) && order < 0)
      widest = allowed;
  }
  return zb_wide_quotient_to_text (widest.num, widest.den, sides->exponent, QUOTIENT_DECIMALS,
                                   FALSE);
}

static const char *
relation_text (const ZbDecision *decision)
{
  const ZbExpression *expression = decision->expression;

  switch (expression->kind) {
  case ZB_EXPRESSION_COMPARE:
    return zb_relation_sign (decision->negated ? zb_relation_opposite (expression->relation)
                                               : expression->relation);
  case ZB_EXPRESSION_BETWEEN:
    return decision->negated ? "not between" : "between";
  case ZB_EXPRESSION_IN:
    return decision->negated ? "not in" : "in";
  case ZB_EXPRESSION_BLANK:
    return decision->negated ? "filled" : "blank";
  case ZB_EXPRESSION_FILLED:
    return decision->negated ? "blank" : "filled";
  case ZB_EXPRESSION_HAS:
    return decision->negated ? "has not" : "has";
  default:
    return NULL;
  }
}

static gboolean
compares_figures (const ZbExpression *expression)
{
  return (expression->kind == ZB_EXPRESSION_COMPARE || expression->kind == ZB_EXPRESSION_BETWEEN ||
          expression->kind == ZB_EXPRESSION_IN) &&
         zb_expression_child (expression, 0)->type.kind == ZB_VALUE_NUMBER;
}

static void
add_sides (ZbFindingFigures *figures,
           ZbMachine *machine,
           const ZbExpression *comparison,
           ZbPolicies policies)
{
  Sides sides = find_sides (machine, comparison, policies, FALSE);
  const ZbMeasure *measure = shown_measure (machine, shown_side (comparison));
  Sides rough;

  figures->lhs = side_text (&sides.left, sides.exponent);
  figures->rhs = side_text (&sides.right, sides.exponent);
  figures->measure = measure == NULL ? NULL : g_strdup (measure->id);
  if (!sides.has_gap)
    return;
  figures->difference = zb_wide_quotient_to_text (sides.gap.difference, sides.gap.den,
                                                  sides.exponent, QUOTIENT_DECIMALS, FALSE);
  figures->difference_percent = percent_of (&sides);
  rough = find_sides (machine, comparison, policies, TRUE);
  figures->tolerance = tolerance_text (comparison->tolerances, &sides, &rough);
}

static void
add_operands (ZbFindingFigures *figures,
              ZbMachine *machine,
              const ZbInstance *instance,
              const ZbExpression *decisive)
{
  guint n = zb_expression_n_children (decisive);

  if (compares_figures (decisive)) {
    for (guint i = 0; i < n; i++)
      zb_collect_operands (machine, zb_expression_child (decisive, i), i == 0 ? 0 : 1,
                           figures->operands);
  } else {
    zb_collect_operands (machine, decisive, 0, figures->operands);
  }
  if (figures->operands->len == 0 && instance->guard != NULL)
    zb_collect_operands (machine, instance->guard, 0, figures->operands);
}

/* An explanation is bound to all that the rule looked at, not only to what decided. */
static char *
digest_of (ZbMachine *machine, const ZbInstance *instance, const char *name, guint revision)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_operand_free);

  if (instance->guard != NULL)
    zb_collect_operands (machine, instance->guard, 0, all);
  zb_collect_operands (machine, instance->body, 1, all);
  if (instance->target != NULL)
    zb_collect_operands (machine, instance->target, 0, all);
  return zb_operand_digest (name, revision, all);
}

/* A computed cell and its formula, rounded to the cell's scale or, with the slack of rounded
 * figures, as it comes out. */
static Sides
find_calc_sides (ZbMachine *machine, const ZbInstance *instance, gboolean interval)
{
  static const ZbPolicies alone = {ZB_POLICY_SKIP, ZB_POLICY_SKIP};
  const ZbQuantity *target = &instance->target->type;
  int power = instance->body->type.exponent - instance->body->shift - target->exponent;
  Sides sides = {.exponent = target->exponent - target->unit};

  sides.left = zb_machine_compute_part (machine, instance->target, alone, interval);
  sides.right = zb_machine_compute_part (machine, instance->body, instance->policies, interval);
  if (sides.right.flags == 0)
    sides.right = interval ? zb_figure_scale (sides.right, power)
                           : zb_figure_round (sides.right, power, ZB_ROUND_HALF_UP);
  sides.has_gap = sides.left.flags == 0 && sides.right.flags == 0 &&
                  zb_figure_gap (&sides.left, &sides.right, &sides.gap);
  return sides;
}

/* A computed cell beside what its formula gives. */
static void
add_calc (ZbFindingFigures *figures, ZbMachine *machine, const ZbInstance *instance)
{
  const ZbMeasure *measure = zb_quantity_measure (&instance->target->type);
  ZbCellPlace place = zb_expression_place (machine, instance->target);
  Sides sides = find_calc_sides (machine, instance, FALSE);
  Sides rough = find_calc_sides (machine, instance, TRUE);

  zb_collect_operands (machine, instance->target, 0, figures->operands);
  zb_collect_operands (machine, instance->body, 1, figures->operands);
  figures->relation = g_strdup ("=");
  figures->measure = measure == NULL ? NULL : g_strdup (measure->id);
  figures->lhs = zb_cell_place_value (&place);
  figures->rhs = side_text (&sides.right, sides.exponent);
  if (!sides.has_gap)
    return;
  figures->difference = zb_wide_to_text (sides.gap.difference, sides.exponent, 0, FALSE);
  figures->difference_percent = percent_of (&sides);
  figures->tolerance = tolerance_text (instance->tolerances, &sides, &rough);
}

/* The machine, with the row bound that @finding speaks of. */
static ZbMachine *
machine_for (const ZbFindingMaker *maker, const ZbFinding *finding)
{
  const ZbFindingSubject *subject = &finding->tale->subject;

  zb_machine_bind_row (maker->machine, subject->instance->domain, subject->row);
  return maker->machine;
}

static void
make_figures (const ZbFindingSource *source, const ZbFinding *finding, ZbFindingFigures *figures)
{
  const ZbFindingMaker *maker = (const ZbFindingMaker *)source;
  const ZbInstance *instance = finding->tale->subject.instance;
  ZbMachine *machine = machine_for (maker, finding);
  ZbDecision decision;

  if (instance->target != NULL) {
    add_calc (figures, machine, instance);
    return;
  }
  decision = zb_find_decision (machine, instance->guard, instance->body, instance->policies);
  figures->relation = g_strdup (relation_text (&decision));
  add_operands (figures, machine, instance, decision.expression);
  if (compares_figures (decision.expression))
    add_sides (figures, machine, decision.expression, instance->policies);
}

static ZbText
make_message (const ZbFindingSource *source, const ZbFinding *finding)
{
  const ZbFindingMaker *maker = (const ZbFindingMaker *)source;
  const ZbInstance *instance = finding->tale->subject.instance;

  return zb_message_make (finding, machine_for (maker, finding),
                          zb_ruleset_rule_of (maker->ruleset, instance), instance);
}

static char *
make_digest (const ZbFindingSource *source, const ZbFinding *finding, guint revision)
{
  const ZbFindingMaker *maker = (const ZbFindingMaker *)source;

  return digest_of (machine_for (maker, finding), finding->tale->subject.instance,
                    finding->instance, revision);
}

void
zb_finding_maker_init (ZbFindingMaker *maker, const ZbRuleset *ruleset, ZbMachine *machine)
{
  *maker = (ZbFindingMaker){
      .source = {make_figures, make_message, make_digest}, .ruleset = ruleset, .machine = machine};
}

ZbFinding *
zb_finding_make (const ZbFindingMaker *maker,
                 const ZbInstance *instance,
                 ZbOutcome outcome,
                 ZbSeverity severity)
{
  ZbFindingSubject subject = {.instance = instance, .row = maker->machine->rows[0]};
  ZbFinding *finding = zb_finding_new (&maker->source, &subject);

  finding->rule = g_strdup (zb_ruleset_rule_of (maker->ruleset, instance)->name);
  finding->instance = zb_instance_name (maker->ruleset, maker->machine, instance);
  finding->revision = maker->ruleset->revision;
  finding->severity = severity;
  finding->outcome = outcome;
  return finding;
}
