/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An error as an accountant should read it: what happened, what was kept, what to do. Known causes
 * in the program's language, others as the library said. (transfer full) */
char *zb_error_words (const GError *error);
/* The same without what the library said, which is in English and for whoever looks into it: for a
 * line of a list. (transfer full) */
char *zb_error_words_short (const GError *error);
