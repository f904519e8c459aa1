/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/compiler/cell-binder.h"

#include "forms/form-lookup.h"

#include <string.h>

/* Whether the edition has what @syntax names; a place that only binding can find is taken for
 * there. */
static gboolean
has_codes (const ZbBinder *binder,
           const ZbSection *section,
           const ZbSelector *selector,
           gboolean of_rows)
{
  if ((selector->kind != ZB_SELECT_ONE && selector->kind != ZB_SELECT_RANGE) ||
      (of_rows && section->dynamic) || zb_binder_variable (binder, selector->from) != NULL)
    return TRUE;
  for (guint i = 0; i < 2; i++) {
    const char *code = i == 0 ? selector->from : selector->to;

    if (code != NULL && (of_rows ? zb_section_find_row (section, code)
                                 : zb_section_find_column (section, code)) < 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_place (const ZbBinder *binder, const ZbForm *form, const ZbSyntax *syntax)
{
  const ZbSection *section = form->n_sections == 1 ? &form->sections[0] : NULL;
  int index = syntax->section == NULL ? -1 : zb_form_find_section (form, syntax->section);

  if (syntax->kind == ZB_SYNTAX_FIELD)
    return zb_form_find_field (form, syntax->text) >= 0;
  if (syntax->section != NULL && index < 0)
    return FALSE;
  if (index >= 0)
    section = &form->sections[index];
  if (section == NULL || syntax->kind != ZB_SYNTAX_CELLS)
    return TRUE;
  return has_codes (binder, section, &syntax->row, TRUE) &&
         has_codes (binder, section, &syntax->column, FALSE);
}

/* Whether rules of @own were rather written with @form in mind than with @other: one that was in
 * force when they began, and of those the newest; else the one that came first after. */
static gboolean
is_nearer (const ZbForm *own, const ZbForm *form, const ZbForm *other)
{
  gboolean before = zb_period_compare (form->valid_from, own->valid_from) <= 0;
  gboolean other_before = zb_period_compare (other->valid_from, own->valid_from) <= 0;
  int order = zb_period_compare (form->valid_from, other->valid_from);

  if (before != other_before)
    return before;
  if (order == 0)
    return form->revision > other->revision;
  return before ? order > 0 : order < 0;
}

/* The edition of a form, by id or printed code, that the rule speaks of: no code ever gets a second
 * meaning, so any that has the place will do, and reports of the others are looked at in its terms.
 * NULL if the form is not installed. */
static const ZbForm *
find_form (const ZbBinder *binder, const ZbSyntax *syntax)
{
  const char *name = syntax->form;
  const ZbForm *best = NULL;
  gboolean best_has = FALSE;
  guint n = binder->catalogue == NULL ? 0 : zb_catalogue_n_packages (binder->catalogue);

  if (strcmp (name, binder->form->id) == 0 || g_strcmp0 (name, binder->form->code) == 0)
    return binder->form;
  for (guint i = 0; i < n; i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (binder->catalogue, i));
    gboolean has;

    if (strcmp (form->id, name) != 0 && g_strcmp0 (form->code, name) != 0)
      continue;
    has = has_place (binder, form, syntax);
    if (best != NULL && has == best_has ? !is_nearer (binder->form, form, best)
                                        : best != NULL && best_has)
      continue;
    best = form;
    best_has = has;
  }
  return best;
}

static void
warn_unknown_form (ZbBinder *binder, gsize at, const char *name)
{
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;
  guint n = binder->catalogue == NULL ? 0 : zb_catalogue_n_packages (binder->catalogue);

  if (!g_hash_table_add (binder->unknown_forms, g_strdup (name)))
    return;
  for (guint i = 0; i < n; i++)
    zb_near_name_offer (&near, zb_package_form (zb_catalogue_at (binder->catalogue, i))->id);
  hint = zb_near_name_hint (&near);
  zb_binder_warn (binder, at, "form “%s” is not installed: what looks at it cannot be evaluated%s",
                  name, hint);
}

/* Months in a unit of an offset or in a kind of period; ten-day periods are told apart first. */
static int
months_of_unit (char unit)
{
  return unit == 'y' ? 12 : unit == 'h' ? 6 : unit == 'q' ? 3 : 1;
}

static gboolean
check_shift (ZbBinder *binder, gsize at, const ZbForm *form, const ZbOffset *offset)
{
  static const int months[] = {12, 6, 3, 1};
  static const char *const kinds[] = {"yearly", "half-yearly", "quarterly", "monthly"};

  if (offset->kind != ZB_OFFSET_SHIFT || form == NULL || form->period_kind == ZB_PERIOD_TENDAY)
    return TRUE;
  if (offset->unit != 'd' &&
      offset->steps * months_of_unit (offset->unit) % months[form->period_kind] == 0)
    return TRUE;
  zb_binder_fail (binder, at, "%s is a %s form: it has no period %d%c away", form->id,
                  kinds[form->period_kind], offset->steps, offset->unit);
  return FALSE;
}

/* The variable in [r,1] and in [parent(r),1]. */
static const ZbVariable *
variable_of_row (const ZbBinder *binder, const ZbSyntax *syntax)
{
  const ZbSyntax *key = syntax->row.key;

  if (syntax->row.kind == ZB_SELECT_ONE)
    return zb_binder_variable (binder, syntax->row.from);
  if (syntax->row.kind != ZB_SELECT_KEY || key == NULL || key->kind != ZB_SYNTAX_CALL ||
      zb_syntax_n_children (key) == 0 || zb_syntax_child (key, 0)->kind != ZB_SYNTAX_WORD)
    return NULL;
  return zb_binder_variable (binder, zb_syntax_child (key, 0)->text);
}

static const char *
section_of_row_variable (const ZbBinder *binder, const ZbSyntax *syntax)
{
  const ZbVariable *variable = variable_of_row (binder, syntax);

  if (variable == NULL)
    return NULL;
  if (variable->kind == ZB_BOUND_ROWS)
    return g_array_index (binder->references->domains, ZbDomain, variable->domain).section;
  return variable->kind == ZB_BOUND_ROW ? binder->form->sections[variable->section].id : NULL;
}

static gboolean
fail_section (ZbBinder *binder, gsize at, const ZbForm *form, const char *wanted)
{
  ZbNearName near = zb_near_name (wanted == NULL ? "" : wanted);
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < form->n_sections; i++) {
    zb_near_name_offer (&near, form->sections[i].id);
    g_string_append_printf (ids, "%s%s", i == 0 ? "" : ", ", form->sections[i].id);
  }
  hint = zb_near_name_hint (&near);
  if (wanted == NULL)
    zb_binder_fail (binder, at, "name the section, as in [%s.…]: %s has %s", form->sections[0].id,
                    form->id, ids->str);
  else
    zb_binder_fail (binder, at, "%s has no section “%s”, it has %s%s", form->id, wanted, ids->str,
                    hint);
  return FALSE;
}

static gboolean
find_section (ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *place)
{
  const char *id = syntax->section;

  if (id == NULL)
    id = section_of_row_variable (binder, syntax);
  place->section_id = id == NULL ? "" : id;
  place->section_index = -1;
  if (place->form == NULL)
    return TRUE;
  if (place->form->n_sections == 0) {
    zb_binder_fail (binder, syntax->start, "%s has no sections", place->form->id);
    return FALSE;
  }
  if (id == NULL && place->form->n_sections == 1)
    id = place->form->sections[0].id;
  place->section_index = id == NULL ? -1 : zb_form_find_section (place->form, id);
  if (place->section_index < 0)
    return fail_section (binder, syntax->start, place->form, id);
  place->section = &place->form->sections[place->section_index];
  place->section_id = place->section->id;
  return TRUE;
}

/* Where a variable runs through several periods, [r,1] is a figure of the row's own period;
 * [B.key(r),1] stays in that of the report. */
static gboolean
take_period_of_row (const ZbBinder *binder,
                    const ZbSyntax *syntax,
                    const ZbSource *source,
                    ZbPlace *place)
{
  const ZbVariable *variable =
      syntax->kind == ZB_SYNTAX_CELLS ? variable_of_row (binder, syntax) : NULL;
  const ZbReferences *references = binder->references;
  guint of_row;

  if (variable == NULL || !variable->of_periods || source->offset.kind != ZB_OFFSET_NONE ||
      (syntax->row.kind == ZB_SELECT_KEY && g_strcmp0 (syntax->row.key->text, "key") == 0))
    return FALSE;
  of_row = g_array_index (references->domains, ZbDomain, variable->domain).source;
  if (g_strcmp0 (g_array_index (references->sources, ZbSource, of_row).form, source->form) != 0)
    return FALSE;
  place->source = of_row;
  return TRUE;
}

static gboolean
bind_place (ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *ret_place)
{
  ZbSource source = {.form = syntax->form, .offset = syntax->from, .known = binder->form};
  ZbPlace place = {0};

  if (syntax->form != NULL) {
    source.known = find_form (binder, syntax);
    if (source.known == binder->form)
      source.form = NULL;
    else if (source.known != NULL)
      source.form = source.known->id;
    else
      warn_unknown_form (binder, syntax->start, syntax->form);
  }
  if (!check_shift (binder, syntax->start, source.known, &syntax->from))
    return FALSE;
  place.form = source.known;
  place.form_id = source.form;
  if (syntax->to.kind == ZB_OFFSET_NONE && !take_period_of_row (binder, syntax, &source, &place))
    place.source = zb_references_source (binder->references, &source);
  if (syntax->kind != ZB_SYNTAX_FIELD && !find_section (binder, syntax, &place))
    return FALSE;
  *ret_place = place;
  return TRUE;
}

gboolean
zb_bind_place (ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *ret_place)
{
  if (syntax->kind == ZB_SYNTAX_ROWS && syntax->to.kind != ZB_OFFSET_NONE) {
    zb_binder_fail (binder, syntax->start, "rows are looked up in one period");
    return FALSE;
  }
  return bind_place (binder, syntax, ret_place);
}

/* How many collected periods a year of @form has at most. */
static guint
periods_of_year (const ZbForm *form)
{
  static const guint periods[] = {1, 2, 4, 12, 36};

  return form == NULL ? 12 : periods[form->period_kind];
}

/* Visits each period of "@-12m..-1m" or "@ys..-1q". */
static gboolean
visit_periods (
    ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *place, ZbPlaceVisit visit, gpointer data)
{
  ZbSource source = {.form = (char *)place->form_id,
                     .known = place->form,
                     .offset = syntax->from,
                     .limit = syntax->to,
                     .in_range = TRUE};
  gboolean from_start = syntax->from.kind == ZB_OFFSET_YEAR_START;
  int n =
      from_start ? (int)periods_of_year (place->form) : syntax->to.steps - syntax->from.steps + 1;

  if (!from_start && (syntax->from.kind != ZB_OFFSET_SHIFT || syntax->to.kind != ZB_OFFSET_SHIFT ||
                      syntax->from.unit != syntax->to.unit || n < 1 || n > 120)) {
    zb_binder_fail (binder, syntax->start,
                    "a range of periods runs from an earlier to a later one in one unit, as in "
                    "@-12m..-1m, or from the year's start, as in @ys..prev");
    return FALSE;
  }
  if (!from_start)
    source.limit.kind = ZB_OFFSET_NONE;
  for (int i = 0; i < n; i++) {
    if (from_start)
      source.step = (guint)i;
    else
      source.offset.steps = syntax->from.steps + i;
    place->source = zb_references_source (binder->references, &source);
    if (!visit (binder, syntax, place, data))
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_bind_places (ZbBinder *binder, const ZbSyntax *syntax, ZbPlaceVisit visit, gpointer data)
{
  ZbPlace place;

  if (!bind_place (binder, syntax, &place))
    return FALSE;
  if (syntax->to.kind != ZB_OFFSET_NONE)
    return visit_periods (binder, syntax, &place, visit, data);
  return visit (binder, syntax, &place, data);
}

static ZbExpression *
fail_field (ZbBinder *binder, const ZbSyntax *syntax, const ZbForm *form)
{
  ZbNearName near = zb_near_name (syntax->text);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < zb_form_n_fields (form); i++)
    zb_near_name_offer (&near, zb_form_field (form, i)->id);
  hint = zb_near_name_hint (&near);
  return zb_binder_fail (binder, syntax->start, "%s has no header field “%s”%s", form->id,
                         syntax->text, hint);
}

ZbExpression *
zb_bind_field (ZbBinder *binder, const ZbSyntax *syntax)
{
  ZbFieldSlot field = {.id = syntax->text};
  ZbExpression *expression;
  ZbPlace place;

  if (syntax->to.kind != ZB_OFFSET_NONE)
    return zb_binder_fail (binder, syntax->start, "a header field is looked up in one period");
  if (!zb_bind_place (binder, syntax, &place))
    return NULL;
  if (place.form != NULL && zb_form_find_field (place.form, syntax->text) < 0)
    return fail_field (binder, syntax, place.form);
  field.source = place.source;
  expression = zb_expression_new (ZB_EXPRESSION_FIELD, zb_quantity_text (), syntax->start);
  expression->index = zb_references_field (binder->references, &field);
  expression->unknown = place.form == NULL;
  zb_binder_count (binder, 1);
  return expression;
}

/* Rules name rows mostly in their printed order: the one wanted is often that after the last. */
static int
find_row (ZbBinder *binder, const ZbSection *section, const char *code)
{
  guint next = binder->last_row + 1;
  int row = next < section->n_rows && strcmp (section->rows[next].code, code) == 0
                ? (int)next
                : zb_section_find_row (section, code);

  if (row >= 0)
    binder->last_row = (guint)row;
  return row;
}

int
zb_bind_code (
    ZbBinder *binder, gsize at, const ZbSection *section, gboolean of_rows, const char *code)
{
  int index = of_rows ? find_row (binder, section, code) : zb_section_find_column (section, code);
  ZbNearName near = zb_near_name (code);
  g_autofree char *hint = NULL;

  if (index >= 0)
    return index;
  for (guint i = 0; i < (of_rows ? section->n_rows : section->n_columns); i++)
    zb_near_name_offer (&near, of_rows ? section->rows[i].code : section->columns[i].code);
  hint = zb_near_name_hint (&near);
  zb_binder_fail (binder, at, "section %s has no %s “%s”%s", section->id,
                  of_rows ? "row" : "column", code, hint);
  return -1;
}

gboolean
zb_bind_range (ZbBinder *binder,
               const ZbSyntax *syntax,
               const ZbSection *section,
               gboolean of_rows,
               guint *ret_first,
               guint *ret_last)
{
  const ZbSelector *selector = of_rows ? &syntax->row : &syntax->column;
  int first, last;

  if (selector->kind == ZB_SELECT_ALL) {
    *ret_first = 0;
    *ret_last = (of_rows ? section->n_rows : section->n_columns) - 1;
    return TRUE;
  }
  first = zb_bind_code (binder, syntax->start, section, of_rows, selector->from);
  if (first < 0)
    return FALSE;
  last = selector->kind == ZB_SELECT_RANGE
             ? zb_bind_code (binder, syntax->start, section, of_rows, selector->to)
             : first;
  if (last < 0)
    return FALSE;
  if (last < first) {
    zb_binder_fail (binder, syntax->start,
                    "the range %s..%s runs backwards: ranges are in printed order", selector->from,
                    selector->to);
    return FALSE;
  }
  *ret_first = (guint)first;
  *ret_last = (guint)last;
  return TRUE;
}

guint
zb_bind_domain (ZbBinder *binder, const ZbPlace *place)
{
  ZbDomain domain = {.source = place->source,
                     .section = (char *)place->section_id,
                     .section_index = place->section_index};

  return zb_references_domain (binder->references, &domain);
}
