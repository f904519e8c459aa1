/* SPDX-License-Identifier: Apache-2.0 */
#include "client/heading.h"

#include <string.h>

#define LONGEST 512 /* bytes: longer texts are no headings */

static gboolean
is_passed_over (gunichar sign)
{
  return g_unichar_isspace (sign) || g_unichar_iscntrl (sign) || sign == '#' || sign == '*' ||
         sign == ':' || sign == 0x3001 /* 、 */ || sign == '.' || sign == ',' || sign == '"' ||
         sign == 0x200b || sign == 0xfeff;
}

static gunichar
fold (gunichar sign)
{
  if (sign >= 0xff01 && sign <= 0xff5e)
    sign -= 0xfee0;
  if (sign == 0x2014 || sign == 0x2013 || sign == 0x2015 || sign == 0x2212 || sign == '~')
    return '-';
  return g_unichar_tolower (sign);
}

static char *
dup_folded (const char *text)
{
  GString *folded = g_string_new (NULL);

  for (; *text != '\0' && folded->len < LONGEST; text = g_utf8_next_char (text)) {
    gunichar sign = fold (g_utf8_get_char (text));

    if (is_passed_over (sign) || (sign == '-' && g_str_has_suffix (folded->str, "-")))
      continue;
    g_string_append_unichar (folded, sign);
  }
  return g_string_free (folded, FALSE);
}

/* Measures are compared as headings are. */
static const ZbMeasure *
find_measure (const char *folded)
{
  const ZbMeasure *measure;

  for (guint i = 0; (measure = zb_measure_at (i)) != NULL; i++) {
    g_autofree char *zh = dup_folded (measure->name.zh);
    g_autofree char *en = dup_folded (measure->name.en);
    if (strcmp (zh, folded) == 0 || strcmp (en, folded) == 0)
      return measure;
  }
  return NULL;
}

/* Cuts "(…)" at the end off where it is a measure. */
static const ZbMeasure *
cut_measure (char *folded)
{
  char *open = g_str_has_suffix (folded, ")") ? strrchr (folded, '(') : NULL;
  const ZbMeasure *measure;

  if (open == NULL)
    return NULL;
  g_autofree char *inner = g_strndup (open + 1, strlen (open + 1) - 1);
  measure = find_measure (g_str_has_prefix (inner, "单位") ? inner + strlen ("单位") : inner);
  if (measure != NULL && open > folded)
    *open = '\0';
  return measure;
}

/* "一、", "(二)", "1.": how a paper numbers its rows. */
static const char *
skip_numbering (const char *text)
{
  static const char *const digits = "一二三四五六七八九十0123456789";
  static const char *const open = "(（";
  static const char *const close = ")）、.．";
  gboolean bracket;

  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  const char *c = text;
  bracket = *c != '\0' && g_utf8_strchr (open, -1, g_utf8_get_char (c)) != NULL;
  if (bracket)
    c = g_utf8_next_char (c);
  const char *first = c;
  while (*c != '\0' && g_utf8_strchr (digits, -1, g_utf8_get_char (c)) != NULL)
    c = g_utf8_next_char (c);
  if (c == first || *c == '\0' || g_utf8_strchr (close, -1, g_utf8_get_char (c)) == NULL)
    return text;
  c = g_utf8_next_char (c);
  /* "1.5" is no numbering, nor is all of a text. */
  return *c == '\0' || (!bracket && g_ascii_isdigit (*c)) ? text : c;
}

char *
zb_heading_normal (const char *text)
{
  static const char *const starts[] = {"其中", "ofwhich"};
  g_autofree char *folded = dup_folded (skip_numbering (text));
  const char *rest = folded;

  cut_measure (folded);
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (rest, starts[i]) && rest[strlen (starts[i])] != '\0')
      rest += strlen (starts[i]);
  return g_strdup (rest);
}

const ZbMeasure *
zb_heading_measure (const char *text)
{
  g_autofree char *folded = dup_folded (text);

  return cut_measure (folded);
}

const ZbMeasure *
zb_heading_unit_line (const char *text)
{
  static const char *const words[] = {"单位", "unit", "unitofmeasure"};
  g_autofree char *folded = dup_folded (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    const char *found = g_strrstr (folded, words[i]);
    const ZbMeasure *measure = found != NULL ? find_measure (found + strlen (words[i])) : NULL;
    if (measure != NULL)
      return measure;
  }
  return NULL;
}
