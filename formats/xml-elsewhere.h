/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* A program that serves strangers keeps the XML library away from what they write: from the moment
 * it says so, zb_xml_read(), and all that stands on it, reads what is plain by
 * formats/xml-plain.h, and has another process read the rest. That is a matter of the whole
 * process, as its log is, so that no way leads past it. */
typedef struct {
  /* (transfer full): the trace of a document, or NULL with any error. Called by any thread. */
  GBytes *(*trace) (
      const void *bytes, gsize length, const ZbXmlLimits *limits, gpointer data, GError **error);
  gpointer data;
} ZbXmlElsewhere;

/* @elsewhere (nullable: by the library again) is borrowed until the next call. */
void zb_xml_set_elsewhere (const ZbXmlElsewhere *elsewhere);
const ZbXmlElsewhere *zb_xml_get_elsewhere (void); /* (nullable) */
/* (transfer full): the trace, by whichever it takes. @limits are not NULL. */
GBytes *zb_xml_elsewhere_trace (const ZbXmlElsewhere *elsewhere,
                                const void *bytes,
                                gsize length,
                                const ZbXmlLimits *limits,
                                GError **error);
