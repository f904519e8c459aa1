/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/json.h"

#include <string.h>

enum { ROOM = 8 * 1024 * 1024 };

static ZbJson *
read_text (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbJson *json = zb_json_read ("a.json", text, strlen (text), ROOM, &error);

  g_assert_no_error (error);
  g_assert_nonnull (json);
  return json;
}

static void
assert_refused_bytes (const char *text, gsize length, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("a.json", text, length, ROOM, &error);

  if (json != NULL)
    g_error ("“%s” was read", text);
  g_assert_cmpstr (error->message, ==, message);
  g_assert_error (error, ZB_FORMAT_ERROR, code);
}

static void
assert_refused (const char *text, int code, const char *message)
{
  assert_refused_bytes (text, strlen (text), code, message);
}

static void
test_values (void)
{
  g_autoptr (ZbJson) root = read_text (" { \"s\" : \"直报\", \"i\":-12, \"t\":true, \"f\":false,"
                                       "\"n\":null, \"a\":[1,\"2\",[]], \"o\":{\"x\":\"y\"} }\n");
  const ZbJson *array = zb_json_get (root, "a");

  g_assert_cmpint (zb_json_type (root), ==, ZB_JSON_OBJECT);
  g_assert_cmpstr (zb_json_get_string (root, "s"), ==, "直报");
  g_assert_cmpint (zb_json_integer (zb_json_get (root, "i"), 0), ==, -12);
  g_assert_true (zb_json_boolean (zb_json_get (root, "t"), FALSE));
  g_assert_false (zb_json_boolean (zb_json_get (root, "f"), TRUE));
  g_assert_cmpint (zb_json_type (zb_json_get (root, "n")), ==, ZB_JSON_NULL);
  g_assert_cmpuint (zb_json_length (array), ==, 3);
  g_assert_cmpint (zb_json_integer (zb_json_at (array, 0), 0), ==, 1);
  g_assert_cmpstr (zb_json_string (zb_json_at (array, 1)), ==, "2");
  g_assert_cmpint (zb_json_type (zb_json_at (array, 2)), ==, ZB_JSON_ARRAY);
  g_assert_cmpstr (zb_json_get_string (zb_json_get (root, "o"), "x"), ==, "y");
}

static void
test_absent_values (void)
{
  g_autoptr (ZbJson) root = read_text ("{\"a\":[1],\"s\":\"x\"}");
  const ZbJson *array = zb_json_get (root, "a");

  g_assert_null (zb_json_get (root, "b"));
  g_assert_null (zb_json_get (array, "a"));
  g_assert_null (zb_json_at (array, 1));
  g_assert_null (zb_json_at (root, 0));
  g_assert_null (zb_json_string (array));
  g_assert_cmpint (zb_json_integer (zb_json_get (root, "s"), 7), ==, 7);
  g_assert_true (zb_json_boolean (zb_json_at (array, 0), TRUE));
  g_assert_cmpuint (zb_json_length (root), ==, 0);
  g_assert_cmpuint (zb_json_n_members (array), ==, 0);
  g_assert_null (zb_json_member_name (root, 2));
  g_assert_cmpint (zb_json_type (NULL), ==, ZB_JSON_NULL);
  g_assert_null (zb_json_get_string (zb_json_at (zb_json_get (NULL, "x"), 1), "y"));
  g_assert_cmpint (zb_json_integer (NULL, 3), ==, 3);
}

/* Few members are searched, many hashed: both keep the order and find each. */
static void
test_members (void)
{
  for (guint n = 0; n <= 20; n++) {
    g_autoptr (GString) text = g_string_new ("{");
    g_autoptr (ZbJson) root = NULL;

    for (guint i = 0; i < n; i++)
      g_string_append_printf (text, "%s\"k%u\":%u", i > 0 ? "," : "", 100 - i, i);
    g_string_append_c (text, '}');
    root = read_text (text->str);
    g_assert_cmpuint (zb_json_n_members (root), ==, n);
    for (guint i = 0; i < n; i++) {
      g_autofree char *name = g_strdup_printf ("k%u", 100 - i);

      g_assert_cmpstr (zb_json_member_name (root, i), ==, name);
      g_assert_cmpint (zb_json_integer (zb_json_get (root, name), -1), ==, i);
    }
    g_assert_null (zb_json_get (root, "k"));
  }
}

