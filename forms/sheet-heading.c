/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/sheet-reading.h"

#include <string.h>

/* What stands above a table, as "表　　号：B204-1" or with the value in a cell beside. */

typedef enum {
  FACT_CODE,
  FACT_ISSUER,
  FACT_DOCUMENT,
  FACT_VALID_UNTIL,
  FACT_MEASURE,
  FACT_OTHER,
} Fact;

static const struct {
  const char *label; /* without blanks and colon */
  Fact fact;
} labels[] = {
    {"表号", FACT_CODE},
    {"Formno.", FACT_CODE},
    {"制定机关", FACT_ISSUER},
    {"制表机关", FACT_ISSUER},
    {"Issuedby", FACT_ISSUER},
    {"文号", FACT_DOCUMENT},
    {"批准文号", FACT_DOCUMENT},
    {"Document", FACT_DOCUMENT},
    {"有效期至", FACT_VALID_UNTIL},
    {"Validuntil", FACT_VALID_UNTIL},
    {"计量单位", FACT_MEASURE},
    {"单位", FACT_MEASURE},
    {"Unitofmeasure", FACT_MEASURE},
};

/* Cuts "label：value" in two; FALSE where there is no colon. */
static gboolean
split_fact (const char *text, Fact *ret_fact, const char **ret_value)
{
  const char *colon = strstr (text, "：");
  gsize width = colon ? strlen ("：") : 1;
  g_autoptr (GString) label = g_string_new (NULL);

  if (!colon)
    colon = strchr (text, ':');
  if (!colon)
    return FALSE;
  for (const char *c = text; c < colon; c = g_utf8_next_char (c))
    if (!g_unichar_isspace (g_utf8_get_char (c)))
      g_string_append_unichar (label, g_utf8_get_char (c));
  *ret_fact = FACT_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (strcmp (labels[i].label, label->str) == 0)
      *ret_fact = labels[i].fact;
  for (*ret_value = colon + width; g_unichar_isspace (g_utf8_get_char (*ret_value));)
    *ret_value = g_utf8_next_char (*ret_value);
  return TRUE;
}

/* "2025年12月", "2025-12": the last period that the form serves. */
static gboolean
read_validity (ZbSheetReading *reading, guint row, guint column, const char *value, GError **error)
{
  g_autofree char *plain = zb_sheet_dup_plain (value);
  ZbFormDraft *draft = reading->draft;
  guint numbers[2] = {0, 0}, n = 0;

  for (const char *c = plain; *c && n < 2;) {
    char *end = NULL;
    guint64 number = g_ascii_isdigit (*c) ? g_ascii_strtoull (c, &end, 10) : 0;

    if (end) {
      numbers[n++] = (guint)MIN (number, 9999);
      c = end;
    } else {
      c = g_utf8_next_char (c);
    }
  }
  if (numbers[0] < 1949 || numbers[0] > 2200 || numbers[1] > 12)
    return zb_sheet_fail (reading, row, column, error, "“%s” names no month or year", value);
  ZbPeriod month = {ZB_PERIOD_MONTH, (int)numbers[0], numbers[1] ? numbers[1] : 12};
  draft->expires = zb_period_to_kind (month, draft->period_kind);
  return TRUE;
}

static void
keep (char **place, const char *value)
{
  if (!*place && *value)
    *place = g_strdup (value);
}

static void
keep_plain (char **place, const char *value)
{
  g_autofree char *plain = zb_sheet_dup_plain (value);

  keep (place, plain);
}

static gboolean
take_fact (ZbSheetReading *reading,
           ZbDraftSection *section,
           Fact fact,
           guint row,
           guint column,
           const char *value,
           GError **error)
{
  ZbFormDraft *draft = reading->draft;

  switch (fact) {
  case FACT_CODE:
    keep_plain (&draft->code, value);
    return TRUE;
  case FACT_ISSUER:
    keep (&draft->issuer.zh, value);
    return TRUE;
  case FACT_DOCUMENT:
    keep (&draft->document.zh, value);
    return TRUE;
  case FACT_VALID_UNTIL:
    return !*value || read_validity (reading, row, column, value, error);
  case FACT_MEASURE:
    if (*value)
      section->measure = zb_sheet_find_measure (reading, row, column, value, error);
    return !*value || section->measure != NULL;
  case FACT_OTHER:
    return TRUE;
  }
  return TRUE;
}

/* The value of a fact whose colon ends its cell: the next cell that is not blank. */
static char *
dup_beside (const ZbSheetReading *reading, guint row, guint *column)
{
  ZbXlsxArea area = zb_xlsx_area_at (reading->xlsx, reading->sheet, row, *column);

  for (guint c = area.column + area.n_columns;
       c < zb_xlsx_n_columns (reading->xlsx, reading->sheet); c++) {
    g_autofree char *text = zb_sheet_dup_text (reading, row, c);

    if (!*text || strstr (text, "：") || strchr (text, ':'))
      continue;
    *column = c;
    return g_steal_pointer (&text);
  }
  return g_strdup ("");
}

/* The period to be written in: "20  年  月". */
static gboolean
is_period (const char *text)
{
  return g_str_has_suffix (text, "月") || g_str_has_suffix (text, "年") ||
         g_str_has_suffix (text, "季度") || g_str_has_prefix (text, "20");
}

/* "国统字〔2026〕1号" needs no label. */
static gboolean
is_document (const char *text)
{
  const char *bracket = strstr (text, "〔");

  return bracket && bracket > text && g_str_has_suffix (text, "号");
}

gboolean
zb_sheet_read_heading (ZbSheetReading *reading, ZbDraftSection *section, GError **error)
{
  ZbFormDraft *draft = reading->draft;

  for (guint row = reading->first; row < reading->top; row++) {
    for (guint column = 0; column < zb_xlsx_n_columns (reading->xlsx, reading->sheet); column++) {
      g_autofree char *text = zb_sheet_dup_text (reading, row, column);
      const char *value;
      Fact fact;

      if (!*text)
        continue;
      if (split_fact (text, &fact, &value)) {
        g_autofree char *beside = *value ? NULL : dup_beside (reading, row, &column);
        if (!take_fact (reading, section, fact, row, column, beside ? beside : value, error))
          return FALSE;
      } else if (is_document (text)) {
        keep (&draft->document.zh, text);
      } else if (!draft->title.zh && draft->sections->len == 1) {
        draft->title.zh = g_strdup (text);
      } else if (!is_period (text)) {
        g_free (section->title.zh);
        section->title.zh = g_strdup (text);
      }
    }
  }
  return TRUE;
}
