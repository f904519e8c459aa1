/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the signs of a plain document say: one that is written as our own programs write, so that
 * what stands in it can be told without a parser. */

/* A sign of no class is markup, a reference, a quote, a carriage return or a control. */
enum {
  ZB_XML_SIGN_FIRST = 1 << 0,  /* may begin a name */
  ZB_XML_SIGN_NAME = 1 << 1,   /* may stand in one */
  ZB_XML_SIGN_ITSELF = 1 << 2, /* says itself, in texts and in values */
  ZB_XML_SIGN_BLANK = 1 << 3,  /* space, line feed, tab */
  ZB_XML_SIGN_HIGH = 1 << 4,   /* a part of one that is not ASCII */
};

extern const guint8 zb_xml_sign_classes[256];
#define ZB_XML_SIGN_IS(sign, class)                                                                \
  ((zb_xml_sign_classes[(guint8)(sign)] & ZB_XML_SIGN_##class) != 0)

/* The length of the reference at @at, and what it means; 0 if it is none that is usual. */
gsize zb_xml_sign_read_reference (const char *at, const char *end, char *ret_sign);
/* UTF-8, of signs that XML knows. */
gboolean zb_xml_sign_is_text (const char *text, gsize length);
