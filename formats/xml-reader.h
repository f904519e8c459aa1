/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Bounded SAX reading of XML. The bytes are scanned before libxml2 sees them (tag length, attribute
 * count, DOCTYPE), because libxml2 2.9 checks attributes of one element in quadratic time. */

typedef struct {
  gsize max_bytes;      /* of the whole document */
  guint max_depth;      /* nesting of elements */
  guint max_attributes; /* of one element */
  gsize max_tag_bytes;  /* from '<' to '>' */
  gsize max_text_bytes; /* character data directly inside one element */
} ZbXmlLimits;

/* 8 MiB, depth 16, 64 attributes, tags of 8 KiB, texts of 64 KiB. */
extern const ZbXmlLimits zb_xml_default_limits;

typedef struct {
  const char *ns;   /* (nullable) namespace URI */
  const char *name; /* local name */
  int line;         /* 1-based */
  const char *const
      *attributes; /* (nullable) NULL-terminated: name, value, name, value … ; attributes with
                      a prefix appear as "xml:lang" for the xml namespace, else are refused */
} ZbXmlElement;

/* The value of an attribute, or NULL. Borrowed until the callback returns. */
const char *zb_xml_element_get (const ZbXmlElement *element, const char *attribute);

/* Both callbacks may be NULL. Both may fail: they set @error and return FALSE, and reading stops
 * there; the error is prefixed with "source:line: ". @text is the character data directly inside
 * the element, "" if none; an element with children and nothing but white space between them has
 * none. */
typedef struct {
  gboolean (*start) (const ZbXmlElement *element, gpointer user_data, GError **error);
  gboolean (*end) (
      const char *name, const char *text, int line, gpointer user_data, GError **error);
} ZbXmlHandler;

/* Reads one document of UTF-8 (a byte order mark is skipped). @source names it in messages (a path,
 * or "report.xml in x.asice"); @limits NULL means the default. DOCTYPE, processing instructions,
 * other encodings and attributes with a prefix are ZB_FORMAT_ERROR_FORBIDDEN, passed limits (also
 * 1024 different names, 32 namespaces declared at once) TOO_LARGE, all else MALFORMED; the text is
 * "source:line: …". */
gboolean zb_xml_read (const char *source,
                      const void *bytes,
                      gsize length,
                      const ZbXmlLimits *limits,
                      const ZbXmlHandler *handler,
                      gpointer user_data,
                      GError **error);
/* The same for the documents of others: attributes with a prefix appear with it ("r:id"). */
gboolean zb_xml_read_foreign (const char *source,
                              const void *bytes,
                              gsize length,
                              const ZbXmlLimits *limits,
                              const ZbXmlHandler *handler,
                              gpointer user_data,
                              GError **error);
