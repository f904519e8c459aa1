/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/json-writer.h"
#include "formats/json.h"

#include <string.h>

static void
test_layout (void)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *text = NULL;

  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, "a", "x");
  zb_json_writer_string (writer, "none", NULL);
  zb_json_writer_begin_array (writer, "list");
  zb_json_writer_integer (writer, NULL, G_MININT64);
  zb_json_writer_boolean (writer, NULL, TRUE);
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_end_object (writer);
  zb_json_writer_begin_array (writer, NULL);
  zb_json_writer_end_array (writer);
  zb_json_writer_boolean (writer, NULL, FALSE);
  zb_json_writer_end_array (writer);
  zb_json_writer_raw (writer, "raw", "{\"b\":1}");
  zb_json_writer_integer (writer, "n", 7);
  zb_json_writer_end_object (writer);
  text = zb_json_writer_finish (writer);
  g_assert_cmpstr (text, ==,
                   "{\"a\":\"x\",\"none\":null,\"list\":[-9223372036854775808,true,{},[],false],"
                   "\"raw\":{\"b\":1},\"n\":7}");
}

static void
test_finish_closes (void)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *text = NULL;

  zb_json_writer_begin_array (writer, NULL);
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_begin_array (writer, "a");
  text = zb_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "[{\"a\":[]}]");
}

/* Every character comes back, as value and as key. */
static void
test_round_trip (void)
{
  g_autoptr (GString) all = g_string_new ("资产 😀 \\ \" / \x7F");
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *text = NULL;
  g_autoptr (ZbJson) json = NULL;
  g_autoptr (GError) error = NULL;

  for (char c = 1; c < 32; c++)
    g_string_append_c (all, c);
  zb_json_writer_begin_object (writer, NULL);
  zb_json_writer_string (writer, all->str, all->str);
  text = zb_json_writer_finish (writer);
  json = zb_json_read ("a", text, strlen (text), 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_json_member_name (json, 0), ==, all->str);
  g_assert_cmpstr (zb_json_get_string (json, all->str), ==, all->str);
}

static void
test_broken_utf8 (void)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autofree char *text = NULL;

  zb_json_writer_string (writer, NULL, "a\xFF");
  text = zb_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "\"a\xEF\xBF\xBD\"");
}

static void
test_bytes (void)
{
  g_autoptr (ZbJsonWriter) writer = zb_json_writer_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\x00\xFFz", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autofree char *text = NULL;

  zb_json_writer_begin_array (writer, NULL);
  zb_json_writer_bytes (writer, NULL, bytes);
  zb_json_writer_bytes (writer, NULL, empty);
  zb_json_writer_bytes (writer, NULL, NULL);
  text = zb_json_writer_finish (writer);
  g_assert_cmpstr (text, ==, "[\"AP96\",\"\",null]");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/json-writer/layout", test_layout);
  g_test_add_func ("/formats/json-writer/finish-closes", test_finish_closes);
  g_test_add_func ("/formats/json-writer/round-trip", test_round_trip);
  g_test_add_func ("/formats/json-writer/broken-utf8", test_broken_utf8);
  g_test_add_func ("/formats/json-writer/bytes", test_bytes);
  return g_test_run ();
}
