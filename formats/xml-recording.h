/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-trace-private.h"

/* Writes the records of a trace, piece by piece and in the order that its format says. A GByteArray
 * would do the same at four times the cost, which shows where every report goes through. */
typedef struct {
  guint8 *data; /* owned */
  gsize length, room;
  gsize most; /* what it may have before the last element */
  int line;
  guint n_new;                       /* names that were written out */
  gsize places[ZB_XML_TRACE_PLACES]; /* where in @data each name lies; 0: none does */
} ZbXmlRecording;

/* Of a document of @length bytes. */
void zb_xml_recording_begin (ZbXmlRecording *recording, gsize length);
/* (transfer full) the trace, or NULL. Either ends it. */
GBytes *zb_xml_recording_end (ZbXmlRecording *recording);
void zb_xml_recording_clear (ZbXmlRecording *recording);

/* FALSE once it is larger than a trace may be. */
gboolean zb_xml_recording_has_room (const ZbXmlRecording *recording);
void zb_xml_recording_kind (ZbXmlRecording *recording, char kind);
/* The same of an element: lines only grow. */
void zb_xml_recording_place (ZbXmlRecording *recording, char kind, int line);
void zb_xml_recording_number (ZbXmlRecording *recording, gsize number);
/* @name NULL: no namespace. */
void zb_xml_recording_name (ZbXmlRecording *recording, const char *name, gsize length);
void zb_xml_recording_text (ZbXmlRecording *recording, const char *text, gsize length);
/* A text of @length bytes, which are to be written where this points. */
char *zb_xml_recording_room (ZbXmlRecording *recording, gsize length);
