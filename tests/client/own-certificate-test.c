/* SPDX-License-Identifier: Apache-2.0 */
/* Which of the certificates on a token one enrols with. */
#include "client/own-certificate.h"

#include "client/error.h"
#include "exchange/error.h"
#include "tests/support/soft-token.h"

#include <string.h>

/* signing, renewed and over are one person's to sign with, of which the last is over since long;
 * tls is not to sign with. */
static const char make_certificates[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -keyout ca.key "
    "-out "
    "ca.pem -subj /CN=省 -days 9 -addext keyUsage=critical,keyCertSign,cRLSign\n"
    "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=./index\\nnew_certs_dir=.\\nserial=./serial\\n"
    "policy=p\\n[p]\\ncommonName=supplied\\n' > conf\n"
    ": > index; echo 3f2a > serial; echo unique_subject=no > index.attr\n"
    "signs=keyUsage=critical,digitalSignature,nonRepudiation\n"
    "connects=\"keyUsage=critical,digitalSignature\\nextendedKeyUsage=clientAuth\"\n"
    "make () { openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -keyout "
    "$1.key -out $1.csr -subj /CN=张三; printf \"$2\\n\" > ext\n"
    "openssl ca -batch -config conf -md sha256 -utf8 -in $1.csr -cert ca.pem -keyfile ca.key "
    "-extfile ext -startdate $3 -enddate $4 -out $1.pem -notext; }\n"
    "make signing $signs 20200101000000Z 20991231000000Z\n"
    "make renewed $signs 20200101000000Z 20991231000000Z\n"
    "make over $signs 20200101000000Z 20210101000000Z\n"
    "make tls \"$connects\" 20200101000000Z 20991231000000Z\n";

typedef struct {
  char *uri;
  ZbOwnCertificate own;
  GError *error;
} World;

static void
set_up (World *world, gconstpointer data)
{
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->uri);
  zb_own_certificate_clear (&world->own);
  g_clear_error (&world->error);
}

static gboolean
pick (World *world, const char *token, const char *which)
{
  const ZbTokenLogin login = {ZB_SOFT_TOKEN_MODULE, token, ZB_SOFT_TOKEN_PIN};

  return zb_own_certificate_pick (&login, which, g_get_real_time (), &world->uri, &world->own,
                                  &world->error);
}

static void
check_refused (
    World *world, const char *token, const char *which, ZbClientError code, const char *says)
{
  g_assert_false (pick (world, token, which));
  g_assert_error (world->error, ZB_CLIENT_ERROR, (int)code);
  g_test_message ("%s", world->error->message);
  g_assert_nonnull (strstr (world->error->message, says));
  g_assert_null (world->uri);
  g_clear_error (&world->error);
}

/* What is over or connects is no choice, so that there is only one. */
static void
test_the_only_one (World *world, gconstpointer data)
{
  g_assert_true (pick (world, "one", NULL));
  g_assert_no_error (world->error);
  g_assert_cmpstr (zb_certificate_serial (world->own.certificate), ==, "3f2a");
  g_assert_null (world->own.key);
  g_assert_cmpuint (world->own.chain->len, ==, 1);
  g_assert_nonnull (strstr (world->uri, "token=one;id=%01"));
}

/* As its own label says, or its serial number as other programs write it. */
static void
test_the_one_that_is_named (World *world, gconstpointer data)
{
  static const char *const names[] = {"新证书", "3f2b", "3F:2B", "003f2b"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_true (pick (world, "several", names[i]));
    g_assert_no_error (world->error);
    g_assert_cmpstr (zb_certificate_serial (world->own.certificate), ==, "3f2b");
    tear_down (world, data);
    *world = (World){.error = NULL};
  }
}

