/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/text.h"

#include "forms/error.h"

#include <string.h>

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

static gboolean
is_plain (gunichar c)
{
  if (c < 0x20)
    return c == '\n' || c == '\t';
  return !(c >= 0x7F && c < 0xA0) && c != 0xFFFE && c != 0xFFFF;
}

gboolean
zb_text_check (const char *text, guint max_characters, GError **error)
{
  guint length = 0;

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "the text is not UTF-8");
    return FALSE;
  }
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c), length++) {
    gunichar character = g_utf8_get_char (c);

    if (is_plain (character))
      continue;
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                 "the text holds the control character U+%04X", character);
    return FALSE;
  }
  if (length > max_characters) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE,
                 "the text has %u characters, at most %u fit here", length, max_characters);
    return FALSE;
  }
  return TRUE;
}

char *
zb_text_clean (const char *text, guint max_characters)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_sized_new (strlen (valid));
  char *end;

  for (const char *c = valid; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);

    if (character == '\r')
      character = c[1] == '\n' ? 0 : '\n';
    if (character != 0 && is_plain (character))
      g_string_append_unichar (clean, character);
  }
  g_strstrip (clean->str);
  end = clean->str;
  for (guint i = 0; i < max_characters && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  *end = '\0';
  g_strchomp (clean->str);
  return g_string_free (clean, FALSE);
}
