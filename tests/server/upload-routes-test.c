/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "server/api/upload-end.h"
#include "server/authority/authority.h"
#include "server/intake/spool.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <glib/gstdio.h>
#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define ID "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define PATIENCE 6000 /* × 10 ms until a file is gone */
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person;
  GBytes *container;
  char *message_id, *digest;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->message_id = zb_uuid_new (NOW);
  g_autofree char *package = zb_sample_package (fixture->node);
  fixture->container =
      zb_sample_message_for (fixture->person, package, fixture->message_id, NULL, NOW);
  fixture->digest = zb_digest_hex_of_bytes (fixture->container);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  g_bytes_unref (fixture->container);
  g_free (fixture->message_id);
  g_free (fixture->digest);
}

static char *
encode (const char *text)
{
  return g_base64_encode ((const guchar *)text, strlen (text));
}

static ZbFakeAnswer *
begin (Fixture *fixture, const char *sender, const char *id, guint64 length)
{
  g_autofree char *a = encode (sender);
  g_autofree char *b = encode (id);
  g_autofree char *c = encode (fixture->digest);
  g_autofree char *metadata = g_strdup_printf ("sender %s,message-id %s,digest %s", a, b, c);
  g_autofree char *size = g_strdup_printf ("%" G_GUINT64_FORMAT, length);
  const char *const headers[] = {"Tus-Resumable", "1.0.0", "Upload-Length", size, "Upload-Metadata",
                                 metadata,        NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = "/v1/uploads",
                                         .headers = headers,
                                         .person = fixture->person,
                                     });
}

/* Begins the fixture's message and returns its place. */
static char *
begin_message (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) answer =
      begin (fixture, UNIT, fixture->message_id, g_bytes_get_size (fixture->container));

  g_assert_cmpuint (answer->status, ==, 201);
  return g_strdup (zb_fake_answer_header (answer, "Location"));
}

static ZbFakeAnswer *
ask (Fixture *fixture, const char *method, const char *place)
{
  const char *const headers[] = {"Tus-Resumable", "1.0.0", NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = method,
                                         .path = place,
                                         .headers = headers,
                                         .person = fixture->person,
                                     });
}

static ZbFakeAnswer *
patch (Fixture *fixture, const char *place, guint64 offset, GBytes *chunk, const char *checksum)
{
  g_autofree char *at = g_strdup_printf ("%" G_GUINT64_FORMAT, offset);
  const char *const headers[] = {"Tus-Resumable",
                                 "1.0.0",
                                 "Content-Type",
                                 ZB_MIME_TUS_CHUNK,
                                 "Upload-Offset",
                                 at,
                                 checksum ? "Upload-Checksum" : NULL,
                                 checksum,
                                 NULL};

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "PATCH",
                                         .path = place,
                                         .headers = headers,
                                         .body = chunk,
                                         .person = fixture->person,
                                     });
}

static ZbFakeAnswer *
patch_part (Fixture *fixture, const char *place, gsize from, gsize to)
{
  g_autoptr (GBytes) chunk = g_bytes_new_from_bytes (fixture->container, from, to - from);

  return patch (fixture, place, from, chunk, NULL);
}

static void
test_takes_a_message_in_parts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autofree char *message = g_strdup_printf ("%s/%s", UNIT, fixture->message_id);
  g_autofree char *path = g_strconcat ("/v1/messages/", message, NULL);
  gsize size = g_bytes_get_size (fixture->container);

  g_autoptr (ZbFakeAnswer) first = patch_part (fixture, place, 0, 1000);
  g_assert_cmpuint (first->status, ==, 204);
  g_assert_cmpstr (zb_fake_answer_header (first, "Upload-Offset"), ==, "1000");
  g_assert_null (zb_fake_answer_header (first, "Zhibao-Message"));
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpstr (zb_fake_answer_header (head, "Upload-Offset"), ==, "1000");
  g_autoptr (ZbFakeAnswer) last = patch_part (fixture, place, 1000, size);
  g_assert_cmpuint (last->status, ==, 204);
  g_assert_cmpstr (zb_fake_answer_header (last, "Zhibao-Message"), ==, message);
  g_autoptr (ZbFakeAnswer) state = ask (fixture, "GET", path);
  g_assert_cmpuint (state->status, ==, 200);
  g_assert_nonnull (strstr (state->text, "\"state\":\"valid\""));
  g_assert_nonnull (strstr (state->text, "\"review\":\"submitted\""));
  g_autoptr (ZbFakeAnswer) gone = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (gone, 410, "upload-gone");
}

