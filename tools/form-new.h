/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form-draft.h"
#include "tools/command.h"

/* `zhibao form new`: a valid package to begin with, from options or questions. */
int zb_form_new_package (const ZbCallLine *line, GError **error);
extern const ZbOption zb_form_new_options[];

/* What every new form is asked, also one made from a spreadsheet: from the options, and what they
 * leave open from the terminal where @ask, else by default. What has none is an error that names
 * the option. Options of a spreadsheet's own may have set some before. */
gboolean
zb_form_new_heading (const ZbCallLine *line, ZbFormDraft *draft, gboolean ask, GError **error);
/* -o, or SYSTEM/ID/EDITION here; caller frees. */
char *zb_form_new_folder (const ZbCallLine *line, const ZbFormDraft *draft);
