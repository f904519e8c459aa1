/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/der.h"

#include "exchange/timestamp.h"

#include <string.h>

#define LONG_FORM 0x80
#define MAX_LENGTH_BYTES 3 /* 16 MiB, more than any limit of the protocol */

/* The size of tag and length, 0 if they are not in DER or reach behind the end. */
static gsize
read_head (const ZbDer *der, gsize *ret_content_length)
{
  if (der->length < 2 || (der->data[0] & 0x1f) == 0x1f)
    return 0;
  guint8 first = der->data[1];
  gsize head = 2, length = first;
  if (first >= LONG_FORM) {
    gsize n = first & 0x7f;
    if (n == 0 || n > MAX_LENGTH_BYTES || der->length < 2 + n)
      return 0;
    length = 0;
    for (gsize i = 0; i < n; i++)
      length = length << 8 | der->data[2 + i];
    gsize least = n == 1 ? LONG_FORM : (gsize)1 << (8 * (n - 1));
    if (length < least)
      return 0;
    head += n;
  }
  if (length > der->length - head)
    return 0;
  *ret_content_length = length;
  return head;
}

gboolean
zb_der_take (ZbDer *der, guint8 tag, ZbDer *ret_content, ZbDer *ret_element)
{
  gsize length = 0;
  gsize head = zb_der_is (der, tag) ? read_head (der, &length) : 0;
  if (head == 0)
    return FALSE;
  ZbDer content = {der->data + head, length}, element = {der->data, head + length};
  der->data += element.length;
  der->length -= element.length;
  if (ret_content != NULL)
    *ret_content = content;
  if (ret_element != NULL)
    *ret_element = element;
  return TRUE;
}

gboolean
zb_der_take_any (ZbDer *der, ZbDer *ret_element)
{
  return der->length > 0 && zb_der_take (der, der->data[0], NULL, ret_element);
}

gboolean
zb_der_is (const ZbDer *der, guint8 tag)
{
  return der->length > 0 && der->data[0] == tag;
}

gboolean
zb_der_equals (const ZbDer *der, const void *bytes, gsize length)
{
  return der->length == length && memcmp (der->data, bytes, length) == 0;
}

int
zb_der_compare (const ZbDer *a, const ZbDer *b)
{
  int order = memcmp (a->data, b->data, MIN (a->length, b->length));
  return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

/* @n decimal digits from @digits; -1 if one is none. */
static int
number (const guint8 *digits, gsize n)
{
  int value = 0;
  for (gsize i = 0; i < n; i++) {
    if (!g_ascii_isdigit (digits[i]))
      return -1;
    value = 10 * value + (digits[i] - '0');
  }
  return value;
}

gboolean
zb_der_take_time (ZbDer *der, gint64 *ret_micros)
{
  ZbDer rest = *der, text;
  gboolean utc = zb_der_is (&rest, ZB_DER_UTC_TIME);
  gsize digits = utc ? 2 : 4;
  if (!zb_der_take (&rest, utc ? ZB_DER_UTC_TIME : ZB_DER_GENERALIZED_TIME, &text, NULL) ||
      text.length != digits + 11 || text.data[text.length - 1] != 'Z')
    return FALSE;

  const guint8 *at = text.data + digits;
  int year = number (text.data, digits);
  if (year >= 0 && utc)
    year += year < 50 ? 2000 : 1900;
  const struct tm parts = {
      .tm_year = year - 1900,
      .tm_mon = number (at, 2) - 1,
      .tm_mday = number (at + 2, 2),
      .tm_hour = number (at + 4, 2),
      .tm_min = number (at + 6, 2),
      .tm_sec = number (at + 8, 2),
  };
  if (!zb_timestamp_of (&parts, ret_micros))
    return FALSE;
  *der = rest;
  return TRUE;
}
