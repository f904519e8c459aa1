/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signer-program.h"

#include "exchange/certificate-private.h"
#include "exchange/signed-request.h"
#include "exchange/sm2.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <unistd.h>

#define MAX_COMPLAINT 300

/* One run of the program, until it ends or its time is over. */
typedef struct {
  GSubprocess *process;
  GMainLoop *loop;
  GBytes *output, *complaint;
  GError *error;
  gboolean late;
} Run;

static void
run_clear (Run *run)
{
  g_clear_object (&run->process);
  g_clear_pointer (&run->loop, g_main_loop_unref);
  g_clear_pointer (&run->output, g_bytes_unref);
  g_clear_pointer (&run->complaint, g_bytes_unref);
  g_clear_error (&run->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static void
ended_cb (GObject *process, GAsyncResult *result, gpointer data)
{
  Run *run = data;

  g_subprocess_communicate_finish (G_SUBPROCESS (process), result, &run->output, &run->complaint,
                                   &run->error);
  g_main_loop_quit (run->loop);
}

static gboolean
late_cb (gpointer data)
{
  Run *run = data;

  run->late = TRUE;
  g_subprocess_force_exit (run->process);
  return G_SOURCE_REMOVE;
}

static void
wait_for (Run *run)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) late = g_timeout_source_new_seconds (ZB_SIGNER_PROGRAM_SECONDS);

  g_main_context_push_thread_default (context);
  run->loop = g_main_loop_new (context, FALSE);
  g_source_set_callback (late, late_cb, run, NULL);
  g_source_attach (late, context);
  g_subprocess_communicate_async (run->process, NULL, NULL, ended_cb, run);
  g_main_loop_run (run->loop);
  g_source_destroy (late);
  g_main_context_pop_thread_default (context);
}

/* What the program says for itself, in one line. */
static char *
complaint_of (const Run *run)
{
  gsize length = 0;
  const char *text = run->complaint != NULL ? g_bytes_get_data (run->complaint, &length) : NULL;
  g_autofree char *cut = g_strndup (text != NULL ? text : "", MIN (length, MAX_COMPLAINT));
  g_autofree char *valid = g_utf8_make_valid (cut, -1);

  return g_strdup (g_strstrip (g_strdelimit (valid, "\r\n\t", ' ')));
}

static gboolean
check_end (const char *name, const Run *run, GError **error)
{
  g_autofree char *complaint = complaint_of (run);
  const char *colon = complaint[0] != '\0' ? ": " : "";

  if (run->late)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the signing program %s did not answer within %d seconds", name,
                 ZB_SIGNER_PROGRAM_SECONDS);
  else if (run->error != NULL)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the signing program %s cannot be talked to: %s", name, run->error->message);
  else if (!g_subprocess_get_successful (run->process))
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the signing program %s failed%s%s", name, colon, complaint);
  else if (g_bytes_get_size (run->output) > ZB_SIGNER_PROGRAM_MAX_OUTPUT)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "the signing program %s wrote more than %d bytes", name,
                 ZB_SIGNER_PROGRAM_MAX_OUTPUT);
  else
    return TRUE;
  return FALSE;
}

/* A pipe that @digest lies in: nobody has to write to a program that may be gone. -1 if there can
 * be none. */
static int
open_input (const guint8 digest[ZB_DIGEST_SIZE])
{
  int ends[2];

  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return -1;
  gboolean written = write (ends[1], digest, ZB_DIGEST_SIZE) == ZB_DIGEST_SIZE;
  close (ends[1]);
  if (written)
    return ends[0];
  close (ends[0]);
  return -1;
}

static GSubprocess *
start (const char *const *words, const guint8 *digest, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  int input = digest != NULL ? open_input (digest) : -1;

  if (input >= 0)
    g_subprocess_launcher_take_stdin_fd (launcher, input);
  return g_subprocess_launcher_spawnv (launcher, words, error);
}

/* (transfer full): what the program writes when started with @word and @suite (nullable), @digest
 * (nullable) on its standard input. */
static GBytes *
run_program (const char *const *argv,
             const char *word,
             const char *suite,
             const guint8 *digest,
             GError **error)
{
  g_auto (Run) run = {0};
  GError *cause = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  if (argv[0] == NULL || argv[0][0] == '\0') {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "the signing program has no name");
    return NULL;
  }
  for (guint i = 0; argv[i] != NULL; i++)
    g_ptr_array_add (words, (gpointer)argv[i]);
  g_ptr_array_add (words, (gpointer)word);
  g_ptr_array_add (words, (gpointer)suite); /* the end, where there is none */
  g_ptr_array_add (words, NULL);
  run.process = start ((const char *const *)words->pdata, digest, &cause);
  if (run.process == NULL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the signing program %s cannot be started: %s", argv[0], cause->message);
    g_error_free (cause);
    return NULL;
  }
  wait_for (&run);
  return check_end (argv[0], &run, error) ? g_steal_pointer (&run.output) : NULL;
}

