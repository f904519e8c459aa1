/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/field.h"

#include "exchange/digest.h"
#include "exchange/timestamp.h"

#include <string.h>

static gboolean
read_text (const ZbField *field, const char *value, gpointer place)
{
  char **text = place;
  if (*text != NULL || (field->check != NULL && !field->check (value)) ||
      (field->words != NULL && !g_strv_contains (field->words, value)))
    return FALSE;
  *text = g_strdup (value);
  return TRUE;
}

static gboolean
read_word (const ZbField *field, const char *value, guint *ret_index)
{
  for (guint i = 0; field->words[i] != NULL; i++) {
    if (g_str_equal (field->words[i], value)) {
      *ret_index = i;
      return TRUE;
    }
  }
  return FALSE;
}

/* One spelling per number: no sign, no leading zero. */
static gboolean
read_number (const ZbField *field, const char *value, guint64 *ret_number)
{
  if (value[0] == '0' && value[1] != '\0')
    return FALSE;
  return g_ascii_string_to_unsigned (value, 10, 0, field->most, ret_number, NULL);
}

static gboolean
read_field (const ZbField *field, const char *value, gpointer place)
{
  guint64 number = 0;
  switch (field->kind) {
  case ZB_FIELD_TEXT:
    return read_text (field, value, place);
  case ZB_FIELD_WORD:
    return read_word (field, value, place);
  case ZB_FIELD_TIME:
    return zb_timestamp_parse (value, place);
  case ZB_FIELD_COUNT:
    if (!read_number (field, value, &number))
      return FALSE;
    *(guint *)place = (guint)number;
    return TRUE;
  case ZB_FIELD_SIZE:
    return read_number (field, value, place);
  case ZB_FIELD_FLAG:
    *(gboolean *)place = TRUE;
    return g_str_equal (value, "true");
  }
  return FALSE;
}

/* Looks from @first on, as attributes mostly stand in the table's order; @n: none is so named. */
static guint
find_field (const ZbField *fields, guint n, guint first, const char *name)
{
  for (guint i = 0; i < n; i++) {
    guint index = (first + i) % n;
    if (g_str_equal (fields[index].name, name))
      return index;
  }
  return n;
}

gboolean
zb_field_read_all (
    const ZbXmlNode *element, const ZbField *fields, guint n, gpointer target, GError **error)
{
  const char *const *attributes = zb_xml_node_attributes (element);
  guint64 seen = 0;
  g_return_val_if_fail (n <= 64, FALSE);

  for (guint next = 0; attributes != NULL && *attributes != NULL; attributes += 2) {
    guint index = find_field (fields, n, next, attributes[0]);
    if (index == n)
      return zb_xml_node_fail (element, error, "<%s> has no attribute \"%s\"",
                               zb_xml_node_name (element), attributes[0]);
    const ZbField *field = &fields[index];
    if (!read_field (field, attributes[1], (char *)target + field->offset))
      return zb_xml_node_fail (element, error, "\"%s\" is no %s of <%s>", attributes[1],
                               attributes[0], zb_xml_node_name (element));
    seen |= G_GUINT64_CONSTANT (1) << index;
    next = index + 1;
  }
  for (guint i = 0; i < n; i++) {
    if (fields[i].required && (seen >> i & 1) == 0 &&
        zb_xml_node_require (element, fields[i].name, error) == NULL)
      return FALSE;
  }
  return TRUE;
}

/* Zero is left out where nothing is required. */
static void
write_number (ZbXmlWriter *writer, const ZbField *field, guint64 number)
{
  char text[24];

  if (number == 0 && !field->required)
    return;
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, number);
  zb_xml_writer_attribute (writer, field->name, text);
}

static void
write_time (ZbXmlWriter *writer, const ZbField *field, gint64 micros)
{
  g_autofree char *text = micros != 0 ? zb_timestamp_format (micros) : NULL;

  zb_xml_writer_attribute (writer, field->name, text);
}

static void
write_field (ZbXmlWriter *writer, const ZbField *field, gconstpointer place)
{
  switch (field->kind) {
  case ZB_FIELD_TEXT:
    zb_xml_writer_attribute (writer, field->name, *(char *const *)place);
    break;
  case ZB_FIELD_WORD:
    zb_xml_writer_attribute (writer, field->name, field->words[*(const guint *)place]);
    break;
  case ZB_FIELD_TIME:
    write_time (writer, field, *(const gint64 *)place);
    break;
  case ZB_FIELD_FLAG:
    zb_xml_writer_attribute (writer, field->name, *(const gboolean *)place ? "true" : NULL);
    break;
  case ZB_FIELD_COUNT:
    write_number (writer, field, *(const guint *)place);
    break;
  case ZB_FIELD_SIZE:
    write_number (writer, field, *(const guint64 *)place);
    break;
  }
}

