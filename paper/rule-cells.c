/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/rule-parts.h"

#include "forms/form-lookup.h"

#include <string.h>

const char *
zb_rule_say (const ZbRuleReading *reading, const char *chinese, const char *english)
{
  return reading->chinese ? chinese : english;
}

/* The form that a part of a rule speaks of; NULL if it is not at hand. */
static const ZbForm *
find_form (const ZbRuleReading *reading, const char *name)
{
  const ZbCatalogue *catalogue = reading->teller->catalogue;
  const ZbForm *found = NULL;

  if (name == NULL)
    return reading->teller->form;
  for (guint i = 0; catalogue != NULL && i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    if ((strcmp (form->id, name) == 0 || strcmp (form->code, name) == 0) &&
        (found == NULL || zb_period_compare (form->valid_from, found->valid_from) > 0))
      found = form;
  }
  return found;
}

static gboolean
is_variable (const ZbRuleReading *reading, const char *name)
{
  for (guint i = 0; i < reading->rule->each->len; i++)
    if (strcmp (((ZbSyntaxEach *)reading->rule->each->pdata[i])->variable, name) == 0)
      return TRUE;
  return FALSE;
}

/* The section of cells, by its name or by a row that only one has. */
static const ZbSection *
find_section (const ZbForm *form, const ZbSyntax *cells)
{
  if (form == NULL)
    return NULL;
  if (cells->section != NULL) {
    int section = zb_form_find_section (form, cells->section);
    return section >= 0 ? &form->sections[section] : NULL;
  }
  for (guint s = 0; s < form->n_sections; s++)
    if (cells->row.from != NULL && !form->sections[s].dynamic &&
        zb_section_find_row (&form->sections[s], cells->row.from) >= 0)
      return &form->sections[s];
  return form->n_sections == 1 ? &form->sections[0] : NULL;
}

/* "其中：" says where a row stands on paper, and nothing in a formula. */
static const char *
skip_of_which (const char *label)
{
  static const char *const openings[] = {"其中：", "其中:", "其中", "#", "of which: "};

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_str_has_prefix (label, openings[i]) && label[strlen (openings[i])] != '\0')
      return label + strlen (openings[i]);
  return label;
}

/* The caption of a row, fixed or of the list; NULL if the section has no such row. */
static const char *
find_caption (const ZbRuleReading *reading, const ZbSection *section, const char *code)
{
  const char *language = reading->teller->language;

  if (section == NULL)
    return NULL;
  if (section->dynamic) {
    const ZbCode *entry = zb_code_list_find (section->keys, code);
    return entry ? zb_text_get (&entry->name, language) : NULL;
  }
  int row = zb_section_find_row (section, code);
  return row >= 0 ? skip_of_which (zb_text_get (&section->rows[row].label, language)) : NULL;
}

static void
tell_code (const ZbRuleReading *reading, const ZbSyntax *cells, const char *code, GString *out)
{
  const ZbSection *section = find_section (find_form (reading, cells->form), cells);
  const char *caption = find_caption (reading, section, code);

  if (caption == NULL && (section == NULL || section->dynamic || is_variable (reading, code)))
    g_string_append (out, zb_rule_say (reading, "本行", "the row"));
  else if (caption == NULL)
    g_string_append (out, code);
  else if (cells->section != NULL)
    g_string_append_printf (out, zb_rule_say (reading, "%s[%s.%s]", "%s [%s.%s]"), caption,
                            cells->section, code);
  else
    g_string_append_printf (out, zb_rule_say (reading, "%s[%s]", "%s [%s]"), caption, code);
}

static gboolean
is_call (const ZbSyntax *syntax, const char *function)
{
  return syntax != NULL && syntax->kind == ZB_SYNTAX_CALL && strcmp (syntax->text, function) == 0;
}

