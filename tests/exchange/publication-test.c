/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/signed-publication.h"
#include "tests/exchange/schema-check.h"
#include "tests/support/authority.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
#define RULES "form T-01 revision 2\n"
#define FORM "<form/>"

typedef struct {
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *lin, *wu;
  ZbPublication *publication;
  GPtrArray *contents;
} World;

static GBytes *
bytes_of (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static void
set_up (World *world, gconstpointer data)
{
  world->authority = zb_test_authority_new (NOW);
  world->trust = zb_test_authority_trust (world->authority);
  world->lin = zb_test_authority_identify (world->authority, "p256", "lin", NULL, ZB_USE_SIGNING);
  world->wu = zb_test_authority_identify (world->authority, "p256", "wu", NULL, ZB_USE_SIGNING);
  world->publication = zb_publication_new ();
  world->publication->kind = g_strdup ("publish");
  world->publication->node = g_strdup ("350200");
  world->publication->created = NOW;
  world->publication->system = g_strdup ("s1");
  world->publication->form = g_strdup ("T-01");
  world->publication->edition = g_strdup ("2024.2");
  world->publication->package = g_strnfill (64, 'a');
  world->publication->from = g_strdup ("2024-06");
  world->publication->hotfix = TRUE;
  world->publication->reason = g_strdup ("规则 #1 有误");
  world->contents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_ptr_array_add (world->contents, bytes_of (RULES));
  g_ptr_array_add (world->contents, bytes_of (FORM));
  zb_publication_add_file (world->publication, "form.xml", world->contents->pdata[1]);
  zb_publication_add_file (world->publication, "form.rules", world->contents->pdata[0]);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_publication_free (world->publication);
  g_ptr_array_unref (world->contents);
  zb_test_identity_free (world->lin);
  zb_test_identity_free (world->wu);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

static GBytes *
sign (GBytes *statement, ZbTestIdentity *identity)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (identity);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  GBytes *signature = zb_signature_make (signer, data, length, NOW, TRUE, &error);

  g_assert_no_error (error);
  return signature;
}

/* Signed by these (nullable), with the files. */
static GBytes *
pack (World *world, ZbTestIdentity *first, ZbTestIdentity *second)
{
  g_autoptr (GBytes) statement = zb_publication_write (world->publication);
  g_autoptr (GBytes) one = first != NULL ? sign (statement, first) : NULL;
  g_autoptr (GBytes) two = second != NULL ? sign (statement, second) : NULL;
  GBytes *const signatures[] = {one, two};
  g_autoptr (GError) error = NULL;
  GBytes *archive = zb_signed_publication_pack (statement, signatures, world->contents, &error);

  g_assert_no_error (error);
  return archive;
}

static ZbSignedPublication *
open_good (GBytes *archive)
{
  g_autoptr (GError) error = NULL;
  ZbSignedPublication *opened = zb_signed_publication_open ("archive", archive, &error);

  g_assert_no_error (error);
  return opened;
}

static void
test_says_what_was_said (World *world, gconstpointer data)
{
  g_autoptr (GBytes) archive = pack (world, world->lin, world->wu);
  g_autoptr (ZbSignedPublication) opened = open_good (archive);
  const ZbPublication *order = opened->publication;
  g_autoptr (GBytes) again = zb_publication_write (order);
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (order->reason, ==, world->publication->reason);
  g_assert_cmpstr (order->from, ==, "2024-06");
  g_assert_true (order->hotfix);
  g_assert_cmpint (order->created, ==, NOW);
  g_assert_cmpuint (order->files->len, ==, 2);
  g_assert_cmpint (zb_publication_find_file (order, "form.rules"), ==, 0);
  g_assert_cmpint (zb_publication_find_file (order, "form.xml"), ==, 1);
  g_assert_cmpint (zb_publication_find_file (order, "else"), ==, -1);
  g_assert_true (g_bytes_equal (again, opened->statement));
  g_assert_true (zb_signed_publication_verify (opened, world->trust, NOW, &error));
  g_assert_no_error (error);
}

/* The published schema takes what is written, and knows the kinds. */
static void
test_published_schema (World *world, gconstpointer data)
{
  g_autoptr (GBytes) statement = zb_publication_write (world->publication);
  g_autofree char *text = schema_check_text (statement);
  g_autofree char *other = schema_check_replace (text, "\"publish\"", "\"forget\"");

  g_assert_true (schema_check_allows ("publication", text));
  g_assert_false (schema_check_allows ("publication", other));
}

static void
assert_not_two (World *world, ZbTestIdentity *first, ZbTestIdentity *second, const char *text)
{
  g_autoptr (GBytes) archive = pack (world, first, second);
  g_autoptr (ZbSignedPublication) opened = open_good (archive);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_signed_publication_verify (opened, world->trust, NOW, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, text) == NULL)
    g_error ("%s", error->message);
}

