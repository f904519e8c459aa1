/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Writes deterministic XML 1.0 in UTF-8: attributes in call order, two-space indent, one element a
 * line, empty elements as <e/>, no trailing blanks, one newline at the end. An element that holds
 * text is written without layout inside. Characters that XML cannot hold become U+FFFD. Elements
 * lie at most 16 deep. */
typedef struct _ZbXmlWriter ZbXmlWriter;

ZbXmlWriter *zb_xml_writer_new (void);
void zb_xml_writer_free (ZbXmlWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbXmlWriter, zb_xml_writer_free)

void zb_xml_writer_start (ZbXmlWriter *writer, const char *name);
/* Between start and the first child or text. A NULL @value writes nothing. */
void zb_xml_writer_attribute (ZbXmlWriter *writer, const char *name, const char *value);
void zb_xml_writer_text (ZbXmlWriter *writer, const char *text);
void zb_xml_writer_end (ZbXmlWriter *writer);
/* <name>text</name> in one call; nothing when @text is NULL. */
void zb_xml_writer_leaf (ZbXmlWriter *writer, const char *name, const char *text);
/* Ends open elements and the document, and hands over its bytes (transfer full). Call it once. */
GBytes *zb_xml_writer_finish (ZbXmlWriter *writer);