static void
test_several_are_listed (World *world, gconstpointer data)
{
  check_refused (world, "several", NULL, ZB_CLIENT_ERROR_AMBIGUOUS,
                 "say which by its serial number or label: \"新证书\" of 张三, serial number 3f2b, "
                 "certified by 省 until 2099-12-31");
  check_refused (world, "several", "张三", ZB_CLIENT_ERROR_AMBIGUOUS,
                 "; \"旧证书\" of 张三, serial number 3f2a");
}

static void
test_none_fits (World *world, gconstpointer data)
{
  check_refused (world, "unfit", NULL, ZB_CLIENT_ERROR_CERTIFICATE,
                 "no certificate on the token signs here: ");
  check_refused (world, "unfit", "over", ZB_CLIENT_ERROR_CERTIFICATE, ", has expired");
  check_refused (world, "unfit", "tls", ZB_CLIENT_ERROR_CERTIFICATE, ", is not one that signs");
  check_refused (world, "one", "no such", ZB_CLIENT_ERROR_CERTIFICATE,
                 "the token has no certificate \"no such\"; it has: \"over\" of 张三");
  check_refused (world, "empty", NULL, ZB_CLIENT_ERROR_CERTIFICATE,
                 "the token has no certificate whose key lies there too");
}

static void
test_lists_those_that_fit (World *world, gconstpointer data)
{
  const ZbTokenLogin several = {ZB_SOFT_TOKEN_MODULE, "several", ZB_SOFT_TOKEN_PIN};
  const ZbTokenLogin unfit = {ZB_SOFT_TOKEN_MODULE, "unfit", ZB_SOFT_TOKEN_PIN};
  gint64 now = g_get_real_time ();
  g_autoptr (GPtrArray) fitting = zb_own_certificate_list (&several, now, &world->error);

  g_assert_no_error (world->error);
  g_assert_cmpuint (fitting->len, ==, 2);
  g_assert_null (zb_own_certificate_list (&unfit, now, &world->error));
  g_assert_error (world->error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE);
}

static void
test_wrong_pin (World *world, gconstpointer data)
{
  const ZbTokenLogin wrong = {ZB_SOFT_TOKEN_MODULE, "one", "000000"};

  g_assert_false (
      zb_own_certificate_pick (&wrong, NULL, 0, &world->uri, &world->own, &world->error));
  g_assert_error (world->error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
}

/* @name: the files of a certificate and its key. */
static void
put (ZbTempDir *dir, const char *on, const char *id, const char *label, const char *name)
{
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *key = g_strconcat (name, ".key", NULL);

  zb_soft_token_put (dir, on, id, label, pem, g_str_equal (name, "ca") ? NULL : key);
}

/* Made once: p11tool takes its time. */
static void
fill_tokens (ZbTempDir *dir)
{
  static const char *const tokens[] = {"one", "several", "unfit", "empty"};

  zb_soft_token_begin (dir, make_certificates);
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    zb_soft_token_make (tokens[i]);
  put (dir, "one", "01", "签名", "signing");
  put (dir, "one", "02", "over", "over");
  put (dir, "one", "03", "tls", "tls");
  put (dir, "one", "04", "ca", "ca");
  put (dir, "several", "01", "旧证书", "signing");
  put (dir, "several", "02", "新证书", "renewed");
  put (dir, "unfit", "01", "over", "over");
  put (dir, "unfit", "02", "tls", "tls");
}

int
main (int argc, char **argv)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();

  g_test_init (&argc, &argv, NULL);
  fill_tokens (dir);
#define ADD(name, function)                                                                        \
  g_test_add ("/client/own-certificate/" name, World, NULL, set_up, function, tear_down)
  ADD ("the-only-one", test_the_only_one);
  ADD ("the-one-that-is-named", test_the_one_that_is_named);
  ADD ("several-are-listed", test_several_are_listed);
  ADD ("none-fits", test_none_fits);
  ADD ("lists-those-that-fit", test_lists_those_that_fit);
  ADD ("wrong-pin", test_wrong_pin);
#undef ADD
  return g_test_run ();
}
