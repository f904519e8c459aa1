/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/language.h"

#include <glib/gi18n.h>
#include <locale.h>

const char *
zb_language_get (void)
{
  /* Translators: the code of the language you translate into, such as zh_CN. */
  return C_ ("language code", "en");
}

const char *
zb_language_text (const ZbText *text)
{
  return zb_text_get (text, zb_language_get ());
}

void
zb_language_set (const char *language, const char *locale_dir)
{
  if (language != NULL) {
    g_setenv ("LANGUAGE", language, TRUE);
    /* In the locale "C" gettext translates nothing. */
    if (setlocale (LC_ALL, "") == NULL || g_strcmp0 (setlocale (LC_MESSAGES, NULL), "C") == 0)
      setlocale (LC_ALL, "C.UTF-8");
  } else {
    setlocale (LC_ALL, "");
  }
  bindtextdomain (GETTEXT_PACKAGE, locale_dir);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}
