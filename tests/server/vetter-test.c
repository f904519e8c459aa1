/* SPDX-License-Identifier: Apache-2.0 */
/* What strangers sign with and ask for is parsed first where there is nothing to lose. */
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/reading/reader-process.h"
#include "server/reading/turn.h"
#include "server/reading/vetter.h"
#include "server/reading/vetting.h"
#include "tests/server/astray.h"
#include "tests/support/authority.h"
#include "tests/support/child-process.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define UNIT "91350200MA2KUY1H08"
#define THREADS 4
#define KILLS 12
/* Until one that hangs is given up; one that does not has as long. */
#define SOON (10 * G_TIME_SPAN_SECOND)

static ZbVetter *
real_vetter (void)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "server", ZB_VETTING_PROGRAM, NULL);

  return zb_vetter_new (program, 0);
}

static ZbVetter *
astray_vetter (ZbTempDir *dir, const char *way, gint64 patience)
{
  g_autofree char *link = zb_astray_program (dir, way);

  return zb_vetter_new (link, patience);
}

/* A question of the fuzzer's, which is well. (transfer full) */
static GBytes *
read_seed (const char *name, ZbForeignKind *ret_kind)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "fuzz", "corpus",
                                            "vetting", name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  *ret_kind = (ZbForeignKind)bytes[0];
  return g_bytes_new (bytes + 1, length - 1);
}

static gboolean
pass (ZbVetter *vetter, ZbForeignKind kind, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);

  return zb_vetter_pass (vetter, kind, data, length, error);
}

static void
check_passes (ZbVetter *vetter, const char *name)
{
  ZbForeignKind kind;
  g_autoptr (GBytes) bytes = read_seed (name, &kind);
  g_autoptr (GError) error = NULL;

  pass (vetter, kind, bytes, &error);
  g_assert_no_error (error);
}

static void
test_passes_what_openssl_takes (void)
{
  static const char *const names[] = {
      "certificate",  "certificate-pem", "request",       "request-sm2",
      "ocsp-request", "ocsp-answer",     "stamp-request", "list"};
  g_autoptr (ZbVetter) vetter = real_vetter ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    check_passes (vetter, names[i]);
  g_assert_false (zb_astray_was_told ("vetter-replaced"));
}

/* One byte behind it, one less, or of another kind. */
static void
test_refuses_what_it_does_not (void)
{
  static const char *const names[] = {"certificate", "request",       "ocsp-request",
                                      "ocsp-answer", "stamp-request", "list"};
  g_autoptr (ZbVetter) vetter = real_vetter ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    ZbForeignKind kind;
    g_autoptr (GBytes) bytes = read_seed (names[i], &kind);
    gsize length = 0;
    const char *data = g_bytes_get_data (bytes, &length);
    g_autofree char *longer = g_malloc0 (length + 1);
    g_autofree char *says = g_strdup_printf ("not one %s in DER", zb_foreign_name (kind));
    const struct {
      ZbForeignKind kind;
      gsize length;
    } wrong[] = {{kind, length + 1}, {kind, length - 1}, {(kind + 1) % ZB_N_FOREIGN, length}};

    memcpy (longer, data, length);
    for (guint k = 0; k < G_N_ELEMENTS (wrong); k++) {
      g_autoptr (GError) error = NULL;

      g_assert_false (zb_vetter_pass (vetter, wrong[k].kind, longer, wrong[k].length, &error));
      g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
      g_assert_true (wrong[k].kind != kind || strstr (error->message, says));
    }
  }
  g_assert_false (zb_astray_was_told ("vetter-replaced"));
}

static void
test_limits (void)
{
  g_autoptr (ZbVetter) vetter = real_vetter ();

  for (guint kind = 0; kind < ZB_N_FOREIGN; kind++) {
    gsize most = zb_foreign_most ((ZbForeignKind)kind);
    g_autofree char *zeros = g_malloc0 (most + 1);
    g_autoptr (GError) error = NULL, too_large = NULL;

    g_assert_cmpuint (most + 1, <=, ZB_VETTING_MOST_QUESTION);
    g_assert_false (zb_vetter_pass (vetter, (ZbForeignKind)kind, zeros, most, &error));
    g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED);
    g_assert_false (zb_vetter_pass (vetter, (ZbForeignKind)kind, zeros, most + 1, &too_large));
    g_assert_error (too_large, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE);
  }
}

