/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/claimed-roles.h"

#include "exchange/error.h"
#include "tests/exchange/signing-world.h"

#include <string.h>

/* SignerAttributeV2 { claimedAttributes { { role, { { roleName uri } } } } } up to the URI, laid
 * out by hand. */
static const guint8 reviewer[] = {0x30, 0x2b, 0xa0, 0x29, 0x30, 0x27, 0x30, 0x25, 0x06, 0x03, 0x55,
                                  0x04, 0x48, 0x31, 0x1e, 0x30, 0x1c, 0xa1, 0x1a, 0x86, 0x18};
#define REVIEWER_URI "urn:zhibao:role:reviewer"

static GByteArray *
write_good (const char *roles)
{
  g_autoptr (GError) error = NULL;
  GByteArray *value = zb_claimed_roles_write (roles, &error);

  g_assert_no_error (error);
  return value;
}

static gboolean
read_back (const GByteArray *value, char roles[ZB_CLAIMED_ROLES_SIZE])
{
  return zb_claimed_roles_read ((ZbDer){value->data, value->len}, roles);
}

static void
check_round_trip (const char *roles, const char *expected)
{
  g_autoptr (GByteArray) value = write_good (roles);
  char found[ZB_CLAIMED_ROLES_SIZE] = "untouched";

  g_assert_true (read_back (value, found));
  g_assert_cmpstr (found, ==, expected);
}

/* Behind the first @text in @bytes. */
static guint8 *
find_behind (guint8 *bytes, gsize length, const char *text)
{
  gsize n = strlen (text);

  for (gsize i = 0; i + n < length; i++)
    if (memcmp (bytes + i, text, n) == 0)
      return bytes + i + n;
  g_error ("there is no %s", text);
}

static void
test_is_what_the_standard_says (void)
{
  g_autoptr (GByteArray) value = write_good ("reviewer");
  const gsize uri = strlen (REVIEWER_URI);

  g_autofree guint8 *expected = g_malloc (sizeof reviewer + uri);
  memcpy (expected, reviewer, sizeof reviewer);
  memcpy (expected + sizeof reviewer, REVIEWER_URI, uri);
  g_assert_cmpmem (value->data, value->len, expected, sizeof reviewer + uri);
}

static void
test_holds_one_or_several (void)
{
  check_round_trip ("preparer", "preparer");
  /* A set is in the order of its encodings, shorter ones first. */
  check_round_trip ("legal-signer reviewer preparer", "preparer reviewer legal-signer");
  check_round_trip ("a b c d", "a b c d");
  check_round_trip ("abcdefghijklmnopqrst", "abcdefghijklmnopqrst");
  check_round_trip ("abcdefghijklmnopqrst bbcdefghijklmnopqrst cbcdefghijklmnopqrst "
                    "dbcdefghijklmnopqrst",
                    "abcdefghijklmnopqrst bbcdefghijklmnopqrst cbcdefghijklmnopqrst "
                    "dbcdefghijklmnopqrst");
}

static void
test_writes_only_what_it_would_read (void)
{
  static const char *const bad[] = {
      "",     " ",      "preparer ", "Preparer", "preparer preparer",
      "a\tb", "审核人", "a b c d e", "role1",    "abcdefghijklmnopqrstu",
      "a  b",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_assert_null (zb_claimed_roles_write (bad[i], &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_assert_nonnull (strstr (error->message, "no roles to sign in"));
  }
}

/* Each byte changed, each length cut: never taken for other roles. */
static void
test_refuses_what_is_changed (void)
{
  g_autoptr (GByteArray) value = write_good ("preparer reviewer");

  for (guint i = 0; i < value->len; i++) {
    guint8 kept = value->data[i];
    char roles[ZB_CLAIMED_ROLES_SIZE] = "untouched";

    value->data[i] ^= 0x80;
    g_assert_false (read_back (value, roles));
    g_assert_cmpstr (roles, ==, "untouched");
    value->data[i] = kept;
    g_assert_false (zb_claimed_roles_read ((ZbDer){value->data, i}, roles));
  }
}

static void
test_refuses_a_set_out_of_order (void)
{
  g_autoptr (GByteArray) value = write_good ("a b");
  char roles[ZB_CLAIMED_ROLES_SIZE];

  g_assert_true (read_back (value, roles));
  guint8 *first = find_behind (value->data, value->len, "role:");
  guint8 *last = &value->data[value->len - 1];
  *first = 'b';
  g_assert_false (read_back (value, roles)); /* twice the same */
  *last = 'a';
  g_assert_false (read_back (value, roles)); /* b before a */
}

static void
test_tells_whether_one_is_held (void)
{
  g_assert_true (zb_claimed_roles_hold ("preparer reviewer", "reviewer"));
  g_assert_false (zb_claimed_roles_hold ("preparer reviewer", "review"));
  g_assert_false (zb_claimed_roles_hold ("", "reviewer"));
}

static void
test_is_under_the_signature (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature =
      zb_signature_make_as (world->signer, "preparer legal-signer", SIGNING_TEXT,
                            strlen (SIGNING_TEXT), world->now, TRUE, &error);
  ZbSignatureInfo info = {0};

  g_assert_no_error (error);
  g_assert_true (signing_world_verify (world, signature, SIGNING_TEXT, &info, &error));
  g_assert_cmpstr (info.roles, ==, "preparer legal-signer");
  zb_signature_info_clear (&info);

  /* "preparer" becomes "preparec". */
  gsize length = 0;
  const void *data = g_bytes_get_data (signature, &length);
  g_autofree guint8 *bytes = g_memdup2 (data, length);
  find_behind (bytes, length, "role:preparer")[-1] = 'c';
  g_autoptr (GBytes) changed = g_bytes_new (bytes, length);
  signing_world_check_bad (world, changed, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "does not verify");
}

static void
test_need_not_be_said (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) signature = signing_world_sign (world, TRUE);
  ZbSignatureInfo info = {.roles = "untouched"};

  g_assert_true (signing_world_verify (world, signature, SIGNING_TEXT, &info, &error));
  g_assert_cmpstr (info.roles, ==, "");
  zb_signature_info_clear (&info);
}

static void
test_is_refused_before_signing (SigningWorld *world, gconstpointer suite)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_signature_make_as (world->signer, "The Boss", SIGNING_TEXT,
                                       strlen (SIGNING_TEXT), world->now, TRUE, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/claimed-roles/is-what-the-standard-says",
                   test_is_what_the_standard_says);
  g_test_add_func ("/exchange/claimed-roles/holds-one-or-several", test_holds_one_or_several);
  g_test_add_func ("/exchange/claimed-roles/writes-only-what-it-would-read",
                   test_writes_only_what_it_would_read);
  g_test_add_func ("/exchange/claimed-roles/refuses-what-is-changed", test_refuses_what_is_changed);
  g_test_add_func ("/exchange/claimed-roles/refuses-a-set-out-of-order",
                   test_refuses_a_set_out_of_order);
  g_test_add_func ("/exchange/claimed-roles/tells-whether-one-is-held",
                   test_tells_whether_one_is_held);
  g_test_add ("/exchange/claimed-roles/is-under-the-signature", SigningWorld, NULL,
              signing_world_set_up, test_is_under_the_signature, signing_world_tear_down);
  g_test_add ("/exchange/claimed-roles/need-not-be-said", SigningWorld, NULL, signing_world_set_up,
              test_need_not_be_said, signing_world_tear_down);
  g_test_add ("/exchange/claimed-roles/is-refused-before-signing", SigningWorld, NULL,
              signing_world_set_up, test_is_refused_before_signing, signing_world_tear_down);
  return g_test_run ();
}
