/* SPDX-License-Identifier: Apache-2.0 */
#include "client/shared-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "forms/decimal.h"

static const char *
standing_words (ZbStanding standing)
{
  switch (standing) {
  case ZB_STANDING_ACCEPTED:
    return _ ("as accepted");
  case ZB_STANDING_SENT:
    return _ ("as reported");
  case ZB_STANDING_DRAFT:
  default:
    return _ ("from the draft");
  }
}

/* A figure of files with groups of digits; what is no figure stays as it is. */
static char *
group_digits (const char *text)
{
  const char *point = strchr (text, '.');
  ZbDecimal value;

  return zb_decimal_parse (text, point != NULL ? (guint)strlen (point + 1) : 0, &value, NULL)
             ? zb_decimal_to_display (value)
             : g_strdup (text);
}

/* What was done to the figure, if anything: "; rounded from 12,345.67 yuan". */
static char *
precision_words (const ZbSharedFigure *figure, const char *language)
{
  const char *measure =
      figure->measure != NULL ? zb_text_get (&figure->measure->name, language) : "";
  g_autofree char *original =
      figure->measure != NULL ? group_digits (figure->original) : g_strdup (figure->original);

  switch (figure->precision) {
  case ZB_FIGURE_ROUNDED:
    return g_strdup_printf (_ ("; rounded from %s %s"), original, measure);
  case ZB_FIGURE_COARSE:
    return g_strdup_printf (_ ("; known there only as %s %s"), original, measure);
  case ZB_FIGURE_EXACT:
  default:
    return g_strdup ("");
  }
}

char *
zb_shared_figure_show (const ZbSharedFigure *figure)
{
  return figure->measure != NULL ? group_digits (figure->text) : g_strdup (figure->text);
}

char *
zb_shared_figure_words (const ZbSharedFigure *figure, const char *language)
{
  g_autofree char *period = zb_period_to_display (figure->period, language, FALSE);
  g_autofree char *precision = precision_words (figure, language);
  const char *standing = standing_words (figure->standing);

  if (figure->version == NULL)
    /* A form, its period, a cell, "as reported", and "; rounded from …" or nothing */
    return g_strdup_printf (_ ("%s of %s, cell %s, %s%s"), figure->form, period,
                            figure->source_item, standing, precision);
  return g_strdup_printf (_ ("%s of %s, cell %s, %s (message %s)%s"), figure->form, period,
                          figure->source_item, standing, figure->version, precision);
}
