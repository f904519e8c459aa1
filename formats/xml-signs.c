/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-signs.h"

#include <string.h>

#define ITSELF ZB_XML_SIGN_ITSELF
#define SPACE (ZB_XML_SIGN_BLANK | ITSELF)
#define IN_NAME (ZB_XML_SIGN_NAME | ITSELF)
#define LETTER (ZB_XML_SIGN_FIRST | IN_NAME)

/* clang-format off */
const guint8 zb_xml_sign_classes[256] = {
    ['\t' ... '\n'] = ZB_XML_SIGN_BLANK,
    [' '] = SPACE,           ['!'] = ITSELF,          ['#' ... '%'] = ITSELF,
    ['(' ... ','] = ITSELF,  ['-' ... '.'] = IN_NAME, ['/'] = ITSELF,
    ['0' ... '9'] = IN_NAME, [':' ... ';'] = ITSELF,  ['='] = ITSELF,
    ['?' ... '@'] = ITSELF,  ['A' ... 'Z'] = LETTER,  ['[' ... '^'] = ITSELF,
    ['_'] = LETTER,          ['`'] = ITSELF,          ['a' ... 'z'] = LETTER,
    ['{' ... 0x7F] = ITSELF, [0x80 ... 0xFF] = ZB_XML_SIGN_HIGH,
};
/* clang-format on */

gsize
zb_xml_sign_read_reference (const char *at, const char *end, char *ret_sign)
{
  static const struct {
    const char *text;
    char sign;
  } references[] = {
      {"&amp;", '&'},  {"&lt;", '<'},   {"&gt;", '>'},   {"&quot;", '"'},
      {"&#13;", '\r'}, {"&#10;", '\n'}, {"&#9;", '\t'},  {"&apos;", '\''},
      {"&#xD;", '\r'}, {"&#xA;", '\n'}, {"&#x9;", '\t'},
  };

  for (guint i = 0; i < G_N_ELEMENTS (references); i++) {
    gsize length = strlen (references[i].text);

    if ((gsize)(end - at) < length || memcmp (at, references[i].text, length) != 0)
      continue;
    *ret_sign = references[i].sign;
    return length;
  }
  return 0;
}

gboolean
zb_xml_sign_is_text (const char *text, gsize length)
{
  if (!g_utf8_validate_len (text, length, NULL))
    return FALSE;
  /* U+FFFE and U+FFFF. */
  for (const char *at = text; (at = memchr (at, 0xEF, (gsize)(text + length - at))) != NULL; at++)
    if ((guint8)at[1] == 0xBF && (guint8)at[2] >= 0xBE)
      return FALSE;
  return TRUE;
}
