/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* Looks at the bytes of a document before a parser does, and refuses what would cost the parser
 * more than linear time or lead it outside the document: tags over the limits, DOCTYPE, processing
 * instructions, any encoding but UTF-8, NUL bytes. Every '<' of a document that passes begins a
 * tag, a comment or a CDATA section that was measured here, so the parser cannot see another
 * structure than this scan did. Errors are ZB_FORMAT_ERROR, "source:line: …". */
gboolean zb_xml_scan (
    const char *source, const char *bytes, gsize length, const ZbXmlLimits *limits, GError **error);
