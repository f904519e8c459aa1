/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/asker.h"

#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "server/authority/keyring.h"
#include "tests/faults/asked-log.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <string.h>

#define PATIENCE_MS 30000
#define PAUSE_US 5000

typedef enum { ASKS_NOTHING, ASKS_STATE, ASKS_STAMP, ASKS_CERTIFICATES, ASKS_WITNESS } Kind;

struct _ZbAsker {
  ZbStorm *storm;
  Kind kind;
  const char *path, *type;
  GBytes *question; /* of states and stamps: the same each time */
  ZbAskedLog *log;  /* of a witness */
  GThread *thread;
  GMutex lock; /* of what follows */
  guint allowed, answered;
  gboolean ended;
  char *problem; /* (nullable) */
};

static Kind
kind_of (const char *role)
{
  if (!role)
    return ASKS_NOTHING;
  if (strcmp (role, "responder") == 0)
    return ASKS_STATE;
  if (strcmp (role, "stamp") == 0)
    return ASKS_STAMP;
  if (strcmp (role, "witness") == 0)
    return ASKS_WITNESS;
  return strcmp (role, "authority-signing") == 0 || strcmp (role, "authority-tls") == 0 ||
                 strcmp (role, "request") == 0
             ? ASKS_CERTIFICATES
             : ASKS_NOTHING;
}

static void
write_pem (const ZbTempDir *dir, const char *name, ZbCertificate *certificate)
{
  g_autofree char *path = zb_temp_dir_path (dir, name);
  g_autofree char *pem = zb_certificate_to_pem (certificate);

  g_assert_true (g_file_set_contents (path, pem, -1, NULL));
}

/* The question as OpenSSL's client writes it. (transfer full) */
static GBytes *
make_question (ZbStorm *storm, const char *command)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *folder = zb_temp_dir_path (dir, ".");
  g_autofree char *out = zb_temp_dir_path (dir, "question");
  const char *const argv[] = {"/bin/sh", "-c", command, NULL};
  const ZbTestPerson *person = zb_storm_person (storm);
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;
  gsize length = 0;

  write_pem (dir, "issuer.pem", person->tls_chain->pdata[0]);
  write_pem (dir, "own.pem", person->tls);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_true (g_file_get_contents (out, &bytes, &length, NULL));
  return g_bytes_new_take (bytes, length);
}

ZbAsker *
zb_asker_new (ZbStorm *storm, const char *role)
{
  ZbAsker *asker = g_new0 (ZbAsker, 1);

  asker->storm = storm;
  asker->kind = kind_of (role);
  g_mutex_init (&asker->lock);
  if (asker->kind == ASKS_STATE) {
    asker->path = "/ocsp";
    asker->type = ZB_MIME_OCSP_REQUEST;
    asker->question = make_question (
        storm, "openssl ocsp -issuer issuer.pem -cert own.pem -no_nonce -reqout question");
  } else if (asker->kind == ASKS_STAMP) {
    asker->path = "/tsa";
    asker->type = ZB_MIME_STAMP_REQUEST;
    asker->question =
        make_question (storm, "openssl ts -query -data own.pem -sha256 -cert -out question");
  } else if (asker->kind == ASKS_WITNESS) {
    asker->path = "/log/add-checkpoint";
    asker->log = zb_asked_log_new (zb_test_node_dir (zb_storm_node (storm)));
  } else if (asker->kind == ASKS_CERTIFICATES) {
    asker->path = "/v1/enrolments";
    asker->type = ZB_MIME_JSON;
  }
  return asker;
}

void
zb_asker_free (ZbAsker *asker)
{
  g_clear_pointer (&asker->question, g_bytes_unref);
  g_clear_pointer (&asker->log, zb_asked_log_free);
  g_mutex_clear (&asker->lock);
  g_free (asker->problem);
  g_free (asker);
}

/* One try. (transfer full) the answer, or NULL where there was none or one that says to try again.
 */
static GBytes *
try_once (ZbAsker *asker, GBytes *question)
{
  const char *const headers[] = {"Content-Type", asker->type, NULL};
  g_autoptr (ZbHttpClient) client = zb_storm_connect (asker->storm, NULL);
  ZbHttpRequest request = {
      .method = "POST", .path = asker->path, .headers = headers, .body = question};
  ZbHttpResponse response = {0};
  GBytes *answer = NULL;

  if (zb_http_client_send (client, &request, &response, NULL) &&
      (response.status == 200 || response.status == 201))
    answer = g_bytes_ref (response.body);
  zb_http_response_clear (&response);
  return answer;
}

static gboolean
has_ended (ZbAsker *asker)
{
  g_mutex_lock (&asker->lock);
  gboolean ended = asker->ended;
  g_mutex_unlock (&asker->lock);
  return ended;
}

