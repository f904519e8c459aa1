/* SPDX-License-Identifier: Apache-2.0 */
/* A store that has no room left: what was acknowledged is there, what was not is told so, and with
 * room again it goes on. */
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "server/store/submission.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <glib/gstdio.h>
#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define MEGABYTE (1024 * 1024)
/* Each message takes about 12 KB: what the room of a megabyte must be used up by. */
#define ENOUGH 400
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person;
  char *package;
  char *settings; /* as founded */
} Fixture;

/* Reopens with room for about @megabytes more than there is; 0: as the disk allows. */
static void
reopen_with (Fixture *fixture, guint megabytes)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_autofree char *store = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_STORE);
  GStatBuf status;

  zb_test_node_close (fixture->node);
  g_assert_cmpint (g_stat (store, &status), ==, 0);
  guint bound = megabytes ? (guint)(status.st_size / MEGABYTE) + 1 + megabytes : 0;
  g_autofree char *text =
      g_strdup_printf ("%s\n[store]\nmax-megabytes = %u\n", fixture->settings, bound);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  zb_test_node_open (fixture->node);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_assert_true (g_file_get_contents (path, &fixture->settings, NULL, NULL));
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  fixture->package = zb_sample_package (fixture->node);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
  g_free (fixture->package);
  g_free (fixture->settings);
}

static guint
post (Fixture *fixture, GBytes *container, char **ret_code)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                                                    .method = "POST",
                                                                    .path = "/v1/messages",
                                                                    .headers = headers,
                                                                    .body = container,
                                                                    .person = fixture->person,
                                                                });

  if (ret_code)
    *ret_code = zb_fake_answer_code (answer);
  return answer->status;
}

/* Sends corrections one after another until one is not taken; that one is left in @ret_refused. */
static GPtrArray *
send_until_full (Fixture *fixture, GBytes **ret_refused)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ENOUGH; i++) {
    const char *before = i > 0 ? taken->pdata[i - 1] : NULL;
    char *id = zb_uuid_new (NOW + i);
    g_autofree char *code = NULL;
    GBytes *container =
        zb_sample_message_for (fixture->person, fixture->package, id, before, fixture->now);
    guint status = post (fixture, container, &code);

    if (status == 201) {
      g_ptr_array_add (taken, id);
      g_bytes_unref (container);
      continue;
    }
    g_free (id);
    g_assert_cmpuint (status, ==, 507);
    g_assert_cmpstr (code, ==, "storage-full");
    *ret_refused = container;
    return taken;
  }
  g_error ("%d messages did not fill it", ENOUGH);
}

static void
test_keeps_what_it_acknowledged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) taken = NULL;
  g_autoptr (GBytes) refused = NULL;
  g_autoptr (GError) error = NULL;

  reopen_with (fixture, 1);
  taken = send_until_full (fixture, &refused);
  g_assert_cmpuint (taken->len, >, 10);
  zb_test_node_assert_kept (fixture->node, UNIT, taken);
  g_assert_cmpuint (post (fixture, refused, NULL), ==, 507);
  reopen_with (fixture, 0);
  zb_test_node_assert_kept (fixture->node, UNIT, taken);
  zb_store_check (zb_test_node_store (fixture->node), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (post (fixture, refused, NULL), ==, 201);
  g_assert_cmpuint (post (fixture, refused, NULL), ==, 200);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/full-store/keeps-what-it-acknowledged", Fixture, NULL, set_up,
              test_keeps_what_it_acknowledged, tear_down);
  return g_test_run ();
}
