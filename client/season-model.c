/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season-model.h"

#include "formats/csv-reader.h"
#include "forms/concept.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/prefill.h"

#include <string.h>

#define TEXT_MARK "text:"
#define ALL_FORMS "*"

enum { OUTPUT, SCALE, N_GIVEN };

typedef struct {
  char *name;
  gboolean stock;
  const ZbMeasure *measure;
  GArray *formula; /* NULL of those given */
} Variable;

typedef struct {
  char *cell, *text;
  GArray *formula; /* (nullable) unless the text is one */
} Line;

struct _ZbSeasonModel {
  GPtrArray *variables; /* Variable */
  GPtrArray *forms;     /* char* */
  GHashTable *recipes;  /* form → GPtrArray of Line */
};

struct _ZbSeasonBooks {
  const ZbSeasonModel *model;
  int year;
  guint n_months;
  gint64 *values; /* by variable, then month */
};

static void
variable_free (gpointer data)
{
  Variable *variable = data;

  g_free (variable->name);
  g_clear_pointer (&variable->formula, g_array_unref);
  g_free (variable);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_free (line->cell);
  g_free (line->text);
  g_clear_pointer (&line->formula, g_array_unref);
  g_free (line);
}

void
zb_season_model_free (ZbSeasonModel *model)
{
  g_ptr_array_unref (model->variables);
  g_ptr_array_unref (model->forms);
  g_hash_table_unref (model->recipes);
  g_free (model);
}

static int
find_variable (const ZbSeasonModel *model, const char *name)
{
  for (guint i = 0; i < model->variables->len; i++)
    if (strcmp (((Variable *)model->variables->pdata[i])->name, name) == 0)
      return (int)i;
  return -1;
}

/* Every variable of a formula must be known above it. */
static GArray *
read_formula (const ZbSeasonModel *model, const char *text, GError **error)
{
  g_autoptr (GArray) formula = zb_season_formula_parse (text, error);

  for (guint i = 0; formula != NULL && i < formula->len; i++) {
    const char *name = g_array_index (formula, ZbSeasonTerm, i).variable;

    if (name != NULL && find_variable (model, name) < 0) {
      zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no variable “%s”", name);
      return NULL;
    }
  }
  return g_steal_pointer (&formula);
}

static void
add_variable (ZbSeasonModel *model, const char *name, gboolean stock, const char *measure)
{
  Variable *variable = g_new0 (Variable, 1);

  variable->name = g_strdup (name);
  variable->stock = stock;
  variable->measure = zb_measure_find (measure);
  g_ptr_array_add (model->variables, variable);
}

static gboolean
read_variable (ZbSeasonModel *model, const char *const *fields, GError **error)
{
  GArray *formula = read_formula (model, fields[3], error);

  if (formula == NULL)
    return FALSE;
  add_variable (model, fields[0], strcmp (fields[1], "stock") == 0, fields[2]);
  ((Variable *)model->variables->pdata[model->variables->len - 1])->formula = formula;
  return TRUE;
}

static gboolean
read_recipe (ZbSeasonModel *model, const char *const *fields, GError **error)
{
  GPtrArray *lines = g_hash_table_lookup (model->recipes, fields[0]);
  gboolean is_text = g_str_has_prefix (fields[2], TEXT_MARK) || strcmp (fields[1], "who") == 0;
  GArray *formula = is_text ? NULL : read_formula (model, fields[2], error);

  if (!is_text && formula == NULL)
    return FALSE;
  if (lines == NULL) {
    lines = g_ptr_array_new_with_free_func (line_free);
    g_hash_table_insert (model->recipes, g_strdup (fields[0]), lines);
    if (strcmp (fields[0], ALL_FORMS) != 0)
      g_ptr_array_add (model->forms, g_strdup (fields[0]));
  }
  Line *line = g_new0 (Line, 1);
  line->cell = g_strdup (fields[1]);
  line->text = g_strdup (g_str_has_prefix (fields[2], TEXT_MARK) ? fields[2] + strlen (TEXT_MARK)
                                                                 : fields[2]);
  line->formula = formula;
  g_ptr_array_add (lines, line);
  return TRUE;
}

typedef gboolean (*ReadLine) (ZbSeasonModel *model, const char *const *fields, GError **error);

