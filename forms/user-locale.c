/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/user-locale.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

/* What the user asked for, as setlocale(3) reads it. */
static const char *
find_wish (void)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const char *value = g_getenv (names[i]);
    if (value && *value)
      return value;
  }
  return "C";
}

/* gettext looks at LANGUAGE in any locale but plain C. */
static void
keep_language (const char *wish)
{
  g_autofree char *language = g_strndup (wish, strcspn (wish, ".@"));

  gboolean plain = strcmp (language, "C") == 0 || strcmp (language, "POSIX") == 0;
  const char *named = g_getenv ("LANGUAGE");

  if (!named || !*named)
    g_setenv ("LANGUAGE", plain ? "en" : language, TRUE);
}

void
zb_locale_start (const char *domain, const char *locale_dir)
{
  if (!setlocale (LC_ALL, "") || strcmp (nl_langinfo (CODESET), "ANSI_X3.4-1968") == 0) {
    keep_language (find_wish ());
    setlocale (LC_ALL, "C.UTF-8");
  }
  bindtextdomain (domain, locale_dir);
  bind_textdomain_codeset (domain, "UTF-8");
  textdomain (domain);
}
