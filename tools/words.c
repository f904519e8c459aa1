/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/words.h"

const char *
zb_words_language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "zh") ? "zh" : "en";
}

const char *
zb_words_locale_dir (void)
{
  const char *set = g_getenv ("ZHIBAO_LOCALE_DIR");

  return set ? set : ZB_LOCALE_DIR;
}
