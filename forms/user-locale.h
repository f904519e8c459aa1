/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Called once at the start of each program: lets the C library follow the user's locale and binds
 * the program's translations in @locale_dir (@domain.mo below it).
 *
 * Names are Chinese whatever the language of the program, so where the locale asked for is not
 * installed, or is plain C, texts are written in UTF-8 instead of question marks, and the language
 * asked for is kept. */
void zb_locale_start (const char *domain, const char *locale_dir);