static void
test_beginning_again_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autoptr (ZbFakeAnswer) chunk = patch_part (fixture, place, 0, 700);
  g_autoptr (ZbFakeAnswer) again =
      begin (fixture, UNIT, fixture->message_id, g_bytes_get_size (fixture->container));

  g_assert_cmpuint (chunk->status, ==, 204);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_cmpstr (zb_fake_answer_header (again, "Location"), ==, place);
  g_assert_cmpstr (zb_fake_answer_header (again, "Upload-Offset"), ==, "700");
}

static void
test_outlives_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autoptr (ZbFakeAnswer) chunk = patch_part (fixture, place, 0, 700);

  g_assert_cmpuint (chunk->status, ==, 204);
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  g_autoptr (ZbFakeAnswer) last =
      patch_part (fixture, place, 700, g_bytes_get_size (fixture->container));
  g_assert_cmpuint (last->status, ==, 204);
  g_assert_nonnull (zb_fake_answer_header (last, "Zhibao-Message"));
}

static void
test_refuses_a_wrong_offset (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autoptr (ZbFakeAnswer) early = patch_part (fixture, place, 10, 20);
  g_autoptr (ZbFakeAnswer) first = patch_part (fixture, place, 0, 20);
  g_autoptr (ZbFakeAnswer) repeated = patch_part (fixture, place, 0, 20);

  zb_fake_assert_refused (early, 409, "wrong-offset");
  g_assert_cmpuint (first->status, ==, 204);
  zb_fake_assert_refused (repeated, 409, "wrong-offset");
}

static void
test_refuses_more_than_promised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) begun = begin (fixture, UNIT, ID, 100);
  const char *place = zb_fake_answer_header (begun, "Location");
  g_autoptr (ZbFakeAnswer) over = patch_part (fixture, place, 0, 101);

  zb_fake_assert_refused (over, 413, "too-large");
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  g_assert_cmpstr (zb_fake_answer_header (head, "Upload-Offset"), ==, "0");
}

static void
test_checks_the_checksum (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autoptr (GBytes) chunk = g_bytes_new_static ("abc", 3);
  g_autoptr (ZbFakeAnswer) wrong =
      patch (fixture, place, 0, chunk, "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J4=");
  g_autoptr (ZbFakeAnswer) unknown =
      patch (fixture, place, 0, chunk, "md5 kAFQmDzST7DWlj99KOF/cg==");
  g_autoptr (ZbFakeAnswer) right =
      patch (fixture, place, 0, chunk, "sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");

  zb_fake_assert_refused (wrong, 460, "bad-checksum");
  zb_fake_assert_refused (unknown, 400, "bad-argument");
  g_assert_cmpuint (right->status, ==, 204);
  g_assert_cmpstr (zb_fake_answer_header (right, "Upload-Offset"), ==, "3");
}

static void
test_refuses_other_bytes_than_promised (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) begun = begin (fixture, UNIT, ID, 3);
  const char *place = zb_fake_answer_header (begun, "Location");
  g_autoptr (GBytes) chunk = g_bytes_new_static ("abc", 3);
  g_autoptr (ZbFakeAnswer) answer = patch (fixture, place, 0, chunk, NULL);

  zb_fake_assert_refused (answer, 422, "wrong-digest");
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (head, 410, "upload-gone");
}

