/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/recipe-private.h"
#include "client/season/words.h"
#include "forms/concept.h"
#include "forms/form-lookup.h"

#include <string.h>

/* Where a value is worked out: of one period, which is an earlier one for what is filled from
 * there. */
typedef struct {
  const ZbSeasonDesk *desk;
  const ZbSeasonRecipeLine *line;
  ZbSeasonWords words;
  ZbSpan span;
  guint scale;  /* decimals that the cell holds: shares are rounded there */
  gboolean has; /* any figure that was asked for */
  gboolean any; /* and one that is not zero */
} Asking;

static gint64
shift (gint64 value, int tens)
{
  for (; tens > 0; tens--)
    value *= 10;
  return value;
}

static gint64
value_cb (const ZbSeasonTerm *term, gpointer data)
{
  Asking *asking = data;
  const ZbSeasonBooks *books = asking->desk->books;
  ZbPeriod period = asking->words.period;
  ZbSpan span = term->span != ZB_SPAN_NONE ? term->span : asking->span;

  if (term->variable == NULL)
    return shift (1, (int)asking->scale);
  if (term->later != 0) {
    period = zb_period_add (zb_period_to_kind (period, ZB_PERIOD_MONTH), term->later);
    span = ZB_SPAN_PERIOD;
  }
  asking->has |= zb_season_books_has (books, term->index);
  gint64 value = zb_season_books_value (books, term->index, span, period);
  asking->any |= value != 0;
  return shift (value, (int)asking->scale +
                           zb_season_recipe_line_shift (
                               asking->line, zb_season_books_measure (books, term->index)));
}

static const ZbSeasonRecipeLine *
choose_line (const GPtrArray *lines, Asking *asking)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++) {
    const ZbSeasonRecipeLine *line = lines->pdata[i];

    if (zb_respondents_match_by (line->when, zb_season_words_get, &asking->words))
      return line;
  }
  return NULL;
}

/* The formula's figure in the cell's measure and scale; FALSE if the enterprise has none. */
static gboolean
evaluate (Asking *asking, const ZbCellSpec *spec, ZbDecimal *ret_value)
{
  static const ZbSeasonSource source = {value_cb, NULL};
  const ZbSeasonFormula *formula = asking->line->formula;
  const ZbMeasure *measure = asking->line->measure;
  ZbCellSpec own = {.measure = spec->measure};
  ZbDecimal value = {.scale = spec->scale};

  asking->scale = spec->scale;
  value.digits = zb_season_formula_evaluate (formula, &source, asking);
  if (measure != NULL && !asking->has)
    return FALSE;
  if (asking->has && !asking->any &&
      zb_season_books_stand_still (asking->desk->books, asking->words.period))
    value.digits = 0;
  if (measure != NULL && spec->measure != NULL &&
      strcmp (measure->dimension, spec->measure->dimension) == 0)
    own.measure = measure;
  return zb_cell_convert_half_up (value, &own, spec, ret_value);
}

/* A cell of the form's earlier report, as text. (transfer full) */
static char *
earlier_text (const Asking *asking, const ZbForm *form)
{
  ZbContext context = asking->desk->context;
  const ZbPrefill *earlier = &asking->line->earlier;
  g_autofree char *key = NULL;
  guint section, column;
  ZbPeriod period;
  ZbDecimal value;
  ZbAvailability why;
  int row;

  if (!zb_form_split_item_id (form, asking->line->item, &section, &key, &column) ||
      !zb_prefill_period (earlier, form, asking->words.period, &period))
    return NULL;
  const ZbReport *report = context.interface->report (context.self, form->id, period, &why);
  row = report != NULL ? zb_report_find_row (report, section, key) : -1;
  if (row < 0 || !zb_report_decimal (report, section, (guint)row, column, &value))
    return NULL;
  return zb_decimal_to_string (value);
}

typedef struct {
  ZbReport *report;
  guint section, row, column;
} Target;

