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

/* The character at @text, 0 at the end; FALSE if the bytes are no UTF-8. */
static gboolean
take_character (const char **text, gunichar *ret_character)
{
  const char *c = *text;
  gunichar character = (guchar)*c;

  if (character >= 0x80) {
    character = g_utf8_get_char_validated (c, -1);
    if (character >= (gunichar)-2)
      return FALSE;
  }
  *ret_character = character;
  *text = character < 0x80 ? c + 1 : g_utf8_next_char (c);
  return TRUE;
}

gboolean
zb_text_check (const char *text, guint max_characters, GError **error)
{
  gunichar character = 0;
  guint length = 0;

  while (*text != '\0') {
    if (!take_character (&text, &character)) {
      g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID, "the text is not UTF-8");
      return FALSE;
    }
    if (!is_plain (character)) {
      g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                   "the text holds the control character U+%04X", character);
      return FALSE;
    }
    length++;
  }
  if (length > max_characters) {
    g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE,
                 "the text has %u characters, at most %u fit here", length, max_characters);
    return FALSE;
  }
  return TRUE;
}

static gboolean
has_outer_blanks (const char *text)
{
  return g_ascii_isspace (text[0]) ||
         (text[0] != '\0' && g_ascii_isspace (text[strlen (text) - 1]));
}

gboolean
zb_text_check_clean (const char *text, guint max_characters, GError **error)
{
  if (!zb_text_check (text, max_characters, error))
    return FALSE;
  if (has_outer_blanks (text)) {
    g_set_error_literal (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID,
                         "the text has blanks at its ends");
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
