/* SPDX-License-Identifier: Apache-2.0 */
#include "client/season/books.h"

#include "client/season/table.h"
#include "forms/error.h"

#include <string.h>

enum { TURNOVER, LEVEL, SCALE, WORKERS, N_GIVEN };

typedef struct {
  ZbRespondents *when;
  ZbSeasonFormula *formula;
} Variant;

typedef struct {
  char *name;
  gboolean stock;
  const ZbMeasure *measure;
  GArray *variants; /* Variant; none of those given */
} Variable;

struct _ZbSeasonEconomy {
  GPtrArray *variables; /* Variable */
  GHashTable *indexes;  /* name → index + 1 */
};

struct _ZbSeasonBooks {
  const ZbSeasonEconomy *economy;
  int year;
  guint n_months;
  gint64 *values; /* by variable, then month */
  gboolean *has;  /* by variable */
};

static void
clear_variant (gpointer data)
{
  Variant *variant = data;

  g_clear_pointer (&variant->when, zb_respondents_free);
  g_clear_pointer (&variant->formula, zb_season_formula_free);
}

static void
variable_free (gpointer data)
{
  Variable *variable = data;

  g_free (variable->name);
  g_array_unref (variable->variants);
  g_free (variable);
}

void
zb_season_economy_free (ZbSeasonEconomy *economy)
{
  g_ptr_array_unref (economy->variables);
  g_hash_table_unref (economy->indexes);
  g_free (economy);
}

int
zb_season_economy_find (const ZbSeasonEconomy *economy, const char *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (economy->indexes, name)) - 1;
}

static Variable *
variable_at (const ZbSeasonEconomy *economy, guint index)
{
  return economy->variables->pdata[index];
}

const ZbMeasure *
zb_season_economy_measure (const ZbSeasonEconomy *economy, guint variable)
{
  return variable_at (economy, variable)->measure;
}

ZbSeasonFormula *
zb_season_economy_formula (const ZbSeasonEconomy *economy, const char *text, GError **error)
{
  g_autoptr (ZbSeasonFormula) formula = zb_season_formula_parse (text, error);

  for (guint i = 0; formula != NULL && i < formula->terms->len; i++) {
    ZbSeasonTerm *term = &g_array_index (formula->terms, ZbSeasonTerm, i);
    int index = term->variable != NULL ? zb_season_economy_find (economy, term->variable) : 0;

    if (index < 0) {
      zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no variable “%s”", term->variable);
      return NULL;
    }
    term->index = (guint)index;
  }
  return g_steal_pointer (&formula);
}

static Variable *
add_variable (ZbSeasonEconomy *economy, const char *name, gboolean stock, const ZbMeasure *measure)
{
  Variable *variable = g_new0 (Variable, 1);

  variable->name = g_strdup (name);
  variable->stock = stock;
  variable->measure = measure;
  variable->variants = g_array_new (FALSE, TRUE, sizeof (Variant));
  g_array_set_clear_func (variable->variants, clear_variant);
  g_ptr_array_add (economy->variables, variable);
  g_hash_table_insert (economy->indexes, variable->name,
                       GUINT_TO_POINTER (economy->variables->len));
  return variable;
}

static Variable *
take_variable (ZbSeasonEconomy *economy, const char *const *fields, GError **error)
{
  int index = zb_season_economy_find (economy, fields[0]);
  const ZbMeasure *measure = zb_measure_find (fields[2]);
  gboolean stock = strcmp (fields[1], "stock") == 0;

  if (!stock && strcmp (fields[1], "flow") != 0) {
    zb_forms_fail (ZB_FORMS_ERROR_INVALID, error, "“%s” is neither flow nor stock", fields[1]);
    return NULL;
  }
  if (measure == NULL) {
    zb_forms_fail (ZB_FORMS_ERROR_NOT_FOUND, error, "there is no measure “%s”", fields[2]);
    return NULL;
  }
  return index >= 0 ? variable_at (economy, (guint)index)
                    : add_variable (economy, fields[0], stock, measure);
}

static gboolean
read_line (const char *const *fields, gpointer data, GError **error)
{
  ZbSeasonEconomy *economy = data;
  Variable *variable = take_variable (economy, fields, error);
  Variant variant = {0};

  if (variable == NULL)
    return FALSE;
  variant.formula = zb_season_economy_formula (economy, fields[3], error);
  variant.when = variant.formula != NULL ? zb_respondents_parse (fields[4], error) : NULL;
  if (variant.when == NULL)
    clear_variant (&variant);
  else
    g_array_append_val (variable->variants, variant);
  return variant.when != NULL;
}

