/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/text.h"

const char *
zb_text_get (const ZbText *text, const char *language)
{
  gboolean chinese = language != NULL && g_str_has_prefix (language, "zh");
  const char *wanted = chinese ? text->zh : text->en;
  const char *other = chinese ? text->en : text->zh;

  if (wanted != NULL)
    return wanted;
  return other != NULL ? other : "";
}

void
zb_text_clear (ZbText *text)
{
  g_clear_pointer (&text->zh, g_free);
  g_clear_pointer (&text->en, g_free);
}
