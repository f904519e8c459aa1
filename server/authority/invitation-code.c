/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/invitation-code.h"

#include "exchange/digest.h"

#include <string.h>

#define GROUP 4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

ZbInvitationCode
zb_invitation_code_new (void)
{
  guint8 random[ZB_INVITATION_CODE_LENGTH];
  ZbInvitationCode code = {""};

  /* 256 is a multiple of 32: each sign is equally likely. */
  zb_random_bytes (random, sizeof random);
  for (guint i = 0; i < ZB_INVITATION_CODE_LENGTH; i++)
    code.signs[i] = alphabet[random[i] % 32];
  return code;
}

static char
sign_of (char c)
{
  char upper = g_ascii_toupper (c);

  if (upper == 'O')
    return '0';
  if (upper == 'I' || upper == 'L')
    return '1';
  return upper && strchr (alphabet, upper) ? upper : '\0';
}

gboolean
zb_invitation_code_read (const char *text, ZbInvitationCode *ret_code)
{
  ZbInvitationCode code = {""};
  guint n = 0;

  for (const char *c = text; *c; c++) {
    if (*c == '-' || g_ascii_isspace (*c))
      continue;
    char sign = sign_of (*c);
    if (!sign || n == ZB_INVITATION_CODE_LENGTH)
      return FALSE;
    code.signs[n++] = sign;
  }
  if (n < ZB_INVITATION_CODE_LENGTH)
    return FALSE;
  *ret_code = code;
  return TRUE;
}

char *
zb_invitation_code_format (const ZbInvitationCode *code)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ZB_INVITATION_CODE_LENGTH; i += GROUP) {
    if (i > 0)
      g_string_append_c (text, '-');
    g_string_append_len (text, code->signs + i, GROUP);
  }
  return g_string_free (text, FALSE);
}

char *
zb_invitation_code_handle (const ZbInvitationCode *code)
{
  return g_strndup (code->signs, ZB_INVITATION_HANDLE_LENGTH);
}

char *
zb_invitation_code_digest (const ZbInvitationCode *code)
{
  return zb_digest_hex_of (code->signs, ZB_INVITATION_CODE_LENGTH);
}