/* Whatever becomes of who vets for all, another tells. */
static void
check_way (const char *way, gint64 patience, const char *event)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbVetter) vetter = astray_vetter (dir, way, patience);

  check_passes (vetter, "certificate");
  if (patience == 0)
    check_passes (vetter, "request");
  if (event)
    g_assert_true (zb_astray_was_told (event));
  g_assert_false (zb_astray_was_told ("unreadable"));
}

static void
test_dead (void)
{
  check_way ("dies", 0, "vetter-replaced");
}

static void
test_hanging (void)
{
  check_way ("hangs", SOON, "it took too long");
}

static void
test_out_of_memory (void)
{
  check_way ("gorges", 0, "vetter-replaced");
}

static void
test_babbling (void)
{
  check_way ("babbles", 0, "vetter-replaced");
}

/* Who refuses something does so for a while only, whatever made him. */
static void
test_replaced_after_refusals (void)
{
  g_autoptr (ZbVetter) vetter = real_vetter ();
  GPid first = 0;

  for (guint i = 0; i < 16; i++) {
    GPid child = zb_test_find_child (getpid (), "stamp-request");

    check_passes (vetter, "stamp-request");
    g_assert_true (i == 0 || child == first);
    first = zb_test_find_child (getpid (), "stamp-request");
    g_assert_cmpint (first, >, 0);
    g_assert_false (zb_vetter_pass (vetter, ZB_FOREIGN_STAMP_REQUEST, "none", 4, NULL));
  }
  check_passes (vetter, "stamp-request");
  g_assert_cmpint (zb_test_find_child (getpid (), "stamp-request"), !=, first);
  g_assert_false (zb_astray_was_told ("vetter-replaced"));
}

static void
test_names_what_nobody_comes_through (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbVetter) vetter = astray_vetter (dir, "always-dies", 0);
  ZbForeignKind kind;
  g_autoptr (GBytes) bytes = read_seed ("certificate", &kind);
  g_autoptr (GError) error = NULL;

  g_assert_false (pass (vetter, kind, bytes, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE);
  g_assert_true (zb_astray_was_told ("unreadable digest="));
  g_assert_true (zb_astray_was_told ("kind=certificate"));
}

static void
test_tells_that_nobody_is_there (void)
{
  g_autoptr (ZbVetter) vetter = zb_vetter_new ("/nonexistent/" ZB_VETTING_PROGRAM, 0);
  ZbForeignKind kind;
  g_autoptr (GBytes) bytes = read_seed ("certificate", &kind);
  g_autoptr (GError) error = NULL;

  g_assert_false (pass (vetter, kind, bytes, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
}

/* Some threads that ask the same again and again. */
typedef struct {
  ZbVetter *vetter;
  int enough; /* atomic: they may end */
} Crowd;

static gpointer
bring_poison_thread (gpointer data)
{
  Crowd *crowd = data;

  g_assert_false (zb_vetter_pass (crowd->vetter, ZB_FOREIGN_LIST, ZB_ASTRAY_POISON,
                                  strlen (ZB_ASTRAY_POISON), NULL));
  g_atomic_int_set (&crowd->enough, 1);
  return NULL;
}

static GPid
wait_for_child (const char *name)
{
  GPid child = 0;

  while ((child = zb_test_find_child (getpid (), name)) == 0)
    g_usleep (1000);
  return child;
}

/* What hangs is given up by nobody here, and killed once others were answered. */
static void
test_kinds_wait_for_none_other (void)
{
  static const char *const others[] = {"certificate", "request", "ocsp-request", "stamp-request"};
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbVetter) vetter = astray_vetter (dir, "always-hangs-of-poison", G_TIME_SPAN_DAY);
  Crowd crowd = {vetter, 0};
  GThread *thread = g_thread_new ("hangs", bring_poison_thread, &crowd);
  GPid hanging = wait_for_child ("list");

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    check_passes (vetter, others[i]);
  g_assert_false (g_atomic_int_get (&crowd.enough));
  g_assert_cmpint (kill (hanging, SIGKILL), ==, 0);
  g_assert_cmpint (kill (wait_for_child ("list-alone"), SIGKILL), ==, 0);
  g_thread_join (thread);
  g_assert_true (zb_astray_was_told ("unreadable digest="));
}

static gpointer
meet_who_hangs_thread (gpointer data)
{
  Crowd *crowd = data;

  while (!g_atomic_int_get (&crowd->enough)) {
    g_autoptr (GError) error = NULL;

    g_assert_false (zb_vetter_pass (crowd->vetter, ZB_FOREIGN_CERTIFICATE, "none", 4, &error));
    g_assert_true (error->domain == ZB_READING_ERROR);
    if (error->code == ZB_READING_ERROR_UNAVAILABLE)
      g_atomic_int_set (&crowd->enough, 1);
  }
  return NULL;
}

/* Who would be one too many is told so, and has its thread for something else. */
static void
test_few_wait_for_who_hangs (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbVetter) vetter = astray_vetter (dir, "always-hangs", 3 * ZB_TURN_LONG / 2);
  Crowd crowd = {.vetter = vetter};
  GThread *threads[2 + ZB_TURN_FEW];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("meets", meet_who_hangs_thread, &crowd);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_true (g_atomic_int_get (&crowd.enough));
}

