/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#define UNIT "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *city;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "city", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});
  g_assert_cmpuint (answer->status, ==, 201);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

static void
test_ids_are_digits (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {"1x",  "+1", "%201", "1.0",
                                      "0x1", "1;", "-1",   "99999999999999999999"};
  g_autoptr (ZbFakeAnswer) right =
      zb_fake_get (fixture->node, fixture->person, "/v1/reports/1", NULL);

  g_assert_cmpuint (right->status, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *path = g_strconcat ("/v1/reports/", wrong[i], NULL);
    g_autofree char *inner = g_strconcat (path, "/findings", NULL);
    g_autoptr (ZbFakeAnswer) outside = zb_fake_get (fixture->node, fixture->person, path, NULL);
    g_autoptr (ZbFakeAnswer) below = zb_fake_get (fixture->node, fixture->person, inner, NULL);

    zb_fake_assert_refused (outside, 404, "not-found");
    zb_fake_assert_refused (below, 404, "not-found");
  }
}

static void
test_cursors_are_digits (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = {"/v1/queue", "/v1/register"};
  static const char *const right[] = {"tenant", "s1", "cursor", "0", NULL};
  static const char *const wrong[] = {"tenant", "s1", "cursor", "0 or 1", NULL};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (ZbFakeAnswer) taken = zb_fake_get (fixture->node, fixture->city, places[i], right);
    g_autoptr (ZbFakeAnswer) refused = zb_fake_get (fixture->node, fixture->city, places[i], wrong);

    g_assert_cmpuint (taken->status, ==, 200);
    zb_fake_assert_refused (refused, 400, "bad-argument");
  }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/report-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ids-are-digits", test_ids_are_digits);
  ADD ("cursors-are-digits", test_cursors_are_digits);
  return g_test_run ();
}
