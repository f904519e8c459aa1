/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The bytes of a trace: records one after another, each a letter and what follows it. Numbers are
 * little-endian in groups of seven bits; a text is its length, its bytes and a NUL; a name is a
 * place in a table of names, and with the mark ZB_XML_TRACE_NEW the text that lies there from now
 * on.
 *
 *   S line, namespace, name, number of attributes, for each a name and a text
 *   E line, text
 *   ! code, text: the document is wrong there, and reading ends
 *   . the document's end
 *
 * Lines count from the one before. */
#define ZB_XML_TRACE_PLACES 63 /* of names */
#define ZB_XML_TRACE_NONE ZB_XML_TRACE_PLACES
#define ZB_XML_TRACE_NEW 0x40
#define ZB_XML_TRACE_DEPTH 64
#define ZB_XML_TRACE_ATTRIBUTES 64

/* One record, its strings where they lie in the trace. */
typedef struct {
  char kind;
  int line;
  int code;
  const char *ns, *name; /* @name of an end too */
  guint n;
  const char *attributes[2 * ZB_XML_TRACE_ATTRIBUTES + 1];
  const char *text;
} ZbXmlRecord;

/* Goes through a trace. */
typedef struct {
  const guint8 *at, *end;
  int line;
  guint depth;
  gboolean begun; /* the root has been seen */
  gboolean done;  /* the last record was taken */
  const char *names[ZB_XML_TRACE_PLACES];
  const char *open[ZB_XML_TRACE_DEPTH];
} ZbXmlTracing;

void zb_xml_tracing_begin (ZbXmlTracing *tracing, GBytes *trace);
/* FALSE where there is no record in its place. */
gboolean zb_xml_tracing_take (ZbXmlTracing *tracing, ZbXmlRecord *ret_record);
