/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/base64-text.h"

#include <string.h>

/* Of every length around a group, and with every byte there is. */
static void
test_as_glib (void)
{
  guint8 bytes[259];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8)(i * 167 + 89);
  for (gsize length = 0; length <= sizeof bytes; length++) {
    g_autoptr (GString) text = g_string_new ("before:");
    g_autofree char *base64 = g_base64_encode (bytes, length);
    g_autofree char *expected = g_strconcat ("before:", base64, NULL);

    zb_base64_append (text, bytes, length);
    g_assert_cmpstr (text->str, ==, expected);
    g_assert_cmpuint (text->len, ==, strlen (expected));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/base64-text/as-glib", test_as_glib);
  return g_test_run ();
}
