/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include <glib.h>

#include "desktop/widgets/grid-error.h"
#include "desktop/widgets/text-block.h"

static ZbTextBlock *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbTextBlock *block = zb_text_block_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  g_assert_nonnull (block);
  return block;
}

/* Cells parted by "|", rows by "/", to compare a whole block at once. */
static void
assert_block (const char *text, const char *expected)
{
  g_autoptr (ZbTextBlock) block = parse (text);
  g_autoptr (GString) seen = g_string_new (NULL);
  for (guint row = 0; row < zb_text_block_get_n_rows (block); row++) {
    if (row > 0)
      g_string_append_c (seen, '/');
    for (guint column = 0; zb_text_block_get (block, row, column) != NULL; column++) {
      if (column > 0)
        g_string_append_c (seen, '|');
      g_string_append (seen, zb_text_block_get (block, row, column));
    }
  }
  g_assert_cmpstr (seen->str, ==, expected);
}

static void
test_line_ends (void)
{
  assert_block ("1\t2\n3\t4", "1|2/3|4");
  assert_block ("1\t2\r\n3\t4\r\n", "1|2/3|4");
  assert_block ("1\r2\r", "1/2");
  assert_block ("1\n\n2\n", "1//2");
  assert_block ("\t\n\t", "|/|");
  assert_block ("1\t", "1|");
  assert_block ("7", "7");
  assert_block ("", "");
}

static void
test_quotes (void)
{
  assert_block ("\"a\tb\"\t\"c\nd\"\n", "a\tb|c\nd");
  assert_block ("\"say \"\"yes\"\"\"\t1", "say \"yes\"|1");
  assert_block ("5\" pipe\t2", "5\" pipe|2");
  assert_block ("\"5\" pipe\"\t2", "\"5\" pipe\"|2");
  assert_block ("\"open\t2\n3", "\"open|2/3");
  assert_block ("\"\"\t\"\"", "|");
}

static void
test_ragged_rows (void)
{
  g_autoptr (ZbTextBlock) block = parse ("1\n2\t3\t4\n");
  g_assert_cmpuint (zb_text_block_get_n_rows (block), ==, 2);
  g_assert_cmpuint (zb_text_block_get_n_columns (block), ==, 3);
  g_assert_null (zb_text_block_get (block, 0, 1));
  g_assert_cmpstr (zb_text_block_get (block, 1, 2), ==, "4");
  g_assert_null (zb_text_block_get (block, 2, 0));
}

static void
test_round_trip (void)
{
  g_autoptr (ZbTextBlock) block = zb_text_block_new ();
  zb_text_block_add_row (block);
  zb_text_block_add_cell (block, "a\tb");
  zb_text_block_add_cell (block, "\"q\" end");
  zb_text_block_add_row (block);
  zb_text_block_add_cell (block, NULL);
  zb_text_block_add_cell (block, "5\" pipe");
  g_autofree char *text = zb_text_block_to_text (block);
  g_assert_cmpstr (text, ==, "\"a\tb\"\t\"\"\"q\"\" end\"\n\t5\" pipe");
  assert_block (text, "a\tb|\"q\" end/|5\" pipe");
}

static void
assert_refused (const char *text, gsize length, ZbGridError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (zb_text_block_parse (text, length, &error));
  g_assert_error (error, ZB_GRID_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_limit_of_rows (void)
{
  g_autofree char *text = g_strnfill (ZB_TEXT_BLOCK_MAX_ROWS + 1, '\n');
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTextBlock) block = zb_text_block_parse (text, ZB_TEXT_BLOCK_MAX_ROWS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_text_block_get_n_rows (block), ==, ZB_TEXT_BLOCK_MAX_ROWS);
  assert_refused (text, ZB_TEXT_BLOCK_MAX_ROWS + 1, ZB_GRID_ERROR_TOO_LARGE, "20000 rows");
}

static void
test_limit_of_columns (void)
{
  g_autofree char *text = g_strnfill (ZB_TEXT_BLOCK_MAX_COLUMNS, '\t');
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTextBlock) block = zb_text_block_parse (text, ZB_TEXT_BLOCK_MAX_COLUMNS - 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_text_block_get_n_columns (block), ==, ZB_TEXT_BLOCK_MAX_COLUMNS);
  assert_refused (text, ZB_TEXT_BLOCK_MAX_COLUMNS, ZB_GRID_ERROR_TOO_LARGE, "512 columns");
}

static void
test_limit_of_bytes (void)
{
  g_autofree char *text = g_strnfill (ZB_TEXT_BLOCK_MAX_BYTES + 1, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbTextBlock) block = zb_text_block_parse (text, ZB_TEXT_BLOCK_MAX_BYTES, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (zb_text_block_get (block, 0, 0)), ==, ZB_TEXT_BLOCK_MAX_BYTES);
  assert_refused (text, ZB_TEXT_BLOCK_MAX_BYTES + 1, ZB_GRID_ERROR_TOO_LARGE, "4194304 bytes");
}

static void
test_refuses_other_encodings (void)
{
  assert_refused ("\xd6\xb1\xb1\xa8", 4, ZB_GRID_ERROR_REFUSED, "not valid UTF-8");
  assert_refused ("1\0"
                  "2",
                  3, ZB_GRID_ERROR_REFUSED, "not valid UTF-8");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/desktop/text-block/line-ends", test_line_ends);
  g_test_add_func ("/desktop/text-block/quotes", test_quotes);
  g_test_add_func ("/desktop/text-block/ragged-rows", test_ragged_rows);
  g_test_add_func ("/desktop/text-block/round-trip", test_round_trip);
  g_test_add_func ("/desktop/text-block/limit-of-rows", test_limit_of_rows);
  g_test_add_func ("/desktop/text-block/limit-of-columns", test_limit_of_columns);
  g_test_add_func ("/desktop/text-block/limit-of-bytes", test_limit_of_bytes);
  g_test_add_func ("/desktop/text-block/refuses-other-encodings", test_refuses_other_encodings);
  return g_test_run ();
}