static void
test_needs_two_persons (World *world, gconstpointer data)
{
  g_autoptr (ZbTestIdentity) again =
      zb_test_authority_identify (world->authority, "p256", "lin", NULL, ZB_USE_SIGNING);
  g_autoptr (ZbTestIdentity) enterprise =
      zb_test_authority_identify (world->authority, "p256", "chen", ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (NOW);
  g_autoptr (ZbTestIdentity) stranger =
      zb_test_authority_identify (other, "p256", "wu", NULL, ZB_USE_SIGNING);

  assert_not_two (world, world->lin, NULL, "second administrator's signature is missing");
  assert_not_two (world, NULL, world->wu, "no administrator has signed");
  assert_not_two (world, world->lin, world->lin, "both signatures are of lin");
  assert_not_two (world, world->lin, again, "both signatures are of lin");
  assert_not_two (world, world->lin, enterprise, "is no administrator");
  assert_not_two (world, world->lin, stranger, "");
}

static void
test_not_from_the_future (World *world, gconstpointer data)
{
  g_autoptr (GBytes) archive = pack (world, world->lin, world->wu);
  g_autoptr (ZbSignedPublication) opened = open_good (archive);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      zb_signed_publication_verify (opened, world->trust, NOW - G_USEC_PER_SEC, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
}

/* Files are those that were named: not changed, not fewer, not more. */
static void
test_files_are_the_ones_named (World *world, gconstpointer data)
{
  GBytes *whole = g_ptr_array_index (world->contents, 1);
  g_autoptr (GError) changed = NULL;
  g_autoptr (GError) more = NULL;
  g_autoptr (GError) fewer = NULL;

  world->contents->pdata[1] = bytes_of ("<fork/>");
  g_autoptr (GBytes) one = pack (world, world->lin, NULL);
  g_assert_null (zb_signed_publication_open ("archive", one, &changed));
  g_assert_error (changed, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_cmpstr (changed->message, ==, "archive: form.xml is not the file that was signed");
  g_bytes_unref (world->contents->pdata[1]);
  world->contents->pdata[1] = whole;
  g_ptr_array_add (world->contents, bytes_of ("over"));
  g_autoptr (GBytes) two = pack (world, world->lin, NULL);
  g_assert_null (zb_signed_publication_open ("archive", two, &more));
  g_assert_error (more, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_ptr_array_set_size (world->contents, 1);
  g_autoptr (GBytes) three = pack (world, world->lin, NULL);
  g_assert_null (zb_signed_publication_open ("archive", three, &fewer));
  g_assert_error (fewer, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  g_assert_nonnull (strstr (fewer->message, "form.xml is missing"));
}

static void
test_every_flipped_byte (World *world, gconstpointer data)
{
  g_autoptr (GBytes) archive = pack (world, world->lin, world->wu);
  gsize length = 0;
  const guint8 *original = g_bytes_get_data (archive, &length);

  for (gsize i = 0; i < length; i += 3) {
    guint8 *copy = g_memdup2 (original, length);
    copy[i] ^= 0x04;
    g_autoptr (GBytes) bytes = g_bytes_new_take (copy, length);
    g_autoptr (ZbSignedPublication) opened = zb_signed_publication_open ("archive", bytes, NULL);

    g_assert_false (opened != NULL &&
                    zb_signed_publication_verify (opened, world->trust, NOW, NULL));
  }
}

static void
assert_bad_statement (World *world, const char *text)
{
  g_autoptr (GBytes) statement = zb_publication_write (world->publication);
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_publication_read ("publication.xml", statement, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
  if (strstr (error->message, text) == NULL)
    g_error ("%s", error->message);
}

static void
replace (char **text, const char *by)
{
  g_free (*text);
  *text = g_strdup (by);
}

static void
test_statement_makes_sense (World *world, gconstpointer data)
{
  ZbPublication *publication = world->publication;

  replace (&publication->kind, "withdraw");
  assert_bad_statement (world, "a withdrawal brings no files");
  g_ptr_array_set_size (publication->files, 0);
  publication->hotfix = FALSE;
  replace (&publication->from, NULL);
  assert_bad_statement (world, "says from which period on");
  replace (&publication->kind, "publish");
  assert_bad_statement (world, "nothing is published");
  replace (&publication->kind, "forget");
  assert_bad_statement (world, "kind");
  replace (&publication->kind, "publish");
  replace (&publication->reason, "");
  assert_bad_statement (world, "reason");
}

static void
test_paths (void)
{
  static const char *const good[] = {"form.xml", "samples/history-a/b.xml", "样例/一.xml",
                                     "a/b/c/d"};
  static const char *const bad[] = {"",      "/a",  "a/",   "a//b",      "../a",       "a/../b",
                                    ".hide", "a b", "a\\b", "a/b/c/d/e", "samples/.x", "a:b"};
  g_autofree char *longest = g_strnfill (ZB_PUBLICATION_MAX_PATH, 'a');
  g_autofree char *longer = g_strnfill (ZB_PUBLICATION_MAX_PATH + 1, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (zb_publication_path_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (zb_publication_path_is_valid (bad[i]));
  g_assert_true (zb_publication_path_is_valid (longest));
  g_assert_false (zb_publication_path_is_valid (longer));
}

static void
test_limit_on_files (World *world, gconstpointer data)
{
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);

  for (guint i = world->publication->files->len; i < ZB_PUBLICATION_MAX_FILES; i++) {
    g_autofree char *path = g_strdup_printf ("samples/%u.xml", i);
    zb_publication_add_file (world->publication, path, empty);
  }
  g_autoptr (GBytes) most = zb_publication_write (world->publication);
  g_autoptr (ZbPublication) read = zb_publication_read ("publication.xml", most, NULL);
  g_assert_nonnull (read);
  zb_publication_add_file (world->publication, "z", empty);
  assert_bad_statement (world, "at most 1000 files");
}

static void
test_limit_on_bytes (World *world, gconstpointer data)
{
  g_autofree char *much = g_strnfill (ZB_PROTOCOL_MAX_PUBLICATION, 'x');
  g_autoptr (GBytes) statement = zb_publication_write (world->publication);
  GBytes *const signatures[] = {NULL, NULL};
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (world->contents, bytes_of (much));
  g_assert_null (zb_signed_publication_pack (statement, signatures, world->contents, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/exchange/publication/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("says-what-was-said", test_says_what_was_said);
  ADD ("published-schema", test_published_schema);
  ADD ("needs-two-persons", test_needs_two_persons);
  ADD ("not-from-the-future", test_not_from_the_future);
  ADD ("files-are-the-ones-named", test_files_are_the_ones_named);
  ADD ("every-flipped-byte", test_every_flipped_byte);
  ADD ("statement-makes-sense", test_statement_makes_sense);
  g_test_add_func ("/exchange/publication/paths", test_paths);
  ADD ("limit-on-files", test_limit_on_files);
  ADD ("limit-on-bytes", test_limit_on_bytes);
  return g_test_run ();
}
