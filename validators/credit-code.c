/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/credit-code.h"

#include "validators/error.h"

#include <string.h>

#define CREDIT_LENGTH 18
#define ORGANISATION_LENGTH 9
/* Where the organisation code begins inside the credit code. */
#define ORGANISATION_OFFSET 8

/* GB 32100 leaves out I, O, S, V and Z; GB 11714 counts with all letters, so that the same letter
 * has different values in the two checks. */
static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char organisation_alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static int
value_of (const char *alphabet, char character)
{
  const char *at = character == '\0' ? NULL : strchr (alphabet, character);

  return at == NULL ? -1 : (int)(at - alphabet);
}

char
zb_credit_code_check_character (const char *first17)
{
  guint sum = 0;
  guint weight = 1;

  for (guint i = 0; i < CREDIT_LENGTH - 1; i++) {
    int value = value_of (credit_alphabet, first17[i]);

    if (value < 0)
      return '\0';
    sum += (guint)value * weight;
    weight = weight * 3 % 31;
  }
  return credit_alphabet[(31 - sum % 31) % 31];
}

char
zb_organisation_code_check_character (const char *first8)
{
  static const guint weights[ORGANISATION_LENGTH - 1] = {3, 7, 9, 10, 5, 8, 4, 2};
  guint sum = 0;
  guint check;

  for (guint i = 0; i < ORGANISATION_LENGTH - 1; i++) {
    int value = value_of (organisation_alphabet, first8[i]);

    if (value < 0)
      return '\0';
    sum += (guint)value * weights[i];
  }
  check = 11 - sum % 11;
  return check == 11 ? '0' : check == 10 ? 'X' : (char)('0' + check);
}

static gboolean
refuse_character (const char *what, const char *code, const char *at, GError **error)
{
  g_autofree char *character = g_strndup (at, (gsize)(g_utf8_next_char (at) - at));

  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
               "%s \"%s\": \"%s\" at character %ld is not one it may hold", what, code, character,
               g_utf8_pointer_to_offset (code, at) + 1);
  return FALSE;
}

static gboolean
refuse_check (const char *what, const char *code, char found, char expected, GError **error)
{
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
               "%s \"%s\": the check character is %c, it should be %c", what, code, found,
               expected);
  return FALSE;
}

static gboolean
refuse_text (const char *what, GError **error)
{
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID, "%s: the text is not UTF-8", what);
  return FALSE;
}

gboolean
zb_credit_code_check (const char *code, GError **error)
{
  static const char what[] = "unified social credit code";
  char check;

  if (!g_utf8_validate (code, -1, NULL))
    return refuse_text (what, error);
  if (g_utf8_strlen (code, -1) != CREDIT_LENGTH) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "%s \"%s\": it has %ld characters, not %d", what, code, g_utf8_strlen (code, -1),
                 CREDIT_LENGTH);
    return FALSE;
  }
  for (const char *at = code; *at != '\0'; at = g_utf8_next_char (at)) {
    if (value_of (credit_alphabet, *at) < 0)
      return refuse_character (what, code, at, error);
  }
  check = zb_credit_code_check_character (code);
  if (code[CREDIT_LENGTH - 1] != check)
    return refuse_check (what, code, code[CREDIT_LENGTH - 1], check, error);
  check = zb_organisation_code_check_character (code + ORGANISATION_OFFSET);
  if (code[CREDIT_LENGTH - 2] != check)
    return refuse_check ("organisation code inside the unified social credit code", code,
                         code[CREDIT_LENGTH - 2], check, error);
  return TRUE;
}

gboolean
zb_organisation_code_check (const char *code, GError **error)
{
  static const char what[] = "organisation code";
  gsize last = ORGANISATION_LENGTH - 1;
  char check;

  if (!g_utf8_validate (code, -1, NULL))
    return refuse_text (what, error);
  if (strlen (code) == ORGANISATION_LENGTH + 1 && code[last] == '-')
    last++;
  if ((gsize)g_utf8_strlen (code, -1) != last + 1) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "%s \"%s\": it is not 8 characters and a check digit", what, code);
    return FALSE;
  }
  for (guint i = 0; i < ORGANISATION_LENGTH - 1; i++) {
    if (value_of (organisation_alphabet, code[i]) < 0)
      return refuse_character (what, code, code + i, error);
  }
  check = zb_organisation_code_check_character (code);
  if (!g_ascii_isalnum (code[last]))
    return refuse_character (what, code, code + last, error);
  if (code[last] != check)
    return refuse_check (what, code, code[last], check, error);
  return TRUE;
}

/* Full-width letters, digits and hyphens to their ASCII twins. */
static gunichar
fold (gunichar character)
{
  if (character >= 0xFF01 && character <= 0xFF5E)
    character -= 0xFEE0;
  if (character == 0x2010 || character == 0x2011 || character == 0x2013 || character == 0x2014)
    character = '-';
  return character < 0x80 ? (gunichar)g_ascii_toupper ((char)character) : character;
}

char *
zb_credit_code_normalise (const char *typed, gboolean *ret_changed)
{
  g_autofree char *valid = g_utf8_make_valid (typed, -1);
  GString *code = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar character = fold (g_utf8_get_char (at));

    if (character != '-' && !g_unichar_isspace (character))
      g_string_append_unichar (code, character);
  }
  if (ret_changed != NULL)
    *ret_changed = strcmp (code->str, typed) != 0;
  return g_string_free (code, FALSE);
}
