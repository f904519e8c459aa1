/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form import-xlsx`: a paper table laid out in a spreadsheet becomes a package. */
int zb_form_import_xlsx (const ZbCallLine *line, GError **error);
extern const ZbOption zb_form_import_xlsx_options[];
