/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-writer.h"

#include "formats/xml-text.h"

#include <string.h>

/* An open element. Its name is in the start tag that was written. Once it holds text, nothing
 * inside it is laid out, since white space would then change what it says. */
typedef struct {
  gsize name_at, name_length;
  gboolean has_children;
  gboolean keeps_space;
} Level;

/* More than most documents need, and than any has levels. */
enum { FIRST_SIZE = 2000, MOST_DEPTH = 16 };

struct _ZbXmlWriter {
  GString *out;    /* owned */
  gboolean in_tag; /* the newest start tag still lacks its '>' */
  guint depth;
  Level levels[MOST_DEPTH];
};

ZbXmlWriter *
zb_xml_writer_new (void)
{
  ZbXmlWriter *writer = g_new0 (ZbXmlWriter, 1);

  writer->out = g_string_sized_new (FIRST_SIZE);
  g_string_append (writer->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  return writer;
}

void
zb_xml_writer_free (ZbXmlWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->out != NULL)
    g_string_free (writer->out, TRUE);
  g_free (writer);
}

static Level *
current_level (ZbXmlWriter *writer)
{
  return writer->depth == 0 ? NULL : &writer->levels[writer->depth - 1];
}

static void
close_tag (ZbXmlWriter *writer)
{
  if (writer->in_tag)
    g_string_append_c (writer->out, '>');
  writer->in_tag = FALSE;
}

/* Room for @n signs more, which are then to be written. */
static char *
extend (ZbXmlWriter *writer, gsize n)
{
  gsize length = writer->out->len;

  g_string_set_size (writer->out, length + n);
  return writer->out->str + length;
}

static char *
put_line (char *to, guint depth)
{
  *to++ = '\n';
  memset (to, ' ', 2 * (gsize)depth);
  return to + 2 * (gsize)depth;
}

void
zb_xml_writer_start (ZbXmlWriter *writer, const char *name)
{
  Level *parent = current_level (writer);
  Level level = {.name_length = strlen (name)};
  guint depth = writer->depth;

  g_return_if_fail (depth < MOST_DEPTH);

  close_tag (writer);
  if (parent != NULL) {
    parent->has_children = TRUE;
    level.keeps_space = parent->keeps_space;
  }
  gsize margin = level.keeps_space ? 0 : 1 + 2 * (gsize)depth;
  char *to = extend (writer, margin + 1 + level.name_length);
  if (!level.keeps_space)
    to = put_line (to, depth);
  *to++ = '<';
  memcpy (to, name, level.name_length);
  level.name_at = writer->out->len - level.name_length;
  writer->in_tag = TRUE;
  writer->levels[writer->depth++] = level;
}

void
zb_xml_writer_attribute (ZbXmlWriter *writer, const char *name, const char *value)
{
  g_return_if_fail (writer->in_tag);

  if (value == NULL)
    return;
  gsize length = strlen (name);
  char *to = extend (writer, length + 3);
  *to++ = ' ';
  memcpy (to, name, length);
  memcpy (to + length, "=\"", 2);
  zb_xml_text_append (writer->out, value, TRUE);
  g_string_append_c (writer->out, '"');
}

void
zb_xml_writer_text (ZbXmlWriter *writer, const char *text)
{
  Level *level = current_level (writer);

  g_return_if_fail (level != NULL);

  if (text == NULL || *text == '\0')
    return;
  close_tag (writer);
  level->keeps_space = TRUE;
  zb_xml_text_append (writer->out, text, FALSE);
}

static void
put_end_tag (ZbXmlWriter *writer, const Level *level)
{
  guint depth = writer->depth - 1;
  gboolean lines = level->has_children && !level->keeps_space;
  gsize margin = lines ? 1 + 2 * (gsize)depth : 0;
  char *to = extend (writer, margin + level->name_length + 3);

  if (lines)
    to = put_line (to, depth);
  *to++ = '<';
  *to++ = '/';
  memcpy (to, writer->out->str + level->name_at, level->name_length);
  to[level->name_length] = '>';
}

void
zb_xml_writer_end (ZbXmlWriter *writer)
{
  const Level *level = current_level (writer);

  g_return_if_fail (level != NULL);

  if (writer->in_tag)
    g_string_append_len (writer->out, "/>", 2);
  else
    put_end_tag (writer, level);
  writer->in_tag = FALSE;
  writer->depth--;
}

void
zb_xml_writer_leaf (ZbXmlWriter *writer, const char *name, const char *text)
{
  if (text == NULL)
    return;
  zb_xml_writer_start (writer, name);
  zb_xml_writer_text (writer, text);
  zb_xml_writer_end (writer);
}

GBytes *
zb_xml_writer_finish (ZbXmlWriter *writer)
{
  while (writer->depth > 0)
    zb_xml_writer_end (writer);
  g_string_append_c (writer->out, '\n');
  return g_string_free_to_bytes (g_steal_pointer (&writer->out));
}
