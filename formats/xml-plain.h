/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* The trace (formats/xml-trace.h) of a document that is written as plainly as our own programs
 * write: elements, quoted values, texts with the usual references and blanks between them, in the
 * one namespace of this house that the root declares, or in none. (transfer full): it tells the
 * same as that of zb_xml_trace_make(). NULL of every other document, and of one that passes a
 * limit: whether that is right takes a parser. @limits NULL means the default. */
GBytes *zb_xml_plain_trace (const void *bytes, gsize length, const ZbXmlLimits *limits);
