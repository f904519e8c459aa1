/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/checkpoint.h"

#include "exchange/error.h"
#include "exchange/note.h"

#include <string.h>

/* A checkpoint of Go's checksum database, and one that a witness has signed as well. */
#define GO_KEY "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
#define GO_ROOT "mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk="
#define GO_NOTE                                                                                    \
  "go.sum database tree\n6476701\n" GO_ROOT "\n\n"                                                 \
  "\u2014 sum.golang.org "                                                                         \
  "Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=\n"
#define WITNESSED_NOTE                                                                             \
  "go.sum database tree\n15067302\ngJyioq6dwR9n+NjEWORfYmH+ubeYm3kH42BBQ0bTpYI=\n\n"               \
  "\u2014 sum.golang.org "                                                                         \
  "Az3grp1rvWOs5NKlr/xR4GLN/CDyzzakmt1o61uSxYKpK1SerqOP2ClbX/peKUZjYnyomH5Xz7GZG3TpB7OeKn4E2ww=\n" \
  "\u2014 test.example.com "                                                                       \
  "qTGhC/xIPQ0AXKHK6Y+9ypRfuvMZWPjRXM8NiOg5M1WREn07VQXyuIXM3NRNav3ieVFLUqDRK77PWDmL6w8w84UqeAw=\n"

static void
test_opens_foreign_checkpoints (void)
{
  static const struct {
    const char *note;
    guint64 size;
    const char *root;
  } vectors[] = {{GO_NOTE, 6476701, GO_ROOT},
                 {WITNESSED_NOTE, 15067302, "gJyioq6dwR9n+NjEWORfYmH+ubeYm3kH42BBQ0bTpYI="}};
  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (GError) error = NULL;
    ZbCheckpoint checkpoint = {0};
    gboolean opened = zb_checkpoint_open (vectors[i].note, GO_KEY, &checkpoint, &error);
    g_assert_no_error (error);
    g_assert_true (opened);
    g_assert_cmpstr (checkpoint.origin, ==, "go.sum database tree");
    g_assert_cmpuint (checkpoint.size, ==, vectors[i].size);
    g_autofree char *root = g_base64_encode (checkpoint.root.bytes, ZB_DIGEST_SIZE);
    g_assert_cmpstr (root, ==, vectors[i].root);
    zb_checkpoint_clear (&checkpoint);
  }
}

static void
test_refuses_a_changed_size (void)
{
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {.size = 7};
  g_autofree char *note = g_strdup (GO_NOTE);
  *strstr (note, "6476701") = '7';
  g_assert_false (zb_checkpoint_open (note, GO_KEY, &checkpoint, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_cmpuint (checkpoint.size, ==, 7);
}

static void
test_signs_what_it_opens (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("ed25519", &error);
  char origin[] = "xiamen.example/直报";
  static const guint64 sizes[] = {0, 1, 12345, G_MAXUINT64};
  g_autofree char *verifier = zb_checkpoint_verifier (key, "xiamen.example", &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    ZbCheckpoint made = {.origin = origin, .size = sizes[i]}, opened = {0};
    made.root = zb_merkle_leaf (&sizes[i], sizeof sizes[i]);
    g_autofree char *note = zb_checkpoint_sign (&made, key, "xiamen.example", &error);
    g_assert_no_error (error);
    g_assert_true (zb_checkpoint_open (note, verifier, &opened, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (opened.origin, ==, origin);
    g_assert_cmpuint (opened.size, ==, sizes[i]);
    g_assert_cmpmem (&opened.root, sizeof opened.root, &made.root, sizeof made.root);
    zb_checkpoint_clear (&opened);
  }
}

static void
test_needs_an_origin_of_one_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("ed25519", &error);
  char empty[] = "", framed[] = "evil\n999";
  char *const origins[] = {NULL, empty, framed};
  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++) {
    ZbCheckpoint checkpoint = {.origin = origins[i]};
    g_assert_null (zb_checkpoint_sign (&checkpoint, key, "log", &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_clear_error (&error);
  }
}

/* Well signed, and yet no tree head. */
static void
test_refuses_signed_nonsense (void)
{
  g_autoptr (ZbKey) key = zb_key_generate ("ed25519", NULL);
  g_autofree char *verifier = zb_checkpoint_verifier (key, "log", NULL);
  static const char *const texts[] = {
      "log\n5\n",
      "log\n05\n" GO_ROOT "\n",
      "log\n+5\n" GO_ROOT "\n",
      "log\n-5\n" GO_ROOT "\n",
      "log\n\n" GO_ROOT "\n",
      "log\n18446744073709551616\n" GO_ROOT "\n",
      "\n5\n" GO_ROOT "\n",
      "log\n5\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9W==\n",
      "log\n5\nmb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wl=\n", /* a second spelling of the root */
      "log\n5\n" GO_ROOT "\nextension\n\nbehind a gap\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    ZbCheckpoint checkpoint = {0};
    g_autofree char *note = zb_note_sign (texts[i], key, "log", NULL);
    g_assert_false (zb_checkpoint_open (note, verifier, &checkpoint, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_assert_null (checkpoint.origin);
  }
}

static void
test_passes_over_extensions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbKey) key = zb_key_generate ("ed25519", NULL);
  g_autofree char *verifier = zb_checkpoint_verifier (key, "log", NULL);
  g_autofree char *note =
      zb_note_sign ("log\n5\n" GO_ROOT "\nextension\nanother\n", key, "log", NULL);
  ZbCheckpoint checkpoint = {0};
  g_assert_true (zb_checkpoint_open (note, verifier, &checkpoint, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (checkpoint.size, ==, 5);
  zb_checkpoint_clear (&checkpoint);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/checkpoint/opens-foreign-checkpoints",
                   test_opens_foreign_checkpoints);
  g_test_add_func ("/exchange/checkpoint/refuses-a-changed-size", test_refuses_a_changed_size);
  g_test_add_func ("/exchange/checkpoint/signs-what-it-opens", test_signs_what_it_opens);
  g_test_add_func ("/exchange/checkpoint/needs-an-origin-of-one-line",
                   test_needs_an_origin_of_one_line);
  g_test_add_func ("/exchange/checkpoint/refuses-signed-nonsense", test_refuses_signed_nonsense);
  g_test_add_func ("/exchange/checkpoint/passes-over-extensions", test_passes_over_extensions);
  return g_test_run ();
}
