/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A cursor over DER (X.690 §10) that copies nothing: tags of one byte, lengths definite and in
 * their shortest form; whatever else BER allows is refused. */
typedef struct {
  const guint8 *data; /* what is left */
  gsize length;
} ZbDer;

#define ZB_DER_INTEGER 0x02
#define ZB_DER_OCTET_STRING 0x04
#define ZB_DER_NULL 0x05
#define ZB_DER_OID 0x06
#define ZB_DER_UTC_TIME 0x17
#define ZB_DER_GENERALIZED_TIME 0x18
#define ZB_DER_SEQUENCE 0x30
#define ZB_DER_SET 0x31
#define ZB_DER_CONTEXT(n) (0xa0 | (n)) /* [n], constructed */

/* Takes the next element, which must have @tag. @ret_content (nullable): its content;
 * @ret_element (nullable): all of it, with tag and length. FALSE, and nothing taken, if there is
 * none of that tag or it is not in DER. */
gboolean zb_der_take (ZbDer *der, guint8 tag, ZbDer *ret_content, ZbDer *ret_element);
/* Takes the next element, whatever its tag. */
gboolean zb_der_take_any (ZbDer *der, ZbDer *ret_element);
/* Whether the next element has @tag. */
gboolean zb_der_is (const ZbDer *der, guint8 tag);
gboolean zb_der_equals (const ZbDer *der, const void *bytes, gsize length);
/* The order of a SET OF: negative, zero or positive as @a sorts before, equal to or behind @b. */
int zb_der_compare (const ZbDer *a, const ZbDer *b);
/* Microseconds UTC of "YYMMDDHHMMSSZ" (1950–2049) or "YYYYMMDDHHMMSSZ". */
gboolean zb_der_take_time (ZbDer *der, gint64 *ret_micros);
