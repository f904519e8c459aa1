/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <glib/gi18n.h>

/* The language of the terminal. */
const char *zb_words_language (void); /* "zh" or "en", for form data */
/* Where the catalogues of messages are: $ZHIBAO_LOCALE_DIR, else where they were installed. */
const char *zb_words_locale_dir (void);