/* A report being filled. */
typedef struct {
  const ZbSeasonRecipe *recipe;
  const ZbSeasonDesk *desk;
  ZbReport *report;
  ZbSeasonWords words;   /* of its period */
  ZbSeasonWords earlier; /* of the last one that it was filled from */
} Filling;

static void
put_text (const Target *target, const ZbCellSpec *spec, const char *text)
{
  ZbDecimal value;

  if (text == NULL)
    return;
  if (spec->type != ZB_CELL_NUMBER)
    zb_report_set_canonical (target->report, target->section, target->row, target->column, text,
                             NULL);
  else if (zb_decimal_parse (text, 6, &value, NULL) &&
           zb_cell_convert_half_up (value, spec, spec, &value))
    zb_report_set_number (target->report, target->section, target->row, target->column,
                          value.digits);
}

static void
put_line (Asking *asking, const ZbCellSpec *spec, const Target *target)
{
  const ZbSeasonRecipeLine *line = asking->line;
  g_autofree char *text = NULL;
  ZbDecimal value;

  switch (line->kind) {
  case ZB_SEASON_LINE_FORMULA:
    if (spec->type == ZB_CELL_NUMBER && evaluate (asking, spec, &value))
      zb_report_set_number (target->report, target->section, target->row, target->column,
                            value.digits);
    return;
  case ZB_SEASON_LINE_TEXT:
    text = zb_season_expand (line->text, zb_season_words_get, &asking->words);
    put_text (target, spec, text);
    return;
  case ZB_SEASON_LINE_EARLIER:
    text = earlier_text (asking, zb_report_form (target->report));
    put_text (target, spec, text);
    return;
  case ZB_SEASON_LINE_SPAN:
  case ZB_SEASON_LINE_OWED:
  default:
    return;
  }
}

/* The lines of a cell that is filled from an earlier report are those of its source there, which
 * @asking then asks. */
static const GPtrArray *
source_lines (Filling *filling,
              const ZbSection *section,
              GPtrArray *const *row,
              const char *spec,
              guint *column,
              Asking *asking)
{
  ZbPeriod earlier = filling->words.period;
  ZbPrefill prefill;
  int source;

  if (!zb_prefill_parse (spec, &prefill, NULL))
    return NULL;
  source =
      *prefill.column != '\0' ? zb_section_find_column (section, prefill.column) : (int)*column;
  if (source < 0)
    return NULL;
  zb_prefill_period (&prefill, filling->recipe->form, filling->words.period, &earlier);
  if (!zb_period_equal (filling->earlier.period, earlier))
    zb_season_words_init (&filling->earlier, filling->desk->unit, filling->desk->parameters,
                          earlier);
  asking->words = filling->earlier;
  *column = (guint)source;
  return row[source];
}

/* @row: the lines of the cells of its row. */
static void
fill_cell (Filling *filling, GPtrArray *const *row, const Target *target)
{
  const ZbSection *section = &filling->recipe->form->sections[target->section];
  Asking asking = {.desk = filling->desk, .words = filling->words};
  guint column = target->column;
  ZbCellSpec spec;

  if (!zb_report_cell_spec (target->report, target->section, target->row, column, &spec) ||
      (spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_NOT_APPLICABLE)) ||
      ((spec.flags & ZB_CELL_NOT_IN_JOINT) &&
       zb_form_is_joint (filling->recipe->form, filling->words.period)))
    return;
  asking.line = choose_line (row[column], &asking);
  if (asking.line == NULL && spec.prefill != NULL)
    asking.line =
        choose_line (source_lines (filling, section, row, spec.prefill, &column, &asking), &asking);
  if (asking.line == NULL)
    return;
  asking.span = filling->recipe->sections[target->section].spans[column];
  put_line (&asking, &spec, target);
}

static void
fill_fixed (Filling *filling, guint at)
{
  const ZbSection *section = &filling->recipe->form->sections[at];
  GPtrArray *const *cells = filling->recipe->sections[at].cells;

  for (guint row = 0; row < section->n_rows; row++)
    for (guint column = 0; column < section->n_columns; column++)
      fill_cell (filling, cells + row * section->n_columns,
                 &(Target){filling->report, at, row, column});
}