static void
tell_row (const ZbRuleReading *reading, const ZbSyntax *cells, GString *out)
{
  const ZbSelector *row = &cells->row;

  switch (row->kind) {
  case ZB_SELECT_ALL:
    if (cells->section != NULL)
      g_string_append_printf (out, zb_rule_say (reading, "%s部分各行", "the rows of %s"),
                              cells->section);
    else
      g_string_append (out, zb_rule_say (reading, "各行", "the rows"));
    return;
  case ZB_SELECT_RANGE:
    g_string_append_printf (out, zb_rule_say (reading, "%s%s—%s行", "rows %s%s to %s"),
                            cells->section ? cells->section : "", row->from, row->to);
    return;
  case ZB_SELECT_KEY:
    if (is_call (row->key, "key")) {
      g_string_append (out, zb_rule_say (reading, "同代码的行", "the row of the same code,"));
      return;
    }
    if (is_call (row->key, "parent")) {
      zb_rule_tell (reading, row->key, out);
      return;
    }
    g_string_append (out, zb_rule_say (reading, "代码为", "the row with code "));
    if (row->key != NULL)
      zb_rule_tell (reading, row->key, out);
    else
      g_string_append (out, row->from);
    g_string_append (out, zb_rule_say (reading, "的行", ""));
    return;
  case ZB_SELECT_ONE:
    tell_code (reading, cells, row->from, out);
    return;
  case ZB_SELECT_NONE:
    return;
  }
}

/* Whether the row is the one that a rule runs over. */
static gboolean
is_the_row (const ZbRuleReading *reading, const ZbSyntax *cells)
{
  g_autoptr (GString) row = g_string_new (NULL);

  if (cells->row.kind != ZB_SELECT_ONE)
    return FALSE;
  tell_code (reading, cells, cells->row.from, row);
  return strcmp (row->str, "the row") == 0;
}

static void
tell_column (const ZbRuleReading *reading, const ZbSyntax *cells, GString *out)
{
  const ZbSection *section = find_section (find_form (reading, cells->form), cells);
  const ZbSelector *column = &cells->column;

  switch (column->kind) {
  case ZB_SELECT_ONE:
    if (!is_variable (reading, column->from) && (section == NULL || section->n_columns > 1))
      g_string_append_printf (out, zb_rule_say (reading, "第%s栏", " column %s"), column->from);
    return;
  case ZB_SELECT_ALL:
    g_string_append (out, zb_rule_say (reading, "各栏", ", every column"));
    return;
  case ZB_SELECT_RANGE:
    g_string_append_printf (out, zb_rule_say (reading, "第%s—%s栏", " columns %s to %s"),
                            column->from, column->to);
    return;
  case ZB_SELECT_KEY:
  case ZB_SELECT_NONE:
    return;
  }
}

static void
tell_shift (const ZbRuleReading *reading, const ZbOffset *offset, GString *out)
{
  static const struct {
    char unit;
    const char *zh, *en;
  } units[] = {{'m', "个月", "months"},
               {'q', "个季度", "quarters"},
               {'y', "年", "years"},
               {'h', "个半年", "half-years"},
               {'d', "旬", "ten-day periods"}};

  if (offset->steps == 0)
    g_string_append (out, zb_rule_say (reading, "本期", "this period"));
  else if (offset->steps == -1 && offset->unit == 'y')
    g_string_append (out, zb_rule_say (reading, "上年同期", "same period last year"));
  else if (offset->steps == -1 && offset->unit == 'm')
    g_string_append (out, zb_rule_say (reading, "上月", "month before"));
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    gboolean told = offset->steps == 0 || (offset->steps == -1 && strchr ("my", offset->unit));

    if (!told && units[i].unit == offset->unit)
      g_string_append_printf (out,
                              offset->steps < 0 ? zb_rule_say (reading, "%d%s前", "%d %s before")
                                                : zb_rule_say (reading, "%d%s后", "%d %s later"),
                              ABS (offset->steps), zb_rule_say (reading, units[i].zh, units[i].en));
  }
}

static void
tell_offset (const ZbRuleReading *reading, const ZbOffset *offset, GString *out)
{
  switch (offset->kind) {
  case ZB_OFFSET_NONE:
    return;
  case ZB_OFFSET_PREVIOUS:
    g_string_append (out, zb_rule_say (reading, "上期", "period before"));
    return;
  case ZB_OFFSET_SHIFT:
    tell_shift (reading, offset, out);
    return;
  case ZB_OFFSET_YEAR_END:
    if (offset->steps == -1)
      g_string_append (out, zb_rule_say (reading, "上年末", "end of last year"));
    else
      g_string_append_printf (out, zb_rule_say (reading, "%d年前年末", "end of the year %d before"),
                              ABS (offset->steps));
    return;
  case ZB_OFFSET_YEAR_START:
    g_string_append (out, zb_rule_say (reading, "本年首期", "first period of the year"));
    return;
  }
}

