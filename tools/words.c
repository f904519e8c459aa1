/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/words.h"

const char *
zb_words_language (void)
{
  const char *const *names = g_get_language_names ();

  return g_str_has_prefix (names[0], "zh") ? "zh" : "en";
}

const char *
zb_words_strange_server (void)
{
  return _ ("The server could not prove that it is the bureau’s, so nothing was sent to it. If the "
            "bureau changed its root while this computer was away, ask it for the trust bundles "
            "since then, and take them by “zhibao trust import FILE…”; or ask for a new "
            "invitation.");
}

const char *
zb_words_locale_dir (void)
{
  const char *set = g_getenv ("ZHIBAO_LOCALE_DIR");

  return set ? set : ZB_LOCALE_DIR;
}
