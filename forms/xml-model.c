/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/xml-model.h"

#include "forms/near-name.h"
#include "forms/text.h"

#include <string.h>

gboolean
zb_xml_fail (const ZbXmlNode *node, ZbFormsError code, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ZB_FORMS_ERROR, code, "%s:%d: %s", zb_xml_node_source (node),
               zb_xml_node_line (node), message);
  return FALSE;
}

/* A name within a list, without its "!". */
typedef struct {
  const char *start;
  gsize length;
  gboolean required;
} Listed;

/* Takes the next name off a list with @separator between names, copying nothing: every attribute
 * and element of every document is looked up here. */
static Listed
take_name (const char **list, char separator)
{
  const char *end = strchrnul (*list, separator);
  Listed listed = {*list, (gsize)(end - *list), FALSE};

  listed.required = listed.length > 0 && listed.start[listed.length - 1] == '!';
  listed.length -= listed.required;
  *list = *end != '\0' ? end + 1 : end;
  return listed;
}

static gboolean
is_name (const Listed *listed, const char *name)
{
  return strncmp (name, listed->start, listed->length) == 0 && name[listed->length] == '\0';
}

static gboolean
is_listed (const char *list, char separator, const char *name)
{
  while (*list != '\0') {
    Listed listed = take_name (&list, separator);

    if (is_name (&listed, name))
      return TRUE;
  }
  return FALSE;
}

static gboolean
has_attribute (const ZbXmlNode *node, const Listed *listed)
{
  const char *const *pair = zb_xml_node_attributes (node);

  for (; pair != NULL && pair[0] != NULL; pair += 2)
    if (is_name (listed, pair[0]))
      return TRUE;
  return FALSE;
}

static gboolean
fail_unknown_attribute (const ZbXmlNode *node, const char *list, const char *name, GError **error)
{
  g_autofree char *words = g_strdup (list);
  g_auto (GStrv) names = g_strsplit (g_strdelimit (words, "!", ' '), " ", -1);
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;

  for (char **known = names; *known != NULL; known++)
    zb_near_name_offer (&near, *known);
  hint = zb_near_name_hint (&near);
  return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> takes no attribute “%s”%s",
                      zb_xml_node_name (node), name, hint);
}

static gboolean
check_attributes (const ZbXmlModel *model, const ZbXmlNode *node, GError **error)
{
  const char *list = model->attributes;
  const char *const *pair = zb_xml_node_attributes (node);

  for (; pair != NULL && pair[0] != NULL; pair += 2)
    if (!is_listed (list, ' ', pair[0]))
      return fail_unknown_attribute (node, list, pair[0], error);
  while (*list != '\0') {
    Listed listed = take_name (&list, ' ');

    if (listed.required && !has_attribute (node, &listed))
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> lacks the attribute “%.*s”",
                          zb_xml_node_name (node), (int)listed.length, listed.start);
  }
  return TRUE;
}

static gboolean
fail_child (const ZbXmlModel *model, const ZbXmlNode *child, const char *inside, GError **error)
{
  ZbNearName near = zb_near_name (zb_xml_node_name (child));
  g_autofree char *hint = NULL;
  gboolean known = FALSE;

  for (const ZbXmlChild *listed = model->children; listed != NULL && listed->name != NULL;
       listed++) {
    if (is_listed (listed->name, '|', zb_xml_node_name (child)))
      known = TRUE;
    zb_near_name_offer (&near, listed->name);
  }
  hint = zb_near_name_hint (&near);
  if (known)
    return zb_xml_fail (child, ZB_FORMS_ERROR_INVALID, error,
                        "<%s> stands in the wrong place of <%s>, or too often",
                        zb_xml_node_name (child), inside);
  return zb_xml_fail (child, ZB_FORMS_ERROR_INVALID, error, "<%s> takes no <%s>%s", inside,
                      zb_xml_node_name (child), hint);
}

static gboolean
check_children (const ZbXmlModel *model, const ZbXmlNode *node, GError **error)
{
  const ZbXmlNode *child = zb_xml_node_first (node, NULL);

  for (const ZbXmlChild *listed = model->children; listed != NULL && listed->name != NULL;
       listed++) {
    guint count = 0;

    for (; child != NULL && count < listed->max &&
           is_listed (listed->name, '|', zb_xml_node_name (child));
         child = zb_xml_node_next (child, NULL))
      count++;
    if (count < listed->min)
      return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> lacks <%s>",
                          zb_xml_node_name (node), listed->name);
  }
  return child == NULL || fail_child (model, child, zb_xml_node_name (node), error);
}