/* Whether a figure of the row comes from the books, and whether one of these is not zero. */
static void
look_for_figures (
    Filling *filling, const ZbSeasonRow *row, guint at, gboolean *ret_asks, gboolean *ret_any)
{
  const ZbSection *section = &filling->recipe->form->sections[at];

  for (guint column = 0; column < section->n_columns; column++) {
    Asking asking = {.desk = filling->desk,
                     .words = filling->words,
                     .span = filling->recipe->sections[at].spans[column]};
    ZbDecimal value;

    asking.line = choose_line (row->columns[column], &asking);
    if (asking.line == NULL || asking.line->kind != ZB_SEASON_LINE_FORMULA)
      continue;
    evaluate (&asking, &section->specs[column], &value);
    *ret_asks |= asking.has;
    *ret_any |= asking.any;
  }
}

/* A row that none of its lines holds for is not there; nor is one without figures while business
 * stands still. */
static gboolean
has_row (Filling *filling, const ZbSeasonRow *row, guint at)
{
  Asking asking = {.desk = filling->desk, .words = filling->words};
  gboolean holds = FALSE, asks = FALSE, any = FALSE;

  for (guint column = 0; column < filling->recipe->form->sections[at].n_columns; column++)
    holds = holds || choose_line (row->columns[column], &asking) != NULL;
  if (!holds || !zb_season_books_stand_still (filling->desk->books, filling->words.period))
    return holds;
  look_for_figures (filling, row, at, &asks, &any);
  return any || !asks;
}

static void
fill_dynamic (Filling *filling, guint at)
{
  guint n_columns = filling->recipe->form->sections[at].n_columns;
  const GPtrArray *rows = filling->recipe->sections[at].rows;

  for (guint i = 0; i < rows->len; i++) {
    const ZbSeasonRow *row = rows->pdata[i];
    g_autofree char *key = zb_season_expand (row->key, zb_season_words_get, &filling->words);

    if (*key != '\0' && has_row (filling, row, at))
      zb_report_add_row (filling->report, at, key, NULL);
  }
  for (guint i = 0; i < rows->len; i++) {
    const ZbSeasonRow *row = rows->pdata[i];
    g_autofree char *key = zb_season_expand (row->key, zb_season_words_get, &filling->words);
    int index = zb_report_find_row (filling->report, at, key);

    for (guint column = 0; index >= 0 && column < n_columns; column++)
      fill_cell (filling, row->columns, &(Target){filling->report, at, (guint)index, column});
  }
}

static void
fill_field (const Filling *filling, guint field)
{
  const ZbField *described = zb_form_field (filling->recipe->form, field);
  Asking asking = {.desk = filling->desk, .words = filling->words, .span = ZB_SPAN_TO_DATE};
  g_autofree char *text = NULL;
  ZbDecimal value;

  asking.line = choose_line (filling->recipe->fields[field], &asking);
  if (asking.line == NULL)
    return;
  if (asking.line->kind == ZB_SEASON_LINE_TEXT)
    text = zb_season_expand (asking.line->text, zb_season_words_get, &asking.words);
  else if (asking.line->kind == ZB_SEASON_LINE_FORMULA &&
           evaluate (&asking, &described->spec, &value))
    text = zb_decimal_to_string (value);
  if (text != NULL)
    zb_report_set_field (filling->report, field, text, NULL);
}

void
zb_season_recipe_fill (const ZbSeasonRecipe *recipe, const ZbSeasonDesk *desk, ZbReport *report)
{
  Filling filling = {.recipe = recipe, .desk = desk, .report = report};

  zb_season_words_init (&filling.words, desk->unit, desk->parameters, zb_report_period (report));
  for (guint field = 0; field < zb_form_n_fields (recipe->form); field++)
    fill_field (&filling, field);
  for (guint at = 0; at < recipe->form->n_sections; at++)
    if (recipe->form->sections[at].dynamic)
      fill_dynamic (&filling, at);
    else
      fill_fixed (&filling, at);
}