/* The public key of the program, and its suite. */
static EVP_PKEY *
read_public (const char *const *argv, const char **ret_suite, GError **error)
{
  g_autoptr (GBytes) pem = run_program (argv, "public", NULL, NULL, error);

  if (pem == NULL)
    return NULL;
  g_autoptr (BIO) bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int)g_bytes_get_size (pem));
  g_autoptr (EVP_PKEY) key = PEM_read_bio_PUBKEY (bio, NULL, NULL, NULL);
  if (key == NULL) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_MALFORMED,
                     "the signing program %s shows no public key in PEM", argv[0]);
    return NULL;
  }
  const char *suite = zb_openssl_suite (key);
  if (suite == NULL || g_str_equal (suite, "ed25519") ||
      (g_str_equal (suite, "rsa3072") && EVP_PKEY_get_bits (key) < ZB_LEAST_RSA_BITS)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                 "the key of the signing program %s is neither P-256 nor SM2 nor RSA of %d bits or "
                 "more",
                 argv[0], ZB_LEAST_RSA_BITS);
    return NULL;
  }
  *ret_suite = suite;
  return g_steal_pointer (&key);
}

static GBytes *
sign_by (const char *const *argv,
         const char *suite,
         EVP_PKEY *key,
         const void *tbs,
         gsize length,
         GError **error)
{
  guint8 digest[ZB_DIGEST_SIZE];

  if (!g_str_equal (suite, "sm2")) {
    zb_digest_compute (tbs, length, digest);
  } else if (!zb_sm2_digest (key, tbs, length, digest)) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
                     "the certificate is not over an SM2 key");
    return NULL;
  }
  return run_program (argv, "sign", suite, digest, error);
}

typedef struct {
  char **argv;
  ZbCertificate *certificate;
} Program;

static void
program_free (gpointer data)
{
  Program *program = data;

  g_strfreev (program->argv);
  zb_certificate_unref (program->certificate);
  g_free (program);
}

static GBytes *
sign_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  const Program *program = data;

  return sign_by ((const char *const *)program->argv, zb_certificate_suite (program->certificate),
                  zb_certificate_public_key (program->certificate), tbs, length, error);
}

ZbSigner *
zb_signer_new_for_program (const char *const *argv, ZbCertificate *certificate, GPtrArray *chain)
{
  Program *program = g_new0 (Program, 1);
  const char *suite = zb_certificate_suite (certificate);

  program->argv = g_strdupv ((char **)argv);
  program->certificate = zb_certificate_ref (certificate);
  return zb_signer_new (suite != NULL ? suite : "", certificate, chain, sign_cb, program,
                        program_free);
}

/* Before there is a certificate. */
typedef struct {
  const char *const *argv;
  const char *suite;
  EVP_PKEY *key;
} Uncertified;

static GBytes *
sign_uncertified_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  const Uncertified *program = data;

  return sign_by (program->argv, program->suite, program->key, tbs, length, error);
}

GBytes *
zb_signer_program_request (const char *const *argv,
                           const char *name,
                           const char *unit,
                           GError **error)
{
  const char *suite = NULL;
  g_autoptr (EVP_PKEY) key = read_public (argv, &suite, error);
  g_autofree char *what = g_strconcat ("the signing program ", argv[0], NULL);
  Uncertified program = {argv, suite, key};
  const ZbRequestSigner signer = {what, key, sign_uncertified_cb, &program};

  return key != NULL ? zb_signed_request_make (&signer, name, unit, error) : NULL;
}

gboolean
zb_signer_program_fits (const char *const *argv, const ZbCertificate *certificate, GError **error)
{
  const char *suite = NULL;
  g_autoptr (EVP_PKEY) key = read_public (argv, &suite, error);

  if (key == NULL)
    return FALSE;
  if (EVP_PKEY_eq (key, zb_certificate_public_key (certificate)) == 1)
    return TRUE;
  ERR_clear_error (); /* that the keys are of different kinds is no news */
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
               "the signing program %s shows another key than the one that the certificate of "
               "\"%s\" is over",
               argv[0], zb_certificate_name (certificate));
  return FALSE;
}