gboolean
zb_xml_model_check (const ZbXmlModel *model, const ZbXmlNode *node, GError **error)
{
  const char *text = zb_xml_node_text (node);

  if (!check_attributes (model, node, error) || !check_children (model, node, error))
    return FALSE;
  if (model->text && *text == '\0')
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> is empty",
                        zb_xml_node_name (node));
  if (!model->text && *text != '\0')
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> takes no text",
                        zb_xml_node_name (node));
  return TRUE;
}

static gboolean
check_namespace (const ZbXmlNode *node, const char *ns, GError **error)
{
  if (g_strcmp0 (zb_xml_node_ns (node), ns) != 0)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error,
                        "<%s> is in the namespace “%s”, not in “%s”", zb_xml_node_name (node),
                        zb_xml_node_ns (node) != NULL ? zb_xml_node_ns (node) : "", ns);
  for (const ZbXmlNode *child = zb_xml_node_first (node, NULL); child != NULL;
       child = zb_xml_node_next (child, NULL))
    if (!check_namespace (child, ns, error))
      return FALSE;
  return TRUE;
}

gboolean
zb_xml_model_check_root (const ZbXmlModel *model,
                         const ZbXmlNode *root,
                         const char *name,
                         const char *ns,
                         GError **error)
{
  if (strcmp (zb_xml_node_name (root), name) != 0)
    return zb_xml_fail (root, ZB_FORMS_ERROR_INVALID, error, "the document is a <%s>, not a <%s>",
                        zb_xml_node_name (root), name);
  return check_namespace (root, ns, error) && zb_xml_model_check (model, root, error);
}

static gboolean
fail_value (const ZbXmlNode *node, const char *attribute, const char *expected, GError **error)
{
  return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "%s=\"%s\" of <%s> must be %s",
                      attribute, zb_xml_node_get (node, attribute), zb_xml_node_name (node),
                      expected);
}

gboolean
zb_xml_read_unsigned (
    const ZbXmlNode *node, const char *attribute, guint max, guint *ret_value, GError **error)
{
  const char *text = zb_xml_node_get (node, attribute);
  guint64 value = 0;

  if (text == NULL)
    return TRUE;
  if (strspn (text, "0123456789") != strlen (text) ||
      !g_ascii_string_to_unsigned (text, 10, 0, max, &value, NULL)) {
    g_autofree char *expected = g_strdup_printf ("a whole number of 0 to %u", max);

    return fail_value (node, attribute, expected, error);
  }
  *ret_value = (guint)value;
  return TRUE;
}

gboolean
zb_xml_read_choice (const ZbXmlNode *node,
                    const char *attribute,
                    const char *const *choices,
                    int *ret_choice,
                    GError **error)
{
  const char *text = zb_xml_node_get (node, attribute);
  g_autofree char *expected = NULL;

  if (text == NULL)
    return TRUE;
  for (int i = 0; choices[i] != NULL; i++) {
    if (strcmp (choices[i], text) != 0)
      continue;
    *ret_choice = i;
    return TRUE;
  }
  expected = g_strjoinv (", ", (char **)choices);
  return fail_value (node, attribute, expected, error);
}

gboolean
zb_xml_read_flag (const ZbXmlNode *node, const char *attribute, gboolean *ret_flag, GError **error)
{
  static const char *const choices[] = {"false", "true", NULL};

  return zb_xml_read_choice (node, attribute, choices, ret_flag, error);
}

gboolean
zb_xml_read_measure (const ZbXmlNode *node,
                     const char *attribute,
                     const ZbMeasure **ret_measure,
                     GError **error)
{
  const char *text = zb_xml_node_get (node, attribute);
  const ZbMeasure *measure = text != NULL ? zb_measure_find (text) : NULL;
  ZbNearName near = zb_near_name (text != NULL ? text : "");
  g_autofree char *hint = NULL;

  if (text == NULL)
    return TRUE;
  if (measure != NULL && strcmp (measure->id, text) == 0) {
    *ret_measure = measure;
    return TRUE;
  }
  for (guint i = 0; zb_measure_at (i) != NULL; i++)
    zb_near_name_offer (&near, zb_measure_at (i)->id);
  if (measure != NULL)
    near.best = measure->id;
  hint = zb_near_name_hint (&near);
  return zb_xml_fail (node, ZB_FORMS_ERROR_NOT_FOUND, error, "unknown measure “%s”%s", text, hint);
}

static gboolean
is_printed_name (const char *text)
{
  guint length = 0;

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text), length++) {
    gunichar c = g_utf8_get_char (text);

    if (!g_unichar_isalnum (c) && c != '-' && c != '_')
      return FALSE;
  }
  return length >= 1 && length <= 20;
}