static void
test_strings (void)
{
  static const struct {
    const char *text;
    const char *value;
  } cases[] = {
      {"\"\"", ""},
      {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t"},
      {"\"\\u4e2D\\u0041\"", "中A"},
      {"\"\\ud83d\\ude00\"", "😀"},
      {"\"/* no comment */ // none\"", "/* no comment */ // none"},
      {"\"\x7F\"", "\x7F"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbJson) json = read_text (cases[i].text);

    g_assert_cmpstr (zb_json_string (json), ==, cases[i].value);
  }
}

static void
test_integers (void)
{
  static const struct {
    const char *text;
    gint64 value;
  } cases[] = {
      {"0", 0},
      {"-0", 0},
      {"9223372036854775807", G_MAXINT64},
      {"-9223372036854775808", G_MININT64},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbJson) json = read_text (cases[i].text);

    g_assert_cmpint (zb_json_type (json), ==, ZB_JSON_INTEGER);
    g_assert_cmpint (zb_json_integer (json, 1), ==, cases[i].value);
  }
  assert_refused ("9223372036854775808", ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.json:1: a number does not fit in 64 bits");
  assert_refused ("-9223372036854775809", ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.json:1: a number does not fit in 64 bits");
}

static void
test_fractions (void)
{
  static const char *const texts[] = {"1.0", "[\n1.5]", "1e3", "-1E3", "0.1", "1e400"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *message =
        g_strdup_printf ("a.json:%d: a number with fraction or exponent; figures travel as "
                         "strings",
                         texts[i][0] == '[' ? 2 : 1);

    assert_refused (texts[i], ZB_FORMAT_ERROR_FORBIDDEN, message);
  }
}

static const struct {
  const char *text;
  const char *message;
} malformed[] = {
    {"", "a.json:1: a value is missing"},
    {"\n\n", "a.json:3: a value is missing"},
    {"nul", "a.json:1: a value is missing"},
    {"True", "a.json:1: a value is missing"},
    {"/* c */1", "a.json:1: a value is missing"},
    {"1//c", "a.json:1: something follows the value"},
    {"var x = 1", "a.json:1: a value is missing"},
    {"'a'", "a.json:1: a value is missing"},
    {"\xEF\xBB\xBF{}", "a.json:1: a value is missing"},
    {"{}{}", "a.json:1: something follows the value"},
    {"nullx", "a.json:1: something follows the value"},
    {"[1\n,]", "a.json:2: a value is missing"},
    {"[1 2]", "a.json:1: “,” or “]” is missing in an array"},
    {"[1", "a.json:1: “,” or “]” is missing in an array"},
    {"[", "a.json:1: a value is missing"},
    {"{\"a\":1,}", "a.json:1: a key is missing in an object"},
    {"{a:1}", "a.json:1: a key is missing in an object"},
    {"{", "a.json:1: a key is missing in an object"},
    {"{\"a\"1}", "a.json:1: “:” is missing after a key"},
    {"{\"a\":1 \"b\":2}", "a.json:1: “,” or “}” is missing in an object"},
    {"{\"a\":1]", "a.json:1: “,” or “}” is missing in an object"},
    {"-", "a.json:1: a malformed number"},
    {"01", "a.json:1: a malformed number"},
    {"-01", "a.json:1: a malformed number"},
    {"+1", "a.json:1: a value is missing"},
    {".5", "a.json:1: a value is missing"},
    {"0x10", "a.json:1: something follows the value"},
    {"Infinity", "a.json:1: a value is missing"},
    {"\"a", "a.json:1: a string has no end"},
    {"\"a\\\"", "a.json:1: a string has no end"},
    {"[\"a\nb\"]", "a.json:1: a control character or line end in a string"},
    {"\"\\x41\"", "a.json:1: an unknown escape in a string"},
    {"\"\\", "a.json:1: an unknown escape in a string"},
    {"\"\\u12G4\"", "a.json:1: “\\u” needs four hexadecimal digits"},
    {"\"\\u12", "a.json:1: “\\u” needs four hexadecimal digits"},
    {"\"\\ud800\"", "a.json:1: half a surrogate pair"},
    {"\"\\ud800\\u0041\"", "a.json:1: half a surrogate pair"},
    {"\"\\ud800\\uZZZZ\"", "a.json:1: half a surrogate pair"},
    {"\"\\udc00\"", "a.json:1: half a surrogate pair"},
    {"[\n\"\xFF\"]", "a.json:2: byte 0xFF does not belong to UTF-8 text"},
};

static void
test_malformed (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (malformed); i++)
    assert_refused (malformed[i].text, ZB_FORMAT_ERROR_MALFORMED, malformed[i].message);
  assert_refused_bytes (NULL, 0, ZB_FORMAT_ERROR_MALFORMED, "a.json:1: a value is missing");
  assert_refused_bytes ("[1]\0", 4, ZB_FORMAT_ERROR_MALFORMED,
                        "a.json:1: byte 0x00 does not belong to UTF-8 text");
}

static void
test_nul_in_string (void)
{
  assert_refused ("\"a\\u0000b\"", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.json:1: a string holds a NUL character");
}

static void
test_duplicate_keys (void)
{
  assert_refused ("{\"a\":1,\n\"a\":1}", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.json:2: the key “a” stands twice");
  assert_refused ("[{\"a\":{},\"\\u0061\":1}]", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.json:1: the key “a” stands twice");
  zb_json_free (read_text ("{\"a\":{\"a\":1},\"A\":{\"a\":2}}"));
}

static char *
nested (guint depth, char opening, char closing)
{
  char *text = g_malloc (2 * depth + 1);

  memset (text, opening, depth);
  memset (text + depth, closing, depth);
  text[2 * depth] = '\0';
  return text;
}

static void
test_limit_on_depth (void)
{
  g_autofree char *at_limit = nested (16, '[', ']');
  g_autofree char *over = nested (17, '[', ']');
  g_autofree char *bomb = nested (1000000, '[', ']');
  g_autoptr (GString) objects = g_string_new (NULL);

  zb_json_free (read_text (at_limit));
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE, "a.json:1: values are nested deeper than 16");
  assert_refused (bomb, ZB_FORMAT_ERROR_TOO_LARGE, "a.json:1: values are nested deeper than 16");
  for (int i = 0; i < 17; i++)
    g_string_append (objects, "{\"a\":");
  assert_refused (objects->str, ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.json:1: values are nested deeper than 16");
}

static char *
with_members (guint n)
{
  GString *text = g_string_new ("{\"k\":0");

  for (guint i = 1; i < n; i++)
    g_string_append_printf (text, ",\"k%u\":0", i);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

static void
test_limit_on_members (void)
{
  g_autofree char *at_limit = with_members (1024);
  g_autofree char *over = with_members (1025);

  zb_json_free (read_text (at_limit));
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.json:1: an object has more than 1024 members");
}

static void
test_limit_on_bytes (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("a", "[12]", 4, 4, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (zb_json_length (json), ==, 1);
  g_assert_null (zb_json_read ("a", "[12]", 4, 3, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "a: the text has 4 bytes, more than 3");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/json/values", test_values);
  g_test_add_func ("/formats/json/absent-values", test_absent_values);
  g_test_add_func ("/formats/json/members", test_members);
  g_test_add_func ("/formats/json/strings", test_strings);
  g_test_add_func ("/formats/json/integers", test_integers);
  g_test_add_func ("/formats/json/fractions", test_fractions);
  g_test_add_func ("/formats/json/malformed", test_malformed);
  g_test_add_func ("/formats/json/nul-in-string", test_nul_in_string);
  g_test_add_func ("/formats/json/duplicate-keys", test_duplicate_keys);
  g_test_add_func ("/formats/json/limit-on-depth", test_limit_on_depth);
  g_test_add_func ("/formats/json/limit-on-members", test_limit_on_members);
  g_test_add_func ("/formats/json/limit-on-bytes", test_limit_on_bytes);
  return g_test_run ();
}