/* Until nobody looks at it any more. */
static void
flood (ZbVetter *vetter, const char *address)
{
  g_autoptr (GError) error = NULL;

  zb_vetter_work_for (address);
  while (!error || error->domain != ZB_READING_ERROR) {
    g_clear_error (&error);
    g_assert_false (zb_vetter_pass (vetter, ZB_FOREIGN_CERTIFICATE, "none", 4, &error));
  }
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_TOO_MUCH);
  g_assert_true (strstr (error->message, address));
}

static void
test_flood_hinders_no_other_address (void)
{
  g_autoptr (ZbVetter) vetter = real_vetter ();

  flood (vetter, "192.0.2.1");
  zb_vetter_work_for ("192.0.2.2");
  check_passes (vetter, "certificate");
  zb_vetter_work_for (NULL);
  check_passes (vetter, "certificate");
}

/* Who makes one die has used up all at once. */
static void
test_harm_is_dear (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autoptr (ZbVetter) vetter = astray_vetter (dir, "always-dies", 0);
  g_autoptr (GError) harm = NULL, error = NULL;

  zb_vetter_work_for ("2001:db8::1");
  g_assert_false (zb_vetter_pass (vetter, ZB_FOREIGN_CERTIFICATE, "none", 4, &harm));
  g_assert_error (harm, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE);
  zb_vetter_work_for ("2001:db8::2");
  g_assert_false (zb_vetter_pass (vetter, ZB_FOREIGN_LIST, "none", 4, &error));
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_TOO_MUCH);
  zb_vetter_work_for (NULL);
}

static gpointer
vet_thread (gpointer data)
{
  Crowd *crowd = data;

  while (!g_atomic_int_get (&crowd->enough))
    check_passes (crowd->vetter, "certificate");
  return NULL;
}

static void
test_killed_under_load (void)
{
  g_autoptr (ZbVetter) vetter = real_vetter ();
  Crowd crowd = {vetter, 0};
  GThread *threads[THREADS];
  GPid last = 0;

  for (guint i = 0; i < THREADS; i++)
    threads[i] = g_thread_new ("vets", vet_thread, &crowd);
  for (guint killed = 0; killed < KILLS;) {
    GPid child = zb_test_find_child (getpid (), "certificate");

    if (child == 0 || child == last)
      g_thread_yield ();
    else if (kill (child, SIGKILL) == 0) {
      last = child;
      killed++;
    }
  }
  g_atomic_int_set (&crowd.enough, 1);
  for (guint i = 0; i < THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_true (zb_astray_was_told ("vetter-replaced"));
  g_assert_false (zb_astray_was_told ("unreadable"));
}

/* A node at which a parser that comes upon ZB_ASTRAY_POISON dies, and a person of an enterprise. */
typedef struct {
  ZbTempDir *dir;
  ZbTestNode *node;
  ZbTestPerson *person;
  ZbTestAuthority *strange;
} Poisoned;

static void
set_up (Poisoned *fixture)
{
  fixture->dir = zb_temp_dir_new ();
  fixture->node = zb_test_node_new ();
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->strange = zb_test_authority_new (g_get_real_time ());
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  zb_test_node_close (fixture->node);
  zb_test_node_open_with (fixture->node,
                          (ZbNodeReaders){
                              .vetter = astray_vetter (fixture->dir, "always-dies-of-poison", 0),
                          });
}

static void
tear_down (Poisoned *fixture)
{
  zb_test_authority_free (fixture->strange);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  zb_temp_dir_free (fixture->dir);
}

/* Who brings poison is heard no more, so each brings his from elsewhere. (transfer full) */
static char *
new_address (void)
{
  static guint n;

  return g_strdup_printf ("198.51.100.%u", n++);
}

static ZbFakeAnswer *
post (Poisoned *fixture, const char *path, const char *type, GBytes *body)
{
  const char *const headers[] = {"Content-Type", type, NULL};
  g_autofree char *address = new_address ();

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = path,
                                         .headers = headers,
                                         .body = body,
                                         .person = fixture->person,
                                         .address = address,
                                     });
}

