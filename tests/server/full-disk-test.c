/* SPDX-License-Identifier: Apache-2.0 */
/* A real filesystem that runs full under a serving node: a small tmpfs of the test's own, where the
 * machine lets it be mounted. What was acknowledged is there, what was not is told so in plain
 * words, and once there is room again the same process goes on. */
#include "exchange/digest.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "server/store/submission.h"
#include "server/verify.h"
#include "tests/support/sample.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define UNIT "91350200MA2KUY1H08"
#define SIZE "size=96m"
#define SPARE (1536 * 1024) /* left free beside the ballast */
/* Each message takes about 12 KB of the store and as much of its journal. */
#define ENOUGH 400

typedef struct {
  ZbTestNode *node;
  ZbTestPerson *person;
  ZbHttpClient *client;
  char *package;
  char *ballast;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *place = data;

  fixture->node = zb_test_node_new ();
  g_assert_true (g_str_has_prefix (zb_test_node_dir (fixture->node), place));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->client = zb_test_node_connect (fixture->node, fixture->person);
  fixture->package = zb_sample_package (fixture->node);
  fixture->ballast = g_build_filename (place, "ballast", NULL);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_remove (fixture->ballast);
  zb_http_client_free (fixture->client);
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  g_free (fixture->package);
  g_free (fixture->ballast);
}

/* Takes all the room there is but @spare bytes. */
static void
load_ballast (Fixture *fixture, gsize spare)
{
  static const char zeros[64 * 1024];
  int file = g_open (fixture->ballast, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  gint64 size = 0;
  gssize n;

  g_assert_cmpint (file, >=, 0);
  while ((n = write (file, zeros, sizeof zeros)) > 0)
    size += n;
  g_assert_cmpint (errno, ==, ENOSPC);
  g_assert_cmpint (ftruncate (file, MAX (size - (gint64)spare, 0)), ==, 0);
  close (file);
}

/* A refusal for want of room, which says so. */
static void
assert_no_room (guint status, const char *text)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autoptr (ZbProblem) problem = zb_problem_read (body);

  g_test_message ("%u %s", status, text);
  g_assert_nonnull (problem);
  g_assert_true (status == 507 || status == 503);
  g_assert_cmpstr (problem->code, ==, status == 507 ? "storage-full" : "unavailable");
  g_assert_nonnull (problem->title_zh);
  /* Where the server keeps things is not for others to know. */
  g_assert_null (strstr (text, "/tmp/"));
}

static guint
post (Fixture *fixture, GBytes *container, char **ret_text)
{
  return zb_test_ask (fixture->client, "POST", "/v1/messages", ZB_MIME_ASICE, container, ret_text);
}

/* Sends corrections one after another until one is not taken; that one is left in @ret_refused. */
static GPtrArray *
send_until_full (Fixture *fixture, GBytes **ret_refused)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ENOUGH; i++) {
    gint64 now = zb_clock_now (&zb_clock_system);
    const char *before = i > 0 ? taken->pdata[i - 1] : NULL;
    char *id = zb_uuid_new (now);
    g_autofree char *text = NULL;
    GBytes *container = zb_sample_message_for (fixture->person, fixture->package, id, before, now);
    guint status = post (fixture, container, &text);

    if (status == 201) {
      g_ptr_array_add (taken, id);
      g_bytes_unref (container);
      continue;
    }
    g_free (id);
    assert_no_room (status, text);
    *ret_refused = container;
    return taken;
  }
  g_error ("%d messages did not fill it", ENOUGH);
}

static void
assert_stands (Fixture *fixture, guint messages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  g_assert_cmpuint (report->containers, ==, messages);
}