gboolean
zb_xml_is_name (const char *text, ZbXmlName alphabet)
{
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
  static const struct {
    const char *first, *others;
    gsize min, max;
  } alphabets[] = {
      [ZB_XML_NAME_ID] = {LOWER, LOWER DIGITS "_-", 1, 40},
      [ZB_XML_NAME_FORM] = {UPPER DIGITS, UPPER DIGITS "-", 2, 16},
      [ZB_XML_NAME_SECTION] = {UPPER, UPPER DIGITS "-", 1, 12},
      [ZB_XML_NAME_EDITION] = {UPPER LOWER DIGITS, UPPER LOWER DIGITS, 1, 12},
      [ZB_XML_NAME_CODE] = {UPPER LOWER DIGITS "._-", UPPER LOWER DIGITS "._-", 1, 20},
  };
  gsize length = strlen (text);

  if (alphabet == ZB_XML_NAME_PRINTED)
    return is_printed_name (text);
  return length >= alphabets[alphabet].min && length <= alphabets[alphabet].max &&
         strchr (alphabets[alphabet].first, text[0]) != NULL &&
         strspn (text, alphabets[alphabet].others) == length;
}

gboolean
zb_xml_check_name (const ZbXmlNode *node, const char *attribute, ZbXmlName alphabet, GError **error)
{
  static const char *const expected[] = {
      [ZB_XML_NAME_ID] = "lower-case letters, digits, - and _ (at most 40)",
      [ZB_XML_NAME_FORM] = "2 to 16 upper-case letters, digits and -",
      [ZB_XML_NAME_SECTION] = "at most 12 upper-case letters, digits and -, a letter first",
      [ZB_XML_NAME_EDITION] = "at most 12 letters and digits",
      [ZB_XML_NAME_PRINTED] = "at most 20 letters, digits, - and _",
      [ZB_XML_NAME_CODE] = "at most 20 letters, digits, ., - and _",
  };
  const char *text = zb_xml_node_get (node, attribute);

  if (text == NULL || zb_xml_is_name (text, alphabet))
    return TRUE;
  return fail_value (node, attribute, expected[alphabet], error);
}

char *
zb_xml_dup_name (const ZbXmlNode *node, const char *attribute, ZbXmlName alphabet, GError **error)
{
  const char *text = zb_xml_node_get (node, attribute);

  if (text == NULL) {
    zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "<%s> lacks the attribute “%s”",
                 zb_xml_node_name (node), attribute);
    return NULL;
  }
  return zb_xml_check_name (node, attribute, alphabet, error) ? g_strdup (text) : NULL;
}

static gboolean
read_one_language (const ZbXmlNode *node, ZbText *text, GError **error)
{
  static const ZbXmlModel model = {.attributes = "xml:lang!", .text = TRUE};
  static const char *const languages[] = {"zh", "en", NULL};
  int language = 0;
  char **place;

  if (!zb_xml_model_check (&model, node, error) ||
      !zb_xml_read_choice (node, "xml:lang", languages, &language, error))
    return FALSE;
  if (!zb_text_check (zb_xml_node_text (node), ZB_XML_MAX_TEXT, error)) {
    g_prefix_error (error, "%s:%d: ", zb_xml_node_source (node), zb_xml_node_line (node));
    return FALSE;
  }
  place = language == 0 ? &text->zh : &text->en;
  if (*place != NULL)
    return zb_xml_fail (node, ZB_FORMS_ERROR_INVALID, error, "a second <%s xml:lang=\"%s\">",
                        zb_xml_node_name (node), languages[language]);
  *place = g_strdup (zb_xml_node_text (node));
  return TRUE;
}

gboolean
zb_xml_read_text (const ZbXmlNode *parent,
                  const char *name,
                  gboolean english_optional,
                  ZbText *ret_text,
                  GError **error)
{
  ZbText text = {NULL, NULL};
  gboolean read = TRUE;

  for (const ZbXmlNode *node = zb_xml_node_first (parent, name); read && node != NULL;
       node = zb_xml_node_next (node, name))
    read = read_one_language (node, &text, error);
  if (read && (text.zh != NULL || text.en != NULL) &&
      (text.zh == NULL || (text.en == NULL && !english_optional)))
    read = zb_xml_fail (parent, ZB_FORMS_ERROR_INVALID, error, "<%s> lacks <%s xml:lang=\"%s\">",
                        zb_xml_node_name (parent), name, text.zh == NULL ? "zh" : "en");
  if (!read) {
    zb_text_clear (&text);
    return FALSE;
  }
  *ret_text = text;
  return TRUE;
}