static void
tell_periods (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  if (syntax->from.kind == ZB_OFFSET_NONE)
    return;
  g_string_append (out, zb_rule_say (reading, "（", " ("));
  tell_offset (reading, &syntax->from, out);
  if (syntax->to.kind != ZB_OFFSET_NONE) {
    g_string_append (out, zb_rule_say (reading, "至", " to "));
    tell_offset (reading, &syntax->to, out);
  }
  g_string_append (out, zb_rule_say (reading, "）", ")"));
}

static void
tell_field (const ZbRuleReading *reading, const ZbSyntax *field, GString *out)
{
  const ZbForm *form = find_form (reading, field->form);
  int index = form ? zb_form_find_field (form, field->text) : -1;

  g_string_append_printf (out, zb_rule_say (reading, "“%s”", "“%s”"),
                          index >= 0 ? zb_text_get (&zb_form_field (form, (guint)index)->label,
                                                    reading->teller->language)
                                     : field->text);
}

void
zb_rule_tell_cells (const ZbRuleReading *reading, const ZbSyntax *syntax, GString *out)
{
  if (syntax->form != NULL) {
    const ZbForm *form = find_form (reading, syntax->form);
    g_string_append_printf (out, zb_rule_say (reading, "%s表", "%s: "),
                            form ? form->code : syntax->form);
  }
  if (syntax->kind == ZB_SYNTAX_FIELD) {
    tell_field (reading, syntax, out);
  } else {
    g_autoptr (GString) column = g_string_new (NULL);

    tell_column (reading, syntax, column);
    /* "column 2" for "the row's column 2". */
    if (column->len == 0 || reading->chinese || !is_the_row (reading, syntax))
      tell_row (reading, syntax, out);
    else
      g_string_erase (column, 0, strspn (column->str, ", "));
    g_string_append (out, column->str);
  }
  tell_periods (reading, syntax, out);
}

static gboolean runs_over_columns (const ZbSyntax *syntax, const char *variable);

static gboolean
any_over_columns (const GPtrArray *parts, const char *variable)
{
  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (runs_over_columns (parts->pdata[i], variable))
      return TRUE;
  return FALSE;
}

/* Whether a variable names a column somewhere in a rule. */
static gboolean
runs_over_columns (const ZbSyntax *syntax, const char *variable)
{
  if (syntax == NULL)
    return FALSE;
  if (syntax->kind == ZB_SYNTAX_CELLS && syntax->column.kind == ZB_SELECT_ONE &&
      strcmp (syntax->column.from, variable) == 0)
    return TRUE;
  return any_over_columns (syntax->children, variable) ||
         (syntax->loop != NULL && any_over_columns (syntax->loop->set, variable));
}

static void
tell_set (const ZbRuleReading *reading, const GPtrArray *set, gboolean columns, GString *out)
{
  for (guint i = 0; i < set->len; i++) {
    const ZbSyntax *item = set->pdata[i];

    if (i > 0)
      g_string_append (out, zb_rule_say (reading, "、", ", "));
    if (!columns)
      zb_rule_tell_cells (reading, item, out);
    else if (item->row.kind == ZB_SELECT_RANGE)
      g_string_append_printf (out, zb_rule_say (reading, "%s—%s", "%s to %s"), item->row.from,
                              item->row.to);
    else
      g_string_append (out, item->row.from ? item->row.from : "*");
  }
}

void
zb_rule_tell_each (const ZbRuleReading *reading, const ZbSyntaxEach *each, GString *out)
{
  const ZbRuleSyntax *rule = reading->rule;
  gboolean columns = runs_over_columns (rule->body, each->variable) ||
                     runs_over_columns (rule->when, each->variable) ||
                     runs_over_columns (rule->target, each->variable);

  g_string_append (out, columns ? zb_rule_say (reading, "第", "columns ") : "");
  tell_set (reading, each->set, columns, out);
  g_string_append (out, columns ? zb_rule_say (reading, "栏", "") : "");
  if (each->except != NULL) {
    g_string_append (out, zb_rule_say (reading, "（除", " (except "));
    tell_set (reading, each->except, columns, out);
    g_string_append (out, zb_rule_say (reading, "外）", ")"));
  }
}
