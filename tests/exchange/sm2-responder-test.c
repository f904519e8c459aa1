/* SPDX-License-Identifier: Apache-2.0 */
/* An OCSP responder of an authority that signs by SM2, made by the openssl command. */
#include "exchange/error.h"
#include "exchange/ocsp-question.h"
#include "exchange/protocol.h"
#include "exchange/sm2.h"
#include "formats/file.h"
#include "tests/support/temp-dir.h"

#include <string.h>

typedef struct {
  ZbTempDir *dir;
  ZbCertificate *issuer, *person;
  ZbOcspQuestion *question;
} World;

/* All of it is signed with ZB_SM2_ID, $1. */
static const char make_authority[] =
    "for k in ca person responder; do openssl genpkey -quiet -algorithm SM2 -out $k.key; done\n"
    "s=\"-sm3 -sigopt distid:$1\"\n"
    "openssl req -x509 -new -key ca.key $s -subj '/C=CN/CN=SM2 root' -days 9 -out ca.pem "
    "-addext keyUsage=critical,keyCertSign,cRLSign,digitalSignature\n"
    "echo keyUsage=critical,digitalSignature > person.ext\n"
    "{ cat person.ext; echo extendedKeyUsage=OCSPSigning; } > responder.ext\n"
    "n=1; for k in person responder; do\n"
    "openssl req -new -key $k.key $s -subj /C=CN/CN=$k -out $k.csr\n"
    "openssl x509 -req -in $k.csr -vfyopt distid:$1 -CA ca.pem -CAkey ca.key $s -days 8 "
    "-set_serial $n -extfile $k.ext -out $k.pem; n=2; done\n"
    "printf 'R\\t491231000000Z\\t260101000000Z,keyCompromise\\t01\\tunknown\\t/CN=person\\n' > "
    "index\n";

/* What FILE.key, $1, answers with identifier $2 for FILE.pem, $3. */
static const char make_answer[] =
    "openssl ocsp -index index -CA ca.pem -rsigner $3.pem -rkey $1.key -rmd sm3 "
    "-rsigopt distid:$2 -nmin 60 -reqin question -respout answer\n";

/* Runs @script in the folder; @words are its $1, $2 … */
static void
run (World *world, const char *script, const char *first, const char *second, const char *third)
{
  g_autofree char *folder = zb_temp_dir_path (world->dir, NULL);
  g_autofree char *all =
      g_strconcat ("set -e; cd \"$0\"; exec 2>said; export OPENSSL_CONF=/dev/null\n", script, NULL);
  const char *const arguments[] = {"/bin/sh", "-c", all, folder, first, second, third, NULL};
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **)arguments, NULL, 0, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static GBytes *
read_made (World *world, const char *name)
{
  g_autofree char *path = zb_temp_dir_path (world->dir, name);
  GBytes *bytes = zb_file_read (path, ZB_PROTOCOL_MAX_OCSP_ANSWER, NULL);

  g_assert_nonnull (bytes);
  return bytes;
}

static ZbCertificate *
read_certificate (World *world, const char *name)
{
  g_autoptr (GBytes) pem = read_made (world, name);
  g_autoptr (GError) error = NULL;
  ZbCertificate *certificate =
      zb_certificate_read (g_bytes_get_data (pem, NULL), g_bytes_get_size (pem), &error);

  g_assert_no_error (error);
  return certificate;
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  world->dir = zb_temp_dir_new ();
  run (world, make_authority, ZB_SM2_ID, NULL, NULL);
  world->issuer = read_certificate (world, "ca.pem");
  world->person = read_certificate (world, "person.pem");
  world->question = zb_ocsp_question_new (world->person, world->issuer, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) asked = zb_ocsp_question_der (world->question);
  g_autofree char *path = zb_temp_dir_path (world->dir, "question");
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (asked, NULL),
                                      (gssize)g_bytes_get_size (asked), NULL));
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_ocsp_question_free (world->question);
  zb_certificate_unref (world->issuer);
  zb_certificate_unref (world->person);
  zb_temp_dir_free (world->dir);
}

static gboolean
judge (World *world, GBytes *answer, ZbOcspAnswer *said, GError **error)
{
  return zb_ocsp_question_read_answer (world->question, answer, g_get_real_time (), said, error);
}

/* By the one that the authority certified for it, and by the authority itself. */
static void
test_is_believed (World *world, gconstpointer data)
{
  static const char *const signers[] = {"responder", "ca"};

  for (guint i = 0; i < G_N_ELEMENTS (signers); i++) {
    g_autoptr (GError) error = NULL;
    ZbOcspAnswer said;

    run (world, make_answer, signers[i], ZB_SM2_ID, signers[i]);
    g_autoptr (GBytes) answer = read_made (world, "answer");
    judge (world, answer, &said, &error);
    g_assert_no_error (error);
    g_assert_cmpint (said.status.state, ==, ZB_OCSP_REVOKED);
    g_assert_cmpint (said.status.reason, ==, 1);
  }
}

static void
assert_nobodys (World *world, const char *key, const char *id, const char *certificate)
{
  g_autoptr (GError) error = NULL;
  ZbOcspAnswer said;

  run (world, make_answer, key, id, certificate);
  g_autoptr (GBytes) answer = read_made (world, "answer");
  g_assert_false (judge (world, answer, &said, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE);
  g_assert_nonnull (strstr (error->message, "who may answer"));
}

/* The standard's identifier is the one that counts, as in all that is signed by SM2. */
static void
test_of_another_identifier (World *world, gconstpointer data)
{
  assert_nobodys (world, "responder", "1234567812345679", "responder");
}

/* Signed by a key of the authority's that is certified for something else. */
static void
test_by_who_may_not (World *world, gconstpointer data)
{
  assert_nobodys (world, "person", ZB_SM2_ID, "person");
}

/* Whatever is changed, of what is signed or of the signature, it is none of its answers then. */
static void
test_changed (World *world, gconstpointer data)
{
  run (world, make_answer, "responder", ZB_SM2_ID, "responder");
  g_autoptr (GBytes) answer = read_made (world, "answer");
  gsize length = 0;
  const guint8 *bytes = g_bytes_get_data (answer, &length);

  for (gsize i = 0; i < length; i++) {
    g_autofree guint8 *changed = g_memdup2 (bytes, length);
    changed[i] ^= 0x01;
    g_autoptr (GBytes) bad = g_bytes_new (changed, length);
    g_autoptr (GError) error = NULL;
    ZbOcspAnswer said;

    if (judge (world, bad, &said, &error))
      g_error ("byte %" G_GSIZE_FORMAT " may change", i);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/exchange/sm2-responder/" name, World, NULL, set_up, function, tear_down)
  ADD ("is-believed", test_is_believed);
  ADD ("of-another-identifier", test_of_another_identifier);
  ADD ("by-who-may-not", test_by_who_may_not);
  ADD ("changed", test_changed);
#undef ADD
  return g_test_run ();
}
