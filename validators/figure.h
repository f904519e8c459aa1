/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/wide.h"

/* A value while a rule runs: an exact fraction with what is known about it. In a run that looks for
 * rounding, each part also carries how far the true value may lie off: twice the distance, so that
 * half of a last unit is a whole number. */

typedef enum {
  ZB_FIGURE_BLANK = 1 << 0,   /* no value: what needs it is skipped */
  ZB_FIGURE_MISSING = 1 << 1, /* the context lacks it: not evaluable */
  ZB_FIGURE_REFUSED = 1 << 2, /* blank where the rule says blank = fail */
  ZB_FIGURE_OVERFLOW = 1 << 3,
} ZbFigureFlags;

typedef struct {
  ZbWide num, den; /* den > 0 */
  ZbWide num_slack, den_slack;
  const char *text; /* of a text; borrowed */
  guint flags;
} ZbFigure;

/* These are made where they are put, as a rule makes one at nearly every step; a variable returned
 * is what compilers put there without a copy. */
static inline ZbFigure
zb_figure_whole (ZbWide number)
{
  ZbFigure figure = {.num = number, .den = 1};

  return figure;
}

static inline ZbFigure
zb_figure_flagged (guint flags)
{
  ZbFigure figure = {.den = 1, .flags = flags};

  return figure;
}

/* NULL is blank. */
static inline ZbFigure
zb_figure_text (const char *text)
{
  ZbFigure figure = {.den = 1, .text = text, .flags = text == NULL ? ZB_FIGURE_BLANK : 0};

  return figure;
}

/* Conditions are figures of 1 and 0. */
static inline ZbFigure
zb_figure_condition (gboolean holds)
{
  return zb_figure_whole (holds);
}

/* Results keep the flags of both; a sum or product that leaves 128 bits is flagged. */
ZbFigure zb_figure_add (ZbFigure a, ZbFigure b);
ZbFigure zb_figure_multiply (ZbFigure a, ZbFigure b);
/* A zero divisor makes the result blank. */
ZbFigure zb_figure_divide (ZbFigure a, ZbFigure b);
ZbFigure zb_figure_negate (ZbFigure a);
ZbFigure zb_figure_absolute (ZbFigure a);
/* × 10^@power, also a negative one. */
ZbFigure zb_figure_scale (ZbFigure a, int power);
/* To a whole number after × 10^@power. */
ZbFigure zb_figure_round (ZbFigure a, int power, ZbRounding rounding);

/* What lies between two figures: a - b as a fraction over a positive @den, and the slack of the
 * difference. FALSE if it leaves 128 bits. */
typedef struct {
  ZbWide difference, den, slack;
  gboolean den_uncertain; /* the divisors' slack takes in zero */
} ZbGap;

gboolean zb_figure_gap (const ZbFigure *a, const ZbFigure *b, ZbGap *ret_gap);
/* -1, 0, 1; @ret_order untouched and FALSE if it leaves 128 bits. */
gboolean zb_figure_compare (const ZbFigure *a, const ZbFigure *b, int *ret_order);
