/* SPDX-License-Identifier: Apache-2.0 */
/* The number on a receipt that people read out: bureau date, 80 bits of the container's digest in
 * Crockford's base32, check symbol. */
#include "exchange/digest.h"
#include "exchange/receipt.h"
#include "exchange/timestamp.h"

#include <string.h>

#define BUREAU_OFFSET (8 * 3600 * G_GINT64_CONSTANT (1000000)) /* UTC+8, all year */
#define DATE_SIGNS 8
#define DIGEST_SIGNS 16 /* of five bits */
#define SIGNS (DATE_SIGNS + DIGEST_SIGNS)
#define MODULUS 37

/* The first 32 are the digits of base32; all 37 are check symbols. */
static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/* The date counts as digits of the same base, so that the check symbol covers all of the number: as
 * 37 is a prime over 32, it notices every wrong sign and every swap of neighbours. */
static char
check_symbol (const char signs[SIGNS])
{
  guint rest = 0;
  for (gsize i = 0; i < SIGNS; i++)
    rest = (rest * 32 + (guint)(strchr (symbols, signs[i]) - symbols)) % MODULUS;
  return symbols[rest];
}

char *
zb_receipt_number (const char *container_digest, gint64 received)
{
  guint8 digest[ZB_DIGEST_SIZE];
  g_return_val_if_fail (zb_digest_from_hex (container_digest, digest), NULL);
  g_autofree char *day = zb_timestamp_format (received + BUREAU_OFFSET);
  g_return_val_if_fail (day != NULL, NULL);

  char signs[SIGNS];
  char *number = g_strdup ("00000000-0000-0000-0000-0000-0");
  /* 2026-11-23T… */
  memcpy (signs, day, 4);
  memcpy (signs + 4, day + 5, 2);
  memcpy (signs + 6, day + 8, 2);
  for (gsize i = 0; i < DIGEST_SIGNS; i++) {
    gsize bit = 5 * i;
    guint pair = (guint)digest[bit / 8] << 8 | digest[bit / 8 + 1];
    signs[DATE_SIGNS + i] = symbols[pair >> (11 - bit % 8) & 31];
  }
  memcpy (number, signs, DATE_SIGNS);
  for (gsize i = 0; i < DIGEST_SIGNS; i++)
    number[DATE_SIGNS + 1 + i + i / 4] = signs[DATE_SIGNS + i];
  number[strlen (number) - 1] = check_symbol (signs);
  return number;
}

/* As people write: small letters, I and L for 1, O for 0. */
static char
fold (char sign)
{
  char upper = g_ascii_toupper (sign);
  return upper == 'I' || upper == 'L' ? '1' : upper == 'O' ? '0' : upper;
}

static gboolean
is_date (const char signs[DATE_SIGNS])
{
  guint value[DATE_SIGNS];
  for (gsize i = 0; i < DATE_SIGNS; i++) {
    if (!g_ascii_isdigit (signs[i]))
      return FALSE;
    value[i] = (guint)(signs[i] - '0');
  }
  return g_date_valid_dmy (
      (GDateDay)(value[6] * 10 + value[7]), (GDateMonth)(value[4] * 10 + value[5]),
      (GDateYear)(value[0] * 1000 + value[1] * 100 + value[2] * 10 + value[3]));
}

gboolean
zb_receipt_number_check (const char *number)
{
  char signs[SIGNS + 1];
  gsize n = 0;
  for (const char *sign = number; *sign != '\0'; sign++) {
    if (*sign == '-')
      continue;
    if (n == SIGNS + 1)
      return FALSE;
    signs[n++] = fold (*sign);
  }
  if (n != SIGNS + 1 || !is_date (signs))
    return FALSE;
  for (gsize i = 0; i < SIGNS; i++) {
    const char *symbol = strchr (symbols, signs[i]);
    if (symbol == NULL || symbol - symbols >= 32)
      return FALSE;
  }
  return check_symbol (signs) == signs[SIGNS];
}