ZbSeasonEconomy *
zb_season_economy_read (const char *path, GError **error)
{
  g_autoptr (ZbSeasonEconomy) economy = g_new0 (ZbSeasonEconomy, 1);

  economy->variables = g_ptr_array_new_with_free_func (variable_free);
  economy->indexes = g_hash_table_new (g_str_hash, g_str_equal);
  add_variable (economy, "turnover", FALSE, zb_measure_find ("CNY1000"));
  add_variable (economy, "level", TRUE, zb_measure_find ("CNY1000"));
  add_variable (economy, "scale", TRUE, zb_measure_find ("CNY1000"));
  add_variable (economy, "workers", TRUE, zb_measure_find ("PERSON"));
  return zb_season_table_read (path, 5, read_line, economy, error) ? g_steal_pointer (&economy)
                                                                   : NULL;
}

static gint64 *
values_of (const ZbSeasonBooks *books, guint variable)
{
  return books->values + (gsize)variable * books->n_months;
}

/* Where a formula is worked out. */
typedef struct {
  const ZbSeasonBooks *books;
  const ZbSeasonUnit *unit;
  guint variable, month;
} Place;

static gint64
value_cb (const ZbSeasonTerm *term, gpointer data)
{
  const Place *place = data;

  int month = (int)place->month + term->later;

  /* What an enterprise has beside its shares, a small unit has too; but none that stands still. */
  if (term->variable == NULL)
    return variable_at (place->books->economy, place->variable)->stock ||
           values_of (place->books, TURNOVER)[place->month] != 0;
  return month < 0 || month >= (int)place->books->n_months
             ? 0
             : values_of (place->books, term->index)[month];
}

static guint32
draw_cb (const ZbSeasonTerm *term, gpointer data)
{
  const Place *place = data;

  return zb_season_chance (place->unit->seed, zb_season_unit_get (place->unit, "uscc"),
                           place->variable, term->anew ? place->month + 1 : 0);
}

static const Variant *
choose_variant (const Variable *variable, const ZbSeasonUnit *unit)
{
  for (guint i = 0; i < variable->variants->len; i++) {
    const Variant *variant = &g_array_index (variable->variants, Variant, i);

    if (zb_respondents_match_by (variant->when, zb_season_unit_attribute, (gpointer)unit))
      return variant;
  }
  return NULL;
}

static void
fill_variable (ZbSeasonBooks *books, const ZbSeasonUnit *unit, guint variable)
{
  static const ZbSeasonSource source = {value_cb, draw_cb};
  const Variant *variant = choose_variant (variable_at (books->economy, variable), unit);
  Place place = {books, unit, variable, 0};

  books->has[variable] = variant != NULL;
  for (; variant != NULL && place.month < books->n_months; place.month++)
    values_of (books, variable)[place.month] =
        zb_season_formula_evaluate (variant->formula, &source, &place);
}

ZbSeasonBooks *
zb_season_books_new (const ZbSeasonEconomy *economy,
                     const ZbSeasonUnit *unit,
                     int year,
                     guint n_months,
                     const gint64 *turnover,
                     const gint64 *level)
{
  ZbSeasonBooks *books = g_new0 (ZbSeasonBooks, 1);

  books->economy = economy;
  books->year = year;
  books->n_months = n_months;
  books->values = g_new0 (gint64, (gsize)n_months * economy->variables->len);
  books->has = g_new0 (gboolean, economy->variables->len);
  for (guint variable = 0; variable < N_GIVEN; variable++)
    books->has[variable] = TRUE;
  for (guint month = 0; month < n_months; month++) {
    values_of (books, TURNOVER)[month] = turnover[month];
    values_of (books, LEVEL)[month] = level[month];
    values_of (books, SCALE)[month] = unit->scale;
    values_of (books, WORKERS)[month] = unit->workers;
  }
  for (guint variable = N_GIVEN; variable < economy->variables->len; variable++)
    fill_variable (books, unit, variable);
  return books;
}

void
zb_season_books_free (ZbSeasonBooks *books)
{
  g_free (books->values);
  g_free (books->has);
  g_free (books);
}

gboolean
zb_season_books_has (const ZbSeasonBooks *books, guint variable)
{
  return books->has[variable];
}

const ZbMeasure *
zb_season_books_measure (const ZbSeasonBooks *books, guint variable)
{
  return variable_at (books->economy, variable)->measure;
}

gint64
zb_season_books_value (const ZbSeasonBooks *books, guint variable, ZbSpan span, ZbPeriod period)
{
  int january = (period.year - books->year) * 12;
  GDate day = zb_period_first_day (period);
  int last = span == ZB_SPAN_OPENING ? january - 1 : january + (int)zb_period_month (period) - 1;
  int first = last;
  gint64 sum = 0;

  if (!variable_at (books->economy, variable)->stock)
    first = span == ZB_SPAN_PERIOD    ? january + (int)g_date_get_month (&day) - 1
            : span == ZB_SPAN_TO_DATE ? january
                                      : last;
  if (first < 0 || last >= (int)books->n_months)
    return 0;
  for (int month = first; month <= last; month++)
    sum += values_of (books, variable)[month];
  return sum;
}

gboolean
zb_season_books_stand_still (const ZbSeasonBooks *books, ZbPeriod period)
{
  return zb_season_books_value (books, TURNOVER, ZB_SPAN_PERIOD, period) == 0;
}