/* A message that is signed with a certificate of @name, which nobody knows here. */
static ZbFakeAnswer *
send_of_stranger (Poisoned *fixture, const char *name)
{
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (fixture->strange, "p256", name, ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (identity);
  ZbTestPerson stranger = *fixture->person;

  stranger.signer = signer;
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, &stranger, NULL);
  return post (fixture, "/v1/messages", ZB_MIME_ASICE, container);
}

/* Who connects with a certificate of @name that nobody knows here. TLS asks for its key only. */
static ZbFakeAnswer *
connect_as (Poisoned *fixture, const char *name)
{
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (fixture->strange, "p256", name, ZB_TEST_UNIT, ZB_USE_TLS_CLIENT);
  const ZbTestPerson stranger = {.tls = identity->certificate};
  g_autofree char *address = new_address ();

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET",
                                                      .path = "/v1/inbox",
                                                      .person = &stranger,
                                                      .address = address});
}

static void
test_node_outlives_who_connects (void)
{
  Poisoned fixture;

  set_up (&fixture);
  g_autoptr (ZbFakeAnswer) poisoned = connect_as (&fixture, ZB_ASTRAY_POISON);
  zb_fake_assert_refused (poisoned, 422, "unreadable");
  g_assert_true (zb_astray_was_told ("unreadable digest="));
  g_autoptr (ZbFakeAnswer) strange = connect_as (&fixture, "陌生人");
  zb_fake_assert_refused (strange, 403, "unknown-certificate");
  g_autoptr (ZbFakeAnswer) known = zb_fake_get (fixture.node, fixture.person, "/v1/inbox", NULL);
  g_assert_cmpuint (known->status, ==, 200);
  tear_down (&fixture);
}

static void
test_node_outlives_a_strangers_certificate (void)
{
  Poisoned fixture;

  set_up (&fixture);
  g_autoptr (ZbFakeAnswer) poisoned = send_of_stranger (&fixture, ZB_ASTRAY_POISON);
  zb_fake_assert_refused (poisoned, 422, "unreadable");
  g_assert_true (zb_astray_was_told ("unreadable digest="));
  /* Who can be parsed is judged as ever. */
  g_autoptr (ZbFakeAnswer) strange = send_of_stranger (&fixture, "陌生人");
  zb_fake_assert_refused (strange, 403, "unknown-certificate");
  g_autoptr (GBytes) container = zb_sample_message (fixture.node, fixture.person, NULL);
  g_autoptr (ZbFakeAnswer) sent = post (&fixture, "/v1/messages", ZB_MIME_ASICE, container);
  g_assert_cmpuint (sent->status, ==, 201);
  tear_down (&fixture);
}