/* The lines below the heads; lines that begin with # say something to people. */
static gboolean
read_table (ZbSeasonModel *model,
            const char *folder,
            const char *name,
            guint n_fields,
            ReadLine read,
            GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize length = 0;
  GError *failure = NULL;
  const char *const *fields;
  gboolean head = TRUE;
  guint n;
  int at;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  g_autoptr (ZbCsvReader) csv = zb_csv_reader_new (path, text, length, ',');
  while (failure == NULL && (fields = zb_csv_reader_next (csv, &n, &at, &failure)) != NULL) {
    if (head || fields[0][0] == '#')
      head = FALSE;
    else if (n != n_fields)
      zb_forms_fail (ZB_FORMS_ERROR_INVALID, &failure, "%s:%d: %u fields, not %u", path, at, n,
                     n_fields);
    else if (!read (model, fields, &failure))
      g_prefix_error (&failure, "%s:%d: ", path, at);
  }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

ZbSeasonModel *
zb_season_model_read (const char *folder, GError **error)
{
  g_autoptr (ZbSeasonModel) model = g_new0 (ZbSeasonModel, 1);

  model->variables = g_ptr_array_new_with_free_func (variable_free);
  model->forms = g_ptr_array_new_with_free_func (g_free);
  model->recipes =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  add_variable (model, "output", FALSE, "CNY10000");
  add_variable (model, "scale", TRUE, "CNY10000");
  if (!read_table (model, folder, "economy.csv", 4, read_variable, error) ||
      !read_table (model, folder, "recipes.csv", 3, read_recipe, error))
    return NULL;
  return g_steal_pointer (&model);
}

const GPtrArray *
zb_season_model_forms (const ZbSeasonModel *model)
{
  return model->forms;
}

static const Line *
find_line (const ZbSeasonModel *model, const char *form, const char *cell)
{
  const GPtrArray *lines = g_hash_table_lookup (model->recipes, form);

  for (guint i = 0; lines != NULL && i < lines->len; i++)
    if (strcmp (((Line *)lines->pdata[i])->cell, cell) == 0)
      return lines->pdata[i];
  return NULL;
}

gboolean
zb_season_model_owes (const ZbSeasonModel *model, const char *form, GHashTable *attributes)
{
  const Line *who = find_line (model, form, "who");
  g_auto (GStrv) words = who != NULL ? g_strsplit (who->text, " ", -1) : NULL;
  const char *value = words != NULL ? g_hash_table_lookup (attributes, words[0]) : NULL;

  if (words == NULL)
    return TRUE;
  for (guint i = 1; value != NULL && words[i] != NULL; i++)
    if (g_str_has_prefix (value, words[i]))
      return TRUE;
  return FALSE;
}

static gint64 *
values_of (const ZbSeasonBooks *books, guint variable)
{
  return books->values + (gsize)variable * books->n_months;
}

typedef struct {
  const ZbSeasonBooks *books;
  guint month;
} Month;

static gint64
month_value_cb (const ZbSeasonTerm *term, gpointer data)
{
  const Month *month = data;
  guint variable = (guint)find_variable (month->books->model, term->variable);

  if (!term->before)
    return values_of (month->books, variable)[month->month];
  return month->month == 0 ? 0 : values_of (month->books, variable)[month->month - 1];
}

ZbSeasonBooks *
zb_season_books_new (
    const ZbSeasonModel *model, int year, guint n_months, const gint64 *output, gint64 scale)
{
  ZbSeasonBooks *books = g_new0 (ZbSeasonBooks, 1);

  books->model = model;
  books->year = year;
  books->n_months = n_months;
  books->values = g_new0 (gint64, (gsize)n_months * model->variables->len);
  for (guint m = 0; m < n_months; m++) {
    Month month = {books, m};

    values_of (books, OUTPUT)[m] = output[m];
    values_of (books, SCALE)[m] = scale;
    for (guint v = N_GIVEN; v < model->variables->len; v++)
      values_of (books, v)[m] = zb_season_formula_evaluate (
          ((Variable *)model->variables->pdata[v])->formula, month_value_cb, &month);
  }
  return books;
}

void
zb_season_books_free (ZbSeasonBooks *books)
{
  g_free (books->values);
  g_free (books);
}

/* What a cell asks of the books. */
typedef struct {
  const ZbSeasonBooks *books;
  ZbPeriod period;
  ZbSpan span;
  gboolean last_year;
  const ZbMeasure *measure; /* of the first variable asked for */
} Question;

/* The months that a span covers, by their place in the books; FALSE if the books lack them. */
static gboolean
find_months (const Question *question, ZbSpan span, gboolean stock, int *ret_first, int *ret_last)
{
  int year = question->period.year - (question->last_year ? 1 : 0);
  int january = (year - question->books->year) * 12;
  GDate first = zb_period_first_day (question->period);

  *ret_last = january + (int)zb_period_month (question->period) - 1;
  if (span == ZB_SPAN_OPENING)
    *ret_last = january - 1;
  *ret_first = stock || span == ZB_SPAN_OPENING || span == ZB_SPAN_END ? *ret_last
               : span == ZB_SPAN_PERIOD ? january + (int)g_date_get_month (&first) - 1
                                        : january;
  return *ret_first >= 0 && *ret_last < (int)question->books->n_months;
}

static gint64
cell_value_cb (const ZbSeasonTerm *term, gpointer data)
{
  Question *question = data;
  const ZbSeasonModel *model = question->books->model;
  guint index = (guint)find_variable (model, term->variable);
  const Variable *variable = model->variables->pdata[index];
  ZbSpan span = term->span != ZB_SPAN_NONE ? term->span : question->span;
  gint64 sum = 0;
  int first, last;

  question->measure = variable->measure;
  if (!find_months (question, span, variable->stock, &first, &last))
    return 0;
  for (int month = first; month <= last; month++)
    sum += values_of (question->books, index)[month];
  return sum;
}

static GArray *
concept_formula (const ZbSeasonModel *model, const ZbCellSpec *spec)
{
  if (spec->concept == NULL || spec->type != ZB_CELL_NUMBER ||
      find_variable (model, spec->concept->code) < 0)
    return NULL;
  return zb_season_formula_parse (spec->concept->code, NULL);
}

/* The formula of a cell: its recipe's, or its concept; of last year's column that of the column it
 * is filled from. (transfer full) */
static GArray *
find_formula (const ZbSeasonBooks *books,
              const ZbReport *report,
              guint section,
              guint row,
              guint column,
              Question *question)
{
  const ZbForm *form = zb_report_form (report);
  const char *key = zb_report_row_key (report, section, row);
  ZbCellSpec spec;
  ZbPrefill prefill;

  if (!zb_report_cell_spec (report, section, row, column, &spec))
    return NULL;
  if (spec.prefill != NULL && zb_prefill_parse (spec.prefill, &prefill, NULL) &&
      prefill.kind == ZB_PREFILL_EARLIER && prefill.unit == 'y' && prefill.count == 1 &&
      *prefill.column != '\0' && !question->last_year) {
    question->last_year = TRUE;
    return find_formula (books, report, section, row,
                         (guint)zb_section_find_column (&form->sections[section], prefill.column),
                         question);
  }
  g_autofree char *item = zb_form_item_id (form, section, key, column);
  const Line *line = find_line (books->model, form->id, item);
  question->span = spec.span;
  if (line != NULL && line->formula != NULL)
    return g_array_ref (line->formula);
  return concept_formula (books->model, &spec);
}

static void
fill_cell (const ZbSeasonBooks *books, ZbReport *report, guint section, guint row, guint column)
{
  Question question = {.books = books, .period = zb_report_period (report)};
  g_autoptr (GArray) formula = find_formula (books, report, section, row, column, &question);
  ZbCellSpec spec, own = {0};
  ZbDecimal value;

  if (formula == NULL || !zb_report_cell_spec (report, section, row, column, &spec) ||
      spec.type != ZB_CELL_NUMBER || (spec.flags & (ZB_CELL_COMPUTED | ZB_CELL_NOT_APPLICABLE)) ||
      ((spec.flags & ZB_CELL_NOT_IN_JOINT) &&
       zb_form_is_joint (zb_report_form (report), zb_report_period (report))))
    return;
  value.digits = zb_season_formula_evaluate (formula, cell_value_cb, &question);
  value.scale = 0;
  own.measure = question.measure;
  if (own.measure != NULL && spec.measure != NULL &&
      strcmp (own.measure->dimension, spec.measure->dimension) != 0)
    own.measure = NULL;
  if (zb_cell_convert_half_up (value, &own, &spec, &value))
    zb_report_set_number (report, section, row, column, value.digits);
}

/* @text with "{name}" replaced by attributes. */
static char *
expand (const char *text, GHashTable *attributes)
{
  const char *open = strchr (text, '{'), *close = open != NULL ? strchr (open, '}') : NULL;
  const char *value;

  if (close == NULL)
    return g_strdup (text);
  g_autofree char *name = g_strndup (open + 1, (gsize)(close - open - 1));
  value = g_hash_table_lookup (attributes, name);
  return g_strdup_printf ("%.*s%s%s", (int)(open - text), text, value != NULL ? value : "",
                          close + 1);
}

/* A line that is no formula of a fixed cell: a header field, a text, or a formula of a dynamic row,
 * whose key is an attribute: "B.{industry}.1". */
static void
fill_line (const Line *line, ZbReport *report, GHashTable *attributes, GHashTable *formulas)
{
  const ZbForm *form = zb_report_form (report);
  g_autofree char *cell = expand (line->cell, attributes);
  g_autofree char *text = expand (line->text, attributes);
  g_auto (GStrv) parts = g_strsplit (cell, ".", 3);

  if (g_str_has_prefix (cell, "head.")) {
    int field = zb_form_find_field (form, cell + strlen ("head."));

    if (field >= 0)
      zb_report_set_field (report, (guint)field, text, NULL);
    return;
  }
  if (g_strv_length (parts) != 3 || *parts[1] == '\0')
    return;
  int section = zb_form_find_section (form, parts[0]);
  if (section < 0)
    return;
  int column = zb_section_find_column (&form->sections[section], parts[2]);
  int row = form->sections[section].dynamic
                ? zb_report_add_row (report, (guint)section, parts[1], NULL)
                : zb_report_find_row (report, (guint)section, parts[1]);
  if (row < 0 || column < 0)
    return;
  if (line->formula == NULL)
    zb_report_set_canonical (report, (guint)section, (guint)row, (guint)column, text, NULL);
  else
    g_hash_table_insert (formulas, g_steal_pointer (&cell), (gpointer)line);
}

/* Formulas of dynamic rows, once all rows are there. */
static void
fill_dynamic (const ZbSeasonBooks *books, ZbReport *report, GHashTable *formulas, guint section)
{
  const ZbSection *described = &zb_report_form (report)->sections[section];

  for (guint row = 0; row < zb_report_n_rows (report, section); row++)
    for (guint column = 0; column < described->n_columns; column++) {
      g_autofree char *item = zb_form_item_id (zb_report_form (report), section,
                                               zb_report_row_key (report, section, row), column);
      Question question = {.books = books, .period = zb_report_period (report)};
      const Line *line = g_hash_table_lookup (formulas, item);
      ZbCellSpec spec, own = {0};
      ZbDecimal value = {0, 0};

      if (line == NULL || !zb_report_cell_spec (report, section, row, column, &spec) ||
          ((spec.flags & ZB_CELL_NOT_IN_JOINT) &&
           zb_form_is_joint (zb_report_form (report), zb_report_period (report))))
        continue;
      question.last_year = spec.prefill != NULL;
      value.digits = zb_season_formula_evaluate (line->formula, cell_value_cb, &question);
      own.measure = question.measure;
      if (spec.measure == NULL || own.measure == NULL ||
          strcmp (own.measure->dimension, spec.measure->dimension) != 0)
        own.measure = spec.measure;
      if (zb_cell_convert_half_up (value, &own, &spec, &value))
        zb_report_set_number (report, section, row, column, value.digits);
    }
}

gboolean
zb_season_books_fill (const ZbSeasonBooks *books,
                      ZbReport *report,
                      GHashTable *attributes,
                      GError **error)
{
  const ZbForm *form = zb_report_form (report);
  const char *const names[] = {ALL_FORMS, form->id};
  g_autoptr (GHashTable) formulas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (g_hash_table_lookup (books->model->recipes, form->id) == NULL)
    return zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no recipe for %s", form->id);
  for (guint n = 0; n < G_N_ELEMENTS (names); n++) {
    const GPtrArray *lines = g_hash_table_lookup (books->model->recipes, names[n]);

    for (guint i = 0; lines != NULL && i < lines->len; i++)
      fill_line (lines->pdata[i], report, attributes, formulas);
  }
  for (guint section = 0; section < form->n_sections; section++) {
    if (form->sections[section].dynamic) {
      fill_dynamic (books, report, formulas, section);
      continue;
    }
    for (guint row = 0; row < zb_report_n_rows (report, section); row++)
      for (guint column = 0; column < form->sections[section].n_columns; column++)
        fill_cell (books, report, section, row, column);
  }
  return TRUE;
}
