/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-text.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

/* The length of the character at @p that XML cannot hold; 0 if it can. @p is valid UTF-8. */
static gsize
illegal_length (const char *p)
{
  guint8 c = (guint8)*p;

  if (c < 0x20)
    return c == '\t' || c == '\n' || c == '\r' ? 0 : 1;
  if (c == 0xEF && (guint8)p[1] == 0xBF && (guint8)p[2] >= 0xBE)
    return 3;
  return 0;
}

static gboolean
is_clean (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text++) {
    if (illegal_length (text) > 0)
      return FALSE;
  }
  return TRUE;
}

char *
zb_xml_text_clean (const char *text)
{
  g_autofree char *valid = NULL;
  GString *clean;

  if (is_clean (text))
    return g_strdup (text);
  valid = g_utf8_make_valid (text, -1);
  clean = g_string_sized_new (strlen (valid));
  for (const char *p = valid; *p != '\0';) {
    gsize illegal = illegal_length (p);

    if (illegal > 0)
      g_string_append (clean, REPLACEMENT);
    else
      g_string_append_c (clean, *p);
    p += MAX (illegal, 1);
  }
  return g_string_free (clean, FALSE);
}

static const char *
escape (char c)
{
  switch (c) {
  case '&':
    return "&amp;";
  case '<':
    return "&lt;";
  case '>':
    return "&gt;";
  case '"':
    return "&quot;";
  case '\t':
    return "&#9;";
  case '\n':
    return "&#10;";
  default:
    return "&#13;";
  }
}

/* The length of the beginning of @text that is ASCII and means only itself. */
static gsize
plain_length (const char *text)
{
  static const guint8 plain[256] = {
      [' ' ... '!'] = 1, ['#' ... '%'] = 1, ['\'' ... ';'] = 1, ['='] = 1, ['?' ... 0x7F] = 1,
  };
  const char *p = text;

  while (plain[(guint8)*p])
    p++;
  return (gsize)(p - text);
}

/* Texts with anything that XML cannot hold are cleaned first. */
static void
append_escaped (GString *out, const char *text, gboolean in_attribute)
{
  g_autofree char *cleaned = is_clean (text) ? NULL : zb_xml_text_clean (text);
  const char *special = in_attribute ? "&<>\r\"\t\n" : "&<>\r";
  const char *p = cleaned != NULL ? cleaned : text;

  while (*p != '\0') {
    gsize plain = strcspn (p, special);

    g_string_append_len (out, p, (gssize)plain);
    p += plain;
    if (*p != '\0')
      g_string_append (out, escape (*p++));
  }
}

void
zb_xml_text_append (GString *out, const char *text, gboolean in_attribute)
{
  gsize plain = plain_length (text);

  g_string_append_len (out, text, (gssize)plain);
  if (text[plain] != '\0')
    append_escaped (out, text + plain, in_attribute);
}
