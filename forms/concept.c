/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/concept.h"

#include <string.h>

struct _ZbConceptIndex {
  GHashTable *places; /* concept → GArray of ZbConceptPlace */
};

static void
add_place (ZbConceptIndex *index, const ZbConceptPlace *place)
{
  const char *concept = place->spec->concept->code;
  GArray *places = g_hash_table_lookup (index->places, concept);

  if (places == NULL) {
    places = g_array_new (FALSE, FALSE, sizeof (ZbConceptPlace));
    g_hash_table_insert (index->places, g_strdup (concept), places);
  }
  g_array_append_vals (places, place, 1);
}

static void
add_form (ZbConceptIndex *index, ZbForm *form)
{
  for (guint s = 0; s < form->n_sections; s++) {
    const ZbSection *section = &form->sections[s];

    for (guint i = 0; i < section->n_rows * section->n_columns; i++) {
      ZbConceptPlace place = {form, s, i / section->n_columns, i % section->n_columns,
                              &section->specs[i]};

      if (place.spec->concept != NULL)
        add_place (index, &place);
    }
  }
}

/* Whether a later revision of the same edition is there. */
static gboolean
is_superseded (const ZbCatalogue *catalogue, const ZbForm *form)
{
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *other = zb_package_form (zb_catalogue_at (catalogue, i));

    if (other->revision > form->revision && strcmp (other->id, form->id) == 0 &&
        strcmp (other->edition, form->edition) == 0)
      return TRUE;
  }
  return FALSE;
}

ZbConceptIndex *
zb_concept_index_new (const ZbCatalogue *catalogue)
{
  ZbConceptIndex *index = g_new0 (ZbConceptIndex, 1);

  index->places =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    if (!is_superseded (catalogue, form))
      add_form (index, form);
  }
  return index;
}

void
zb_concept_index_free (ZbConceptIndex *index)
{
  g_hash_table_unref (index->places);
  g_free (index);
}

const GArray *
zb_concept_index_places (const ZbConceptIndex *index, const char *concept)
{
  return g_hash_table_lookup (index->places, concept);
}

gboolean
zb_span_agrees (ZbSpan span, ZbPeriod a, ZbPeriod b)
{
  GDate last_a = zb_period_last_day (a), last_b = zb_period_last_day (b);

  if (span == ZB_SPAN_NONE)
    return FALSE;
  if (span == ZB_SPAN_OPENING)
    return a.year == b.year;
  return g_date_compare (&last_a, &last_b) == 0 && (span != ZB_SPAN_PERIOD || a.kind == b.kind);
}

/* Times a power of ten, which must not lose digits unless @half_up. */
static gboolean
shift_digits (gint64 digits, int exponent, gboolean half_up, gint64 *ret_digits)
{
  gint64 rest;

  for (; exponent > 0 && digits != 0; exponent--) {
    if (digits > ZB_DECIMAL_MAX_DIGITS / 10 || digits < -ZB_DECIMAL_MAX_DIGITS / 10)
      return FALSE;
    digits *= 10;
  }
  for (; exponent < 0 && digits != 0; exponent++) {
    rest = digits % 10;
    if (rest != 0 && !half_up)
      return FALSE;
    digits /= 10;
    if (exponent == -1 && (rest >= 5 || rest <= -5))
      digits += rest > 0 ? 1 : -1;
  }
  *ret_digits = digits;
  return TRUE;
}

static gboolean
convert (ZbDecimal value,
         const ZbCellSpec *from,
         const ZbCellSpec *to,
         gboolean half_up,
         ZbDecimal *ret_value)
{
  int exponent = 0;
  gint64 digits;

  if (from->measure != NULL && to->measure != NULL &&
      !zb_measure_shift (from->measure, to->measure, &exponent))
    return FALSE;
  if (!shift_digits (value.digits, exponent + (int)to->scale - (int)value.scale, half_up, &digits))
    return FALSE;
  *ret_value = (ZbDecimal){digits, to->scale};
  return TRUE;
}

gboolean
zb_cell_convert (ZbDecimal value,
                 const ZbCellSpec *from,
                 const ZbCellSpec *to,
                 ZbDecimal *ret_value)
{
  return convert (value, from, to, FALSE, ret_value);
}

gboolean
zb_cell_convert_half_up (ZbDecimal value,
                         const ZbCellSpec *from,
                         const ZbCellSpec *to,
                         ZbDecimal *ret_value)
{
  return convert (value, from, to, TRUE, ret_value);
}

int
zb_cell_missing_digits (const ZbCellSpec *from, const ZbCellSpec *to)
{
  int exponent = 0;

  if (from->measure != NULL && to->measure != NULL)
    zb_measure_shift (from->measure, to->measure, &exponent);
  return MAX (exponent + (int)to->scale - (int)from->scale, 0);
}
