/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/text.h"

/* The language the program speaks: that of its texts, so that the words of forms and of the program
 * go together. */

/* "zh_CN" or "en" (static). */
const char *zb_language_get (void);
/* @text in that language (borrowed). */
const char *zb_language_text (const ZbText *text);
/* @text as it is compared in searches: lower case, full-width letters, figures and blanks as narrow
 * ones (transfer full). */
char *zb_language_fold (const char *text);
/* Makes the program speak @language ("zh_CN", "en"; NULL: as the session does); before anything is
 * shown. Texts are looked up in @locale_dir. */
void zb_language_set (const char *language, const char *locale_dir);
