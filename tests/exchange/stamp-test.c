/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/stamp.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/support/authority.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1720166400123450) /* 2024-07-05T08:00:00.12345Z */
#define POLICY "2.25.42"
#define TEXT "回执"

typedef struct {
  ZbTestAuthority *authority;
  ZbTrust *trust;
  ZbTestIdentity *identity;
  ZbStamper stamper;
} World;

static void
set_up (World *world, gconstpointer suite)
{
  world->authority = zb_test_authority_new (NOW);
  world->trust = zb_test_authority_trust (world->authority);
  world->identity = zb_test_authority_identify (world->authority, suite ? suite : "p256", "stamps",
                                                NULL, ZB_USE_TIMESTAMP);
  world->stamper = (ZbStamper){world->identity->key, world->identity->certificate,
                               world->identity->chain, POLICY, 1500};
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_test_identity_free (world->identity);
  zb_trust_unref (world->trust);
  zb_test_authority_free (world->authority);
}

static GBytes *
make (World *world)
{
  g_autoptr (GError) error = NULL;
  GBytes *token = zb_stamp_make (&world->stamper, TEXT, strlen (TEXT), NOW, &error);

  g_assert_no_error (error);
  return token;
}

static gboolean
verify (World *world, GBytes *token, const char *text, ZbStamp *stamp, GError **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (token, &length);

  return zb_stamp_verify (data, length, text, strlen (text), world->trust, stamp, error);
}

static void
test_tells_its_time (World *world, gconstpointer data)
{
  g_autoptr (GBytes) token = make (world);
  g_autoptr (GError) error = NULL;
  ZbStamp stamp = {0};

  g_assert_true (verify (world, token, TEXT, &stamp, &error));
  g_assert_no_error (error);
  g_assert_cmpint (stamp.time, ==, NOW);
  g_assert_cmpint (stamp.accuracy, ==, 1500000);
  g_assert_cmpstr (zb_certificate_name (stamp.stamper), ==, "stamps");
  zb_stamp_clear (&stamp);
}

static void
test_is_over_its_bytes_only (World *world, gconstpointer data)
{
  g_autoptr (GBytes) token = make (world);
  g_autoptr (GError) error = NULL;
  ZbStamp stamp = {0};

  g_assert_false (verify (world, token, "another", &stamp, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_nonnull (strstr (error->message, "is over other bytes than these"));
  g_assert_null (stamp.stamper);
}

static void
test_refuses_every_flipped_byte (World *world, gconstpointer data)
{
  g_autoptr (GBytes) token = make (world);
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (token, &length);

  for (gsize i = 0; i < length; i++) {
    g_autofree guint8 *changed = g_memdup2 (bytes, length);
    g_autoptr (GError) error = NULL;
    ZbStamp stamp = {0};
    changed[i] ^= 0x04;
    g_assert_false (
        zb_stamp_verify (changed, length, TEXT, strlen (TEXT), world->trust, &stamp, &error));
    g_assert_nonnull (error);
  }
}

/* A key for anything else stamps no times, whatever it signs. */
static void
test_only_by_a_stamping_key (World *world, gconstpointer data)
{
  g_autoptr (ZbTestIdentity) author =
      zb_test_authority_identify (world->authority, "p256", "author", ZB_TEST_UNIT, ZB_USE_SIGNING);
  ZbStamper stamper = world->stamper;
  g_autoptr (GError) error = NULL;

  stamper.key = author->key;
  stamper.certificate = author->certificate;
  g_assert_null (zb_stamp_make (&stamper, TEXT, strlen (TEXT), NOW, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
}

static void
test_certificate_held_at_its_time (World *world, gconstpointer data)
{
  gint64 end = zb_certificate_not_after (world->identity->certificate);
  g_autoptr (GError) error = NULL;
  ZbStamp stamp = {0};
  g_autoptr (GBytes) late =
      zb_stamp_make (&world->stamper, TEXT, strlen (TEXT), end + G_USEC_PER_SEC, &error);

  g_assert_no_error (error);
  g_assert_false (verify (world, late, TEXT, &stamp, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED);
}

static void
test_of_strangers_is_not_believed (World *world, gconstpointer data)
{
  g_autoptr (ZbTestAuthority) other = zb_test_authority_new (NOW);
  g_autoptr (ZbTrust) trust = zb_test_authority_trust (other);
  g_autoptr (GBytes) token = make (world);
  g_autoptr (GError) error = NULL;
  ZbStamp stamp = {0};

  g_assert_false (zb_stamp_verify (g_bytes_get_data (token, NULL), g_bytes_get_size (token), TEXT,
                                   strlen (TEXT), trust, &stamp, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED);
}

static gint64
no_time_cb (gpointer data)
{
  return 0;
}

/* PKIFailureInfo as a bit string: timeNotAvailable is bit 14. */
static void
test_says_that_the_time_is_not_known (World *world, gconstpointer data)
{
  static const guint8 query[] = {
      0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
      0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20, 0,    0,    0,    0,    0,    0,
      0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,
      0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x01, 0x01, 0xff};
  static const guint8 not_available[] = {0x03, 0x03, 0x01, 0x00, 0x02};
  g_autoptr (GBytes) request = g_bytes_new_static (query, sizeof query);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) answer = zb_stamp_answer (&world->stamper, request, no_time_cb, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (memmem (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                            not_available, sizeof not_available));
}

static gint64
given_time_cb (gpointer data)
{
  return NOW;
}

static void
test_limit_of_the_request (World *world, gconstpointer data)
{
  g_autofree guint8 *bytes = g_malloc0 (ZB_PROTOCOL_MAX_STAMP_REQUEST + 1);
  static const guint8 bad_format[] = {0x03, 0x02, 0x02, 0x04}; /* badDataFormat is bit 5 */

  for (gsize over = 0; over < 2; over++) {
    g_autoptr (GBytes) request = g_bytes_new (bytes, ZB_PROTOCOL_MAX_STAMP_REQUEST + over);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) answer =
        zb_stamp_answer (&world->stamper, request, given_time_cb, NULL, &error);
    g_assert_no_error (error);
    g_assert_nonnull (memmem (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer),
                              bad_format, sizeof bad_format));
  }
}

#define ADD(name, suite, test)                                                                     \
  g_test_add ("/exchange/stamp/" name, World, suite, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tells-its-time", "p256", test_tells_its_time);
  ADD ("tells-its-time-by-rsa", "rsa3072", test_tells_its_time);
  ADD ("is-over-its-bytes-only", NULL, test_is_over_its_bytes_only);
  ADD ("refuses-every-flipped-byte", NULL, test_refuses_every_flipped_byte);
  ADD ("only-by-a-stamping-key", NULL, test_only_by_a_stamping_key);
  ADD ("certificate-held-at-its-time", NULL, test_certificate_held_at_its_time);
  ADD ("of-strangers-is-not-believed", NULL, test_of_strangers_is_not_believed);
  ADD ("says-that-the-time-is-not-known", NULL, test_says_that_the_time_is_not_known);
  ADD ("limit-of-the-request", NULL, test_limit_of_the_request);
  return g_test_run ();
}
