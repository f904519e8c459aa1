/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <glib/gi18n.h>

/* The language of the terminal. */
const char *zb_words_language (void); /* "zh" or "en", for form data */
/* What to do where a server cannot prove that it is the bureau's: this computer may have been away
 * while the bureau changed its root. */
const char *zb_words_strange_server (void);
/* Where the catalogues of messages are: $ZHIBAO_LOCALE_DIR, else where they were installed. */
const char *zb_words_locale_dir (void);