void
zb_field_write_all (ZbXmlWriter *writer, const ZbField *fields, guint n, gconstpointer target)
{
  for (guint i = 0; i < n; i++)
    write_field (writer, &fields[i], (const char *)target + fields[i].offset);
}

const ZbXmlNode *
zb_field_take_element (const ZbXmlNode *parent,
                       const ZbXmlNode **cursor,
                       const char *name,
                       GError **error)
{
  const ZbXmlNode *element = *cursor;
  if (element == NULL || !g_str_equal (zb_xml_node_name (element), name) ||
      g_strcmp0 (zb_xml_node_ns (element), zb_xml_node_ns (parent)) != 0) {
    zb_xml_node_fail (element != NULL ? element : parent, error, "<%s> lacks <%s> at this place",
                      zb_xml_node_name (parent), name);
    return NULL;
  }
  *cursor = zb_xml_node_next (element, NULL);
  return element;
}

gboolean
zb_field_check_end (const ZbXmlNode *cursor, GError **error)
{
  if (cursor != NULL && g_str_equal (zb_xml_node_name (cursor), "extensions"))
    cursor = zb_xml_node_next (cursor, NULL);
  return cursor == NULL ||
         zb_xml_node_fail (cursor, error, "<%s> has no place here", zb_xml_node_name (cursor));
}

/* Whether all signs of @value, @least to @most of them, are letters or digits as @classes says
 * ('A', 'a', '0') or one of @others. */
static gboolean
consists_of (const char *value, gsize least, gsize most, const char *classes, const char *others)
{
  gsize length = strlen (value);
  if (length < least || length > most)
    return FALSE;
  for (const char *sign = value; *sign != '\0'; sign++) {
    gboolean fits = (g_ascii_isupper (*sign) && strchr (classes, 'A') != NULL) ||
                    (g_ascii_islower (*sign) && strchr (classes, 'a') != NULL) ||
                    (g_ascii_isdigit (*sign) && strchr (classes, '0') != NULL) ||
                    strchr (others, *sign) != NULL;
    if (!fits)
      return FALSE;
  }
  return TRUE;
}

gboolean
zb_field_is_unit (const char *value)
{
  return consists_of (value, 18, 18, "A0", "");
}

gboolean
zb_field_is_digest (const char *value)
{
  guint8 digest[ZB_DIGEST_SIZE];
  return zb_digest_from_hex (value, digest);
}

gboolean
zb_field_is_node (const char *value)
{
  return consists_of (value, 1, 64, "Aa0", ".-") && g_ascii_isalnum (value[0]);
}

gboolean
zb_field_is_region (const char *value)
{
  return consists_of (value, 6, 12, "0", "");
}

gboolean
zb_field_is_form (const char *value)
{
  return consists_of (value, 2, 16, "A0", "-") && value[0] != '-';
}

gboolean
zb_field_is_edition (const char *value)
{
  const char *point = strchr (value, '.');
  return point != NULL && consists_of (value, 3, 16, "Aa0", ".-") && g_ascii_isalnum (value[0]) &&
         consists_of (point + 1, 1, 6, "0", "");
}

gboolean
zb_field_is_period (const char *value)
{
  gsize length = strlen (value);
  if (length < 4 || !consists_of (value, 4, 10, "A0", "-"))
    return FALSE;
  for (gsize i = 0; i < 4; i++) {
    if (!g_ascii_isdigit (value[i]))
      return FALSE;
  }
  if (length == 4)
    return TRUE;
  const char *part = value + 5;
  if (value[4] != '-' || length < 7)
    return FALSE;
  if (length == 7 && part[0] == 'H')
    return part[1] == '1' || part[1] == '2';
  if (length == 7 && part[0] == 'Q')
    return part[1] >= '1' && part[1] <= '4';

  gboolean month = (part[0] == '0' && part[1] >= '1' && part[1] <= '9') ||
                   (part[0] == '1' && part[1] >= '0' && part[1] <= '2');
  if (length == 7)
    return month;
  return month && length == 10 && part[2] == '-' && part[3] == 'D' && part[4] >= '1' &&
         part[4] <= '3';
}

gboolean
zb_field_is_code (const char *value)
{
  return consists_of (value, 1, 64, "a0", "-");
}

gboolean
zb_field_is_line (const char *value)
{
  for (const char *sign = value; *sign != '\0'; sign = g_utf8_next_char (sign)) {
    if (g_unichar_iscntrl (g_utf8_get_char (sign)))
      return FALSE;
  }
  return value[0] != '\0' && g_utf8_strlen (value, -1) <= 200;
}

gboolean
zb_field_is_media_type (const char *value)
{
  const char *slash = strchr (value, '/');
  return slash != NULL && slash != value && consists_of (value, 3, 100, "Aa0", "/.+-") &&
         slash[1] != '\0' && strchr (slash + 1, '/') == NULL;
}