static void
test_reports_wait_for_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GBytes) refused = NULL;
  g_autofree char *again = NULL;

  load_ballast (fixture, SPARE);
  taken = send_until_full (fixture, &refused);
  g_assert_cmpuint (taken->len, >, 5);
  zb_test_node_assert_kept (fixture->node, UNIT, taken);
  guint status = post (fixture, refused, &again);
  assert_no_room (status, again);
  g_assert_cmpuint (zb_test_ask (fixture->client, "GET", "/v1/inbox", NULL, NULL, NULL), ==, 200);

  g_assert_cmpint (g_remove (fixture->ballast), ==, 0);
  zb_test_node_assert_kept (fixture->node, UNIT, taken);
  g_assert_cmpuint (post (fixture, refused, NULL), ==, 201);
  g_assert_cmpuint (post (fixture, refused, NULL), ==, 200);
  assert_stands (fixture, taken->len + 1);
}

/* Asks for an upload of @container. */
static guint
begin_upload (Fixture *fixture, GBytes *container, const char *id, char **ret_text)
{
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (container));
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  g_autofree char *sender64 = g_base64_encode ((const guchar *)UNIT, strlen (UNIT));
  g_autofree char *id64 = g_base64_encode ((const guchar *)id, strlen (id));
  g_autofree char *digest64 = g_base64_encode ((const guchar *)digest, strlen (digest));
  g_autofree char *metadata =
      g_strdup_printf ("sender %s,message-id %s,digest %s", sender64, id64, digest64);
  const char *const headers[] = {
      "Tus-Resumable", "1.0.0", "Upload-Length", length, "Upload-Metadata", metadata, NULL};
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  return zb_test_ask_with (fixture->client, "POST", "/v1/uploads", headers, nothing, ret_text);
}

/* An upload takes its room when it begins, so that it cannot fail half-way for want of it. */
static void
test_uploads_wait_for_room (Fixture *fixture, gconstpointer data)
{
  g_autofree guint8 *zeros = g_malloc0 (4 * 1024 * 1024);
  g_autoptr (GBytes) big = g_bytes_new (zeros, 4 * 1024 * 1024);
  g_autofree char *id = zb_uuid_new (zb_clock_now (&zb_clock_system));
  g_autofree char *text = NULL;

  load_ballast (fixture, SPARE);
  guint status = begin_upload (fixture, big, id, &text);
  assert_no_room (status, text);
  g_assert_cmpint (g_remove (fixture->ballast), ==, 0);
  g_assert_cmpuint (begin_upload (fixture, big, id, NULL), ==, 201);
}

/* A filesystem of the test's own, gone with its process. NULL, with the reason told, where that may
 * not be. (transfer full) */
static char *
mount_small (const char **ret_reason)
{
  /* GLib must not yet have made up its mind on where temporary files are. */
  g_autofree char *place = g_strdup ("/tmp/zhibao-full-XXXXXX");

  /* Before any thread is started: they all see the same mounts then. */
  if (!g_mkdtemp (place) || unshare (CLONE_NEWNS) != 0 ||
      mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
      mount ("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, SIZE) != 0) {
    *ret_reason = g_strerror (errno);
    g_rmdir (place);
    return NULL;
  }
  g_setenv ("TMPDIR", place, TRUE);
  return g_steal_pointer (&place);
}

static void
test_skipped (gconstpointer reason)
{
  g_autofree char *text =
      g_strdup_printf ("no small filesystem can be mounted: %s", (char *)reason);

  g_test_skip (text);
}

int
main (int argc, char **argv)
{
  const char *reason = NULL;
  g_autofree char *place = mount_small (&reason);

  g_test_init (&argc, &argv, NULL);
  signal (SIGPIPE, SIG_IGN);
  if (!place) {
    g_test_add_data_func ("/server/full-disk/skipped", reason, test_skipped);
    return g_test_run ();
  }
#define ADD(name, test)                                                                            \
  g_test_add ("/server/full-disk/" name, Fixture, place, set_up, test, tear_down)
  ADD ("reports-wait-for-room", test_reports_wait_for_room);
  ADD ("uploads-wait-for-room", test_uploads_wait_for_room);
  int status = g_test_run ();
  umount2 (place, MNT_DETACH);
  g_rmdir (place);
  return status;
}
