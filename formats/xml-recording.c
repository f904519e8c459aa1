/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-recording.h"

#include "formats/xml-trace.h"

#include <string.h>

/* An element of four bytes takes ten. */
#define GROWTH 3
#define ROOM 1024

#define MOST_NUMBER 10 /* bytes of one */

gsize
zb_xml_trace_most (gsize length)
{
  return GROWTH * length + ROOM;
}

void
zb_xml_recording_begin (ZbXmlRecording *recording, gsize length)
{
  *recording = (ZbXmlRecording){.room = length + ROOM, .most = zb_xml_trace_most (length)};
  recording->data = g_malloc (recording->room);
}

GBytes *
zb_xml_recording_end (ZbXmlRecording *recording)
{
  return g_bytes_new_take (g_steal_pointer (&recording->data), recording->length);
}

void
zb_xml_recording_clear (ZbXmlRecording *recording)
{
  g_clear_pointer (&recording->data, g_free);
}

gboolean
zb_xml_recording_has_room (const ZbXmlRecording *recording)
{
  return recording->length <= recording->most;
}

/* Where the next byte goes, with room for @n. */
static guint8 *
reserve (ZbXmlRecording *recording, gsize n)
{
  if (recording->room - recording->length < n) {
    recording->room = 2 * recording->room + n;
    recording->data = g_realloc (recording->data, recording->room);
  }
  return recording->data + recording->length;
}

/* All up to @end, where there was room, is written. */
static void
advance (ZbXmlRecording *recording, const guint8 *end)
{
  recording->length = (gsize)(end - recording->data);
}

static guint8 *
write_number (guint8 *to, gsize number)
{
  for (; number > 0x7f; number >>= 7)
    *to++ = (guint8)(number | 0x80);
  *to++ = (guint8)number;
  return to;
}

static void
put_byte (ZbXmlRecording *recording, guint8 byte)
{
  *reserve (recording, 1) = byte;
  recording->length++;
}

void
zb_xml_recording_kind (ZbXmlRecording *recording, char kind)
{
  put_byte (recording, (guint8)kind);
}

void
zb_xml_recording_number (ZbXmlRecording *recording, gsize number)
{
  advance (recording, write_number (reserve (recording, MOST_NUMBER), number));
}

void
zb_xml_recording_place (ZbXmlRecording *recording, char kind, int line)
{
  guint8 *to = reserve (recording, 1 + MOST_NUMBER);

  *to++ = (guint8)kind;
  to = write_number (to, (gsize)MAX (line - recording->line, 0));
  recording->line = MAX (line, recording->line);
  advance (recording, to);
}

char *
zb_xml_recording_room (ZbXmlRecording *recording, gsize length)
{
  guint8 *text = write_number (reserve (recording, MOST_NUMBER + length + 1), length);

  text[length] = '\0';
  advance (recording, text + length + 1);
  return (char *)text;
}

void
zb_xml_recording_text (ZbXmlRecording *recording, const char *text, gsize length)
{
  memcpy (zb_xml_recording_room (recording, length), text, length);
}

/* Most names are of one letter or two. */
static gboolean
is_at (const ZbXmlRecording *recording, gsize place, const char *name, gsize length)
{
  const guint8 *known = recording->data + place;

  return place != 0 && known[0] == (guint8)name[0] && recording->length - place > length &&
         known[length] == '\0' && (length == 1 || memcmp (known, name, length) == 0);
}

void
zb_xml_recording_name (ZbXmlRecording *recording, const char *name, gsize length)
{
  if (name == NULL) {
    put_byte (recording, ZB_XML_TRACE_NONE);
    return;
  }
  guint second = length > 1 ? (guint8)name[1] : 0;
  guint place = ((guint8)name[0] * 7u + second * 31) % ZB_XML_TRACE_PLACES;
  if (is_at (recording, recording->places[place], name, length)) {
    put_byte (recording, (guint8)place);
    return;
  }
  put_byte (recording, (guint8)(place | ZB_XML_TRACE_NEW));
  zb_xml_recording_text (recording, name, length);
  recording->places[place] = recording->length - length - 1;
  recording->n_new++;
}
