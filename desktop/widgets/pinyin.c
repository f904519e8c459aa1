/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/pinyin.h"

/* Where each initial begins in the first level of GB 2312; i, u and v begin no syllable. */
static const struct {
  guint16 first;
  char initial;
} initials[] = {
    {0xB0A1, 'a'}, {0xB0C5, 'b'}, {0xB2C1, 'c'}, {0xB4EE, 'd'}, {0xB6EA, 'e'}, {0xB7A2, 'f'},
    {0xB8C1, 'g'}, {0xB9FE, 'h'}, {0xBBF7, 'j'}, {0xBFA6, 'k'}, {0xC0AC, 'l'}, {0xC2E8, 'm'},
    {0xC4C3, 'n'}, {0xC5B6, 'o'}, {0xC5BE, 'p'}, {0xC6DA, 'q'}, {0xC8BB, 'r'}, {0xC8F6, 's'},
    {0xCBFA, 't'}, {0xCDDA, 'w'}, {0xCEF4, 'x'}, {0xD1B9, 'y'}, {0xD4D1, 'z'},
};
#define LAST_OF_LEVEL 0xD7F9

static char
find_initial (guint16 code)
{
  char found = '?';
  if (code > LAST_OF_LEVEL)
    return found;
  for (guint i = 0; i < G_N_ELEMENTS (initials) && initials[i].first <= code; i++)
    found = initials[i].initial;
  return found;
}

static gboolean
is_chinese (gunichar character)
{
  return g_unichar_get_script (character) == G_UNICODE_SCRIPT_HAN;
}

/* The initial of a Chinese character given as UTF-8. */
static char
convert (GIConv converter, const char *text, gsize length)
{
  char *in = (char *)text;
  guchar bytes[2] = {0, 0};
  char *out = (char *)bytes;
  gsize in_left = length;
  gsize out_left = sizeof bytes;
  if (g_iconv (converter, &in, &in_left, &out, &out_left) == (gsize)-1 || out_left != 0) {
    g_iconv (converter, NULL, NULL, NULL, NULL);
    return '?';
  }
  return find_initial ((guint16)(bytes[0] << 8 | bytes[1]));
}

char *
zb_pinyin_initials (const char *text)
{
  GString *letters = g_string_new (NULL);
  GIConv converter = g_iconv_open ("GB2312", "UTF-8");
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar character = g_utf8_get_char (p);
    if (is_chinese (character)) {
      gsize length = (gsize)(g_utf8_next_char (p) - p);
      g_string_append_c (letters, converter != (GIConv)-1 ? convert (converter, p, length) : '?');
    } else if (g_unichar_isalnum (character)) {
      g_string_append_unichar (letters, g_unichar_tolower (character));
    }
  }
  if (converter != (GIConv)-1)
    g_iconv_close (converter);
  return g_string_free (letters, FALSE);
}

gboolean
zb_pinyin_has_prefix (const char *text, const char *letters)
{
  for (; *letters != '\0'; text++, letters++)
    if (*text == '\0' || (*text != *letters && *text != '?'))
      return FALSE;
  return TRUE;
}