/* (transfer full) (nullable) once it has ended */
static GBytes *
ask (ZbAsker *asker, GBytes *question)
{
  GBytes *answer = NULL;

  while (!answer && !has_ended (asker)) {
    answer = try_once (asker, question);
    if (!answer)
      g_usleep (PAUSE_US);
  }
  return answer;
}

/* (transfer full) what a person asks that has this invitation */
static GBytes *
make_enrolment (const char *invitation)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  g_autofree char *code = zb_test_invitation_line (invitation, "code");
  g_autoptr (ZbKey) signing = zb_test_key_new ();
  g_autoptr (ZbKey) tls = zb_test_key_new ();
  g_autoptr (GBytes) first = zb_key_request (signing, "asked", NULL, NULL);
  g_autoptr (GBytes) second = zb_key_request (tls, "asked", NULL, NULL);

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", code);
  zb_json_writer_string (json, "name", "郑雪梅");
  zb_json_writer_bytes (json, "signing_request", first);
  zb_json_writer_bytes (json, "tls_request", second);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

/* Certificates are given once: whoever asks again gets the same. */
static void
ask_for_certificates (ZbAsker *asker, guint number)
{
  g_autoptr (GBytes) question = make_enrolment (zb_storm_invitation (asker->storm, number));
  g_autoptr (GBytes) first = ask (asker, question);
  g_autoptr (GBytes) second = first ? ask (asker, question) : NULL;

  if (second && !g_bytes_equal (first, second)) {
    g_mutex_lock (&asker->lock);
    g_free (asker->problem);
    asker->problem = g_strdup ("an invitation gave two persons' worth of certificates");
    g_mutex_unlock (&asker->lock);
  }
}

/* A checkpoint longer by one each time. */
static void
ask_witness (ZbAsker *asker, guint number)
{
  gboolean signs = FALSE;

  while (!signs && !has_ended (asker)) {
    g_autoptr (ZbHttpClient) client = zb_storm_connect (asker->storm, NULL);

    signs = zb_asked_log_ask (asker->log, client, number + 1);
    if (!signs)
      g_usleep (PAUSE_US);
  }
}

static void
ask_one (ZbAsker *asker, guint number)
{
  if (asker->kind == ASKS_WITNESS) {
    ask_witness (asker, number);
    return;
  }
  if (asker->kind == ASKS_CERTIFICATES) {
    ask_for_certificates (asker, number);
    return;
  }
  g_autoptr (GBytes) answer = ask (asker, asker->question);
}

static gpointer
ask_all (gpointer data)
{
  ZbAsker *asker = data;

  while (!has_ended (asker)) {
    g_mutex_lock (&asker->lock);
    guint number = asker->answered;
    gboolean may = number < asker->allowed;
    g_mutex_unlock (&asker->lock);
    if (!may) {
      g_usleep (PAUSE_US);
      continue;
    }
    ask_one (asker, number);
    g_mutex_lock (&asker->lock);
    asker->answered++;
    g_mutex_unlock (&asker->lock);
  }
  return NULL;
}

void
zb_asker_begin (ZbAsker *asker)
{
  asker->allowed = 1;
  if (asker->kind != ASKS_NOTHING)
    asker->thread = g_thread_new ("asker", ask_all, asker);
}

gboolean
zb_asker_wait (ZbAsker *asker, ZbFaultReport *report)
{
  gint64 until = g_get_monotonic_time () + PATIENCE_MS * G_TIME_SPAN_MILLISECOND;
  gboolean answered = asker->kind == ASKS_NOTHING;

  while (!answered && g_get_monotonic_time () < until) {
    g_usleep (PAUSE_US);
    g_mutex_lock (&asker->lock);
    answered = asker->answered == asker->allowed;
    if (answered)
      asker->allowed++;
    g_mutex_unlock (&asker->lock);
  }
  if (!answered)
    zb_fault_report_problem (report, "%s was not answered for %d s", asker->path,
                             PATIENCE_MS / 1000);
  return answered;
}

void
zb_asker_end (ZbAsker *asker, ZbFaultReport *report)
{
  if (!asker->thread)
    return;
  g_mutex_lock (&asker->lock);
  asker->ended = TRUE;
  g_mutex_unlock (&asker->lock);
  g_thread_join (g_steal_pointer (&asker->thread));
  zb_fault_report_remark (report, "%u questions to %s, each answered", asker->answered - 1,
                          asker->path);
  if (asker->log) {
    g_autoptr (ZbHttpClient) client = zb_storm_connect (asker->storm, NULL);
    if (zb_asked_log_lie (asker->log, client))
      zb_fault_report_problem (report, "the witness signs a second log");
  }
  if (asker->problem)
    zb_fault_report_problem (report, "%s", asker->problem);
}
