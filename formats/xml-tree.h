/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-reader.h"

/* A small read-only tree over zb_xml_read(), for documents that are read rarely (forms, code lists,
 * envelopes, receipts). Reports take the SAX path. */
typedef struct _ZbXmlNode ZbXmlNode;

ZbXmlNode *zb_xml_tree_read (
    const char *source, const void *bytes, gsize length, const ZbXmlLimits *limits, GError **error);
/* What another process read (formats/xml-trace.h). */
ZbXmlNode *zb_xml_tree_read_trace (const char *source, GBytes *trace, GError **error);
ZbXmlNode *zb_xml_tree_read_file (const char *path, const ZbXmlLimits *limits, GError **error);
void zb_xml_tree_free (ZbXmlNode *root); /* of the root only */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbXmlNode, zb_xml_tree_free)

const char *zb_xml_node_name (const ZbXmlNode *node);
const char *zb_xml_node_ns (const ZbXmlNode *node);
const char *zb_xml_node_text (const ZbXmlNode *node); /* "" if none; direct text only, stripped */
int zb_xml_node_line (const ZbXmlNode *node);
const char *zb_xml_node_source (const ZbXmlNode *node);
const char *zb_xml_node_get (const ZbXmlNode *node, const char *attribute); /* NULL if absent */
/* (nullable) all of them, as ZbXmlElement.attributes. */
const char *const *zb_xml_node_attributes (const ZbXmlNode *node);
const ZbXmlNode *zb_xml_node_first (const ZbXmlNode *node,
                                    const char *name); /* first child; any if name NULL */
const ZbXmlNode *zb_xml_node_next (const ZbXmlNode *node, const char *name); /* next sibling */

/* Sets a ZB_FORMAT_ERROR_MALFORMED "source:line: message" and returns FALSE, for readers of trees.
 */
gboolean zb_xml_node_fail (const ZbXmlNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* The attribute, or NULL with an error that names it. */
const char *zb_xml_node_require (const ZbXmlNode *node, const char *attribute, GError **error);