/* What the store knows of, and the disk does not: begun anew, as often as it takes. */
static void
test_lost_bytes_are_begun_anew (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autofree char *id = g_path_get_basename (place);
  g_autofree char *file =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_SPOOL, id, NULL);
  gsize size = g_bytes_get_size (fixture->container);

  g_assert_cmpint (g_unlink (file), ==, 0);
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (head, 410, "upload-gone");
  g_autoptr (ZbFakeAnswer) lost = patch_part (fixture, place, 0, size);
  zb_fake_assert_refused (lost, 410, "upload-gone");
  g_autofree char *again = begin_message (fixture);
  g_assert_cmpstr (again, !=, place);
  g_autoptr (ZbFakeAnswer) whole = patch_part (fixture, again, 0, size);
  g_assert_cmpuint (whole->status, ==, 204);
  g_assert_nonnull (zb_fake_answer_header (whole, "Zhibao-Message"));
}

static void
test_length_at_the_limit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) at = begin (fixture, UNIT, ID, ZB_PROTOCOL_MAX_CONTAINER);
  g_autoptr (ZbFakeAnswer) over = begin (fixture, UNIT, ID, ZB_PROTOCOL_MAX_CONTAINER + 1);
  g_autoptr (ZbFakeAnswer) none = begin (fixture, UNIT, ID, 0);

  g_assert_cmpuint (at->status, ==, 201);
  zb_fake_assert_refused (over, 413, "too-large");
  zb_fake_assert_refused (none, 400, "bad-argument");
}

static void
test_quota_of_a_sender (Fixture *fixture, gconstpointer data)
{
  const guint fitting = 64 * 1024 * 1024 / ZB_PROTOCOL_MAX_CONTAINER;

  for (guint i = 0; i < fitting; i++) {
    g_autofree char *id = zb_uuid_new (NOW + i);
    g_autoptr (ZbFakeAnswer) answer = begin (fixture, UNIT, id, ZB_PROTOCOL_MAX_CONTAINER);
    g_assert_cmpuint (answer->status, ==, 201);
  }
  g_autoptr (ZbFakeAnswer) over = begin (fixture, UNIT, ID, 1);
  zb_fake_assert_refused (over, 507, "quota");
}

typedef struct {
  Fixture *fixture;
  int *made;
} Beginner;

static gpointer
begin_thread (gpointer data)
{
  const Beginner *beginner = data;
  g_autofree char *id = zb_uuid_new (NOW);
  g_autoptr (ZbFakeAnswer) answer = begin (beginner->fixture, UNIT, id, ZB_PROTOCOL_MAX_CONTAINER);

  if (answer->status == 201)
    g_atomic_int_inc (beginner->made);
  else
    zb_fake_assert_refused (answer, 507, "quota");
  return NULL;
}

static void
test_quota_of_many_at_once (Fixture *fixture, gconstpointer data)
{
  const int fitting = 64 * 1024 * 1024 / ZB_PROTOCOL_MAX_CONTAINER;
  int made = 0;
  Beginner beginner = {fixture, &made};
  GThread *threads[24];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("beginner", begin_thread, &beginner);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (made, ==, fitting);
}

static void
test_only_for_whom_it_may_deliver (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) unknown = begin (fixture, "91350213MA3BWYA54F", ID, 10);

  zb_fake_assert_refused (unknown, 422, "unknown-unit");
  zb_test_node_add_unit (fixture->node, "91350213MA3BWYA54F", "厦门澄屿锂新能源", NULL, NULL);
  g_autoptr (ZbFakeAnswer) stranger = begin (fixture, "91350213MA3BWYA54F", ID, 10);
  zb_fake_assert_refused (stranger, 403, "wrong-carrier");
}

static void
test_is_its_beginners (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  ZbTestPerson *beginner = fixture->person;

  fixture->person =
      zb_test_node_add_enterprise (fixture->node, "91350213MA3BWYA54F", "厦门澄屿锂新能源");
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (head, 404, "not-found");
  g_autoptr (ZbFakeAnswer) end = ask (fixture, "DELETE", place);
  zb_fake_assert_refused (end, 404, "not-found");
  zb_test_person_free (fixture->person);
  fixture->person = beginner;
}

