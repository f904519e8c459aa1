/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* What reading a document came to, as bytes, so that one process may read and another be told. Who
 * is told sees what zb_xml_read() would have shown him: the same elements, texts and lines in the
 * same order, and the same error in the end. */

/* (transfer full). What is wrong with the document is in it. @limits NULL means the default. */
GBytes *zb_xml_trace_make (const void *bytes, gsize length, const ZbXmlLimits *limits);
/* The most that the trace of a document of @length bytes may have. */
gsize zb_xml_trace_most (gsize length);

typedef enum {
  ZB_XML_TRACE_BROKEN, /* no trace */
  ZB_XML_TRACE_TOLD,   /* one, maybe of another document, or one that ends in an error */
  ZB_XML_TRACE_PROVEN, /* just this stands in the document, byte by byte */
} ZbXmlTraceStanding;

/* Holds @trace, which anyone may have made, against the document. Proven is what needs no reader to
 * be seen: plain elements, attributes, texts and blanks between them, in the one namespace that the
 * root declares. That is all that our own programs write. */
ZbXmlTraceStanding zb_xml_trace_check (GBytes *trace, const void *bytes, gsize length);

/* Arguments and errors as of zb_xml_read(); MALFORMED also for a trace that is broken. */
gboolean zb_xml_trace_read (const char *source,
                            GBytes *trace,
                            const ZbXmlHandler *handler,
                            gpointer user_data,
                            GError **error);
