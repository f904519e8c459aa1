/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The bytes of a trace: the length of its texts in 32 bits; the texts, which begin with a NUL and
 * of which each ends in one; then marks of 32 bits, as this machine has them. The lowest bits of a
 * mark say what it is, the others are the place of a text or a number:
 *
 *   NAMESPACE  text: of the elements from here on; the empty one is none
 *   LINE       number: of what follows
 *   START      name; behind it for each attribute two marks, ATTRIBUTE name and ATTRIBUTE value
 *   END        text of the element
 *   FAILURE    code, and as another mark its text: the document is wrong there, and reading ends
 *   DONE       the document's end */
typedef enum {
  ZB_XML_MARK_START,
  ZB_XML_MARK_ATTRIBUTE,
  ZB_XML_MARK_END,
  ZB_XML_MARK_LINE,
  ZB_XML_MARK_NAMESPACE,
  ZB_XML_MARK_FAILURE,
  ZB_XML_MARK_DONE,
} ZbXmlMark;

#define ZB_XML_MARK_BITS 3
#define ZB_XML_MARK_SIZE sizeof (guint32)
#define ZB_XML_MARK(mark, value) ((guint32)(value) << ZB_XML_MARK_BITS | (guint32)(mark))
/* What a document may have, so that a mark can name every place in its trace. */
#define ZB_XML_TRACE_MOST_BYTES ((gsize)64 * 1024 * 1024)
#define ZB_XML_TRACE_DEPTH 64
#define ZB_XML_TRACE_ATTRIBUTES 64

/* What a handler is to hear, its strings where they lie in the trace. */
typedef struct {
  ZbXmlMark kind; /* START, END, FAILURE or DONE */
  int line;
  int code;
  const char *ns, *name; /* @name of an end too */
  guint n;
  const char *attributes[2 * ZB_XML_TRACE_ATTRIBUTES + 1];
  const char *text;
} ZbXmlRecord;

/* Goes through a trace. */
typedef struct {
  const char *texts;
  guint32 n_texts; /* bytes of them */
  const guint8 *at, *end;
  int line;
  const char *ns;
  guint depth;
  gboolean begun; /* the root has been seen */
  gboolean done;  /* the last record was taken */
  const char *open[ZB_XML_TRACE_DEPTH];
} ZbXmlTracing;

void zb_xml_tracing_begin (ZbXmlTracing *tracing, GBytes *trace);
/* FALSE where there is no record in its place. */
gboolean zb_xml_tracing_take (ZbXmlTracing *tracing, ZbXmlRecord *ret_record);
