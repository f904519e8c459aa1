/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"
#include "tools/command.h"
#include "validators/context-document.h"

/* Fills what other forms of the unit have said already: those of @context and, with --account,
 * drafts and messages of the workspace. Says on the terminal where each figure came from. */
gboolean zb_shared_fill (const ZbCallLine *line,
                         ZbCatalogue *catalogue,
                         ZbReport *report,
                         const ZbContextDocument *context,
                         GError **error);
