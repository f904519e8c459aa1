/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An error as an accountant should read it: what happened, what was kept, what to do. Known causes
 * in the program's language, others as the library said. (transfer full) */
char *zb_error_words (const GError *error);