static void
test_ends_when_told (Fixture *fixture, gconstpointer data)
{
  g_autofree char *place = begin_message (fixture);
  g_autoptr (ZbFakeAnswer) end = ask (fixture, "DELETE", place);

  g_assert_cmpuint (end->status, ==, 204);
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (head, 410, "upload-gone");
  g_autofree char *anew = begin_message (fixture);
  g_assert_cmpstr (anew, !=, place);
}

static guint
count_spool (Fixture *fixture)
{
  g_autofree char *folder = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_SPOOL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
test_expires (Fixture *fixture, gconstpointer data)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autofree char *place = begin_message (fixture);
  g_autoptr (GError) error = NULL;

  fixture->now = NOW + 24 * HOUR - 1;
  zb_authority_renew_crl (service->authority, fixture->now, &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) still = ask (fixture, "HEAD", place);
  g_assert_cmpuint (still->status, ==, 200);
  g_assert_cmpuint (count_spool (fixture), ==, 1);
  fixture->now = NOW + 24 * HOUR + 1;
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  zb_fake_assert_refused (head, 410, "upload-gone");
  zb_upload_sweep (service, fixture->now, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < PATIENCE && count_spool (fixture) > 0; i++)
    g_usleep (10000);
  g_assert_cmpuint (count_spool (fixture), ==, 0);
}

static void
test_sweeps_what_a_crash_left (Fixture *fixture, gconstpointer data)
{
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autofree char *place = begin_message (fixture);
  g_autofree char *orphan = zb_spool_new_id ();
  g_autoptr (GError) error = NULL;

  zb_spool_make (service->spool, orphan, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_spool (fixture), ==, 2);
  zb_upload_sweep (service, fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_spool (fixture), ==, 1);
  g_autoptr (ZbFakeAnswer) head = ask (fixture, "HEAD", place);
  g_assert_cmpuint (head->status, ==, 200);
}

static void
test_wants_the_version (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                                                    .method = "POST",
                                                                    .path = "/v1/uploads",
                                                                    .person = fixture->person,
                                                                });

  zb_fake_assert_refused (answer, 412, "wrong-version");
  g_assert_cmpstr (zb_fake_answer_header (answer, "Tus-Version"), ==, "1.0.0");
}

static void
test_tells_what_it_can (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "OPTIONS", .path = "/v1/uploads"});

  g_assert_cmpuint (answer->status, ==, 204);
  g_assert_cmpstr (zb_fake_answer_header (answer, "Tus-Extension"), ==,
                   "creation,checksum,expiration,termination");
  g_assert_cmpstr (zb_fake_answer_header (answer, "Tus-Max-Size"), ==, "8388608");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/upload-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("takes-a-message-in-parts", test_takes_a_message_in_parts);
  ADD ("beginning-again-goes-on", test_beginning_again_goes_on);
  ADD ("outlives-a-restart", test_outlives_a_restart);
  ADD ("refuses-a-wrong-offset", test_refuses_a_wrong_offset);
  ADD ("refuses-more-than-promised", test_refuses_more_than_promised);
  ADD ("checks-the-checksum", test_checks_the_checksum);
  ADD ("refuses-other-bytes-than-promised", test_refuses_other_bytes_than_promised);
  ADD ("lost-bytes-are-begun-anew", test_lost_bytes_are_begun_anew);
  ADD ("length-at-the-limit", test_length_at_the_limit);
  ADD ("quota-of-a-sender", test_quota_of_a_sender);
  ADD ("quota-of-many-at-once", test_quota_of_many_at_once);
  ADD ("only-for-whom-it-may-deliver", test_only_for_whom_it_may_deliver);
  ADD ("is-its-beginners", test_is_its_beginners);
  ADD ("ends-when-told", test_ends_when_told);
  ADD ("expires", test_expires);
  ADD ("sweeps-what-a-crash-left", test_sweeps_what_a_crash_left);
  ADD ("wants-the-version", test_wants_the_version);
  ADD ("tells-what-it-can", test_tells_what_it_can);
  return g_test_run ();
}