/* What anybody may ask, and what a person may bring who enrols. */
static void
test_node_outlives_strangers_questions (void)
{
  static const char poison[] = ZB_ASTRAY_POISON;
  static const guint8 malformed[] = {0x30, 0x03, 0x0a, 0x01, 0x01}; /* OCSPResponse */
  g_autoptr (GBytes) bytes = g_bytes_new_static (poison, sizeof poison - 1);
  g_autofree char *base64 = g_base64_encode ((const guchar *)poison, sizeof poison - 1);
  g_autofree char *json = g_strdup_printf ("{\"signing_certificate\":\"%s\"}", base64);
  ZbForeignKind kind;
  g_autoptr (GBytes) stamp = read_seed ("stamp-request", &kind);
  Poisoned fixture;

  set_up (&fixture);
  g_autoptr (ZbFakeAnswer) status = post (&fixture, "/ocsp", ZB_MIME_OCSP_REQUEST, bytes);
  g_assert_cmpuint (status->status, ==, 200);
  g_assert_cmpmem (status->text, status->length, malformed, sizeof malformed);
  g_autoptr (ZbFakeAnswer) none = post (&fixture, "/tsa", ZB_MIME_STAMP_REQUEST, bytes);
  g_autoptr (ZbFakeAnswer) stamped = post (&fixture, "/tsa", ZB_MIME_STAMP_REQUEST, stamp);
  g_assert_cmpuint (none->status, ==, 200);
  g_assert_cmpuint (stamped->status, ==, 200);
  /* A refusal carries no token. */
  g_assert_cmpuint (none->length, <, 100);
  g_assert_cmpuint (stamped->length, >, 500);
  g_autoptr (ZbFakeAnswer) enrolled =
      zb_fake_post (fixture.node, NULL, "/v1/enrolments", json, NULL);
  zb_fake_assert_refused (enrolled, 422, "unreadable");
  tear_down (&fixture);
}

static ZbFakeAnswer *
bring_certificate (ZbTestNode *node, const char *address)
{
  static const char rubbish[] = "{\"signing_certificate\":\"bm9uZQ==\"}";
  g_autoptr (GBytes) body = g_bytes_new_static (rubbish, sizeof rubbish - 1);

  return zb_fake_ask (
      node, &(ZbFakeRequest){
                .method = "POST", .path = "/v1/enrolments", .body = body, .address = address});
}

/* Nor him who is known, whoever shares his address. */
static void
test_node_hears_others_through_a_flood (void)
{
  Poisoned fixture;
  guint status = 0;

  set_up (&fixture);
  while (status != 429) {
    g_autoptr (ZbFakeAnswer) flood = bring_certificate (fixture.node, "192.0.2.1");

    status = flood->status;
    if (status == 429)
      zb_fake_assert_refused (flood, 429, "too-much-unreadable");
    else
      zb_fake_assert_refused (flood, 400, "bad-argument");
  }
  g_autoptr (ZbFakeAnswer) other = bring_certificate (fixture.node, "192.0.2.2");
  zb_fake_assert_refused (other, 400, "bad-argument");
  g_autoptr (ZbFakeAnswer) known = zb_fake_get (fixture.node, fixture.person, "/v1/inbox", NULL);
  g_assert_cmpuint (known->status, ==, 200);
  tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  zb_astray_listen ();
#define ADD(path, test) g_test_add_data_func ("/server/vetter/" path, test, zb_astray_run)
  ADD ("passes-what-openssl-takes", test_passes_what_openssl_takes);
  ADD ("refuses-what-it-does-not", test_refuses_what_it_does_not);
  ADD ("limits", test_limits);
  ADD ("dead", test_dead);
  ADD ("hanging", test_hanging);
  ADD ("out-of-memory", test_out_of_memory);
  ADD ("babbling", test_babbling);
  ADD ("replaced-after-refusals", test_replaced_after_refusals);
  ADD ("names-what-nobody-comes-through", test_names_what_nobody_comes_through);
  ADD ("tells-that-nobody-is-there", test_tells_that_nobody_is_there);
  ADD ("killed-under-load", test_killed_under_load);
  ADD ("kinds-wait-for-none-other", test_kinds_wait_for_none_other);
  ADD ("few-wait-for-who-hangs", test_few_wait_for_who_hangs);
  ADD ("flood-hinders-no-other-address", test_flood_hinders_no_other_address);
  ADD ("harm-is-dear", test_harm_is_dear);
  ADD ("node-hears-others-through-a-flood", test_node_hears_others_through_a_flood);
  ADD ("node-outlives-who-connects", test_node_outlives_who_connects);
  ADD ("node-outlives-a-strangers-certificate", test_node_outlives_a_strangers_certificate);
  ADD ("node-outlives-strangers-questions", test_node_outlives_strangers_questions);
  return g_test_run ();
}
