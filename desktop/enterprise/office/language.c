/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/language.h"

#include <glib/gi18n.h>

#include "forms/user-locale.h"

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

char *
zb_language_fold (const char *text)
{
  g_autofree char *narrow = g_utf8_normalize (text, -1, G_NORMALIZE_NFKC);

  return g_utf8_casefold (narrow != NULL ? narrow : "", -1);
}

void
zb_language_set (const char *language, const char *locale_dir)
{
  if (language != NULL)
    g_setenv ("LANGUAGE", language, TRUE);
  zb_locale_start (GETTEXT_PACKAGE, locale_dir);
}
