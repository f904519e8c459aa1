/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form-draft.h"
#include "tools/command.h"
#include "tools/words.h"

/* `zhibao form new`: a valid package to begin with, from options or questions. */
int zb_form_new_package (const ZbCallLine *line, GError **error);
extern const ZbOption zb_form_new_options[];

/* The options that zb_form_new_heading() and zb_form_new_folder() read, for a table of options. */
#define ZB_FORM_NEW_HEADING_OPTIONS                                                                \
  {"code", "CODE", N_ ("the printed form number; else the id")},                                   \
      {"title", "TEXT", N_ ("title: Chinese | English")},                                          \
      {"issuer", "TEXT", N_ ("who issues it: Chinese | English")},                                 \
      {"document", "TEXT", N_ ("document number: Chinese | English")},                             \
      {"system", "SYSTEM", N_ ("the bureau system that asks: s1, s2 …")},                          \
      {"edition", "EDITION", N_ ("edition, usually a year")},                                      \
      {"period", "KIND", N_ ("year, half, quarter, month or tenday")},                             \
      {"from", "PERIOD", N_ ("the first period: 2026-01")},                                        \
      {"days", "N", N_ ("due so many days after the period (15)")},                                \
  {                                                                                                \
    "output", "DIR", N_ ("the package's folder; also -o DIR (else SYSTEM/ID/EDITION)")             \
  }

/* What every new form is asked, also one made from a spreadsheet: from the options, and what they
 * leave open from the terminal where @ask, else by default. What has none is an error that names
 * the option. Options of a spreadsheet's own may have set some before. */
gboolean
zb_form_new_heading (const ZbCallLine *line, ZbFormDraft *draft, gboolean ask, GError **error);
/* The kind of period alone, where --period says it. */
gboolean zb_form_new_period_kind (const ZbCallLine *line, ZbFormDraft *draft, GError **error);
/* -o, or SYSTEM/ID/EDITION here; caller frees. */
char *zb_form_new_folder (const ZbCallLine *line, const ZbFormDraft *draft);
