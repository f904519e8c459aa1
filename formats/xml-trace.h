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

/* Whether @trace, which anyone may have made, is one. It may still be of another document, or end
 * in an error. */
gboolean zb_xml_trace_is_sound (GBytes *trace);

/* Arguments and errors as of zb_xml_read(); MALFORMED also for a trace that is broken. */
gboolean zb_xml_trace_read (const char *source,
                            GBytes *trace,
                            const ZbXmlHandler *handler,
                            gpointer user_data,
                            GError **error);
