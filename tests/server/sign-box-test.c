/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/sign-box.h"

#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "forms/signing-role.h"
#include "server/store/unit.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define NOW (G_GINT64_CONSTANT (1720152000) * G_TIME_SPAN_SECOND) /* 2024-07-05 */

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *preparer, *reviewer, *legal, *stranger;
  char *message_id;
  GBytes *first; /* signed by the preparer */
} World;

static ZbTestPerson *
enrol (World *world, const char *name)
{
  g_autofree char *invitation = zb_test_node_invite_unit (world->node, UNIT);

  return zb_test_node_enrol (world->node, invitation, name);
}

static GBytes *
sign (World *world, GBytes *container, const ZbTestPerson *person, const char *roles)
{
  g_autoptr (GError) error = NULL;
  GBytes *more = zb_container_sign_as (container, person->signer, roles, world->now, TRUE, &error);

  g_assert_no_error (error);
  return more;
}

/* The sample's bodies, signed by its preparer as such. */
static GBytes *
make_first (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *package = zb_sample_package (world->node);
  g_autoptr (GBytes) whole =
      zb_sample_message_for (world->preparer, package, world->message_id, NULL, world->now);
  g_autoptr (ZbContainer) container = zb_container_open ("sample", whole, &error);
  g_assert_no_error (error);
  GBytes *body = zb_container_body (container, 0);
  g_autoptr (GBytes) bare = zb_container_build (zb_container_envelope (container), &body, &error);

  g_assert_no_error (error);
  return sign (world, bare, world->preparer, "preparer");
}

static void
set_up (World *world, gconstpointer data)
{
  world->now = NOW;
  world->node = zb_test_node_new_at (&world->now);
  world->preparer = zb_test_node_add_enterprise (world->node, UNIT, "厦门屿曜芯集成电路");
  world->reviewer = enrol (world, "李四");
  world->legal = enrol (world, "赵建国");
  world->stranger = zb_test_node_add_enterprise (world->node, OTHER, "厦门他家公司");
  zb_test_node_open_period (world->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  world->message_id = zb_uuid_new (NOW);
  world->first = make_first (world);
}

static void
tear_down (World *world, gconstpointer data)
{
  g_bytes_unref (world->first);
  g_free (world->message_id);
  zb_test_person_free (world->stranger);
  zb_test_person_free (world->legal);
  zb_test_person_free (world->reviewer);
  zb_test_person_free (world->preparer);
  zb_test_node_free (world->node);
}

static ZbFakeAnswer *
post (World *world, const ZbTestPerson *person, const char *path, GBytes *container)
{
  const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const ZbFakeRequest request = {
      .method = "POST", .path = path, .headers = headers, .body = container, .person = person};

  return zb_fake_ask (world->node, &request);
}

static void
check_put (World *world, const ZbTestPerson *person, GBytes *container, guint status)
{
  g_autoptr (ZbFakeAnswer) answer = post (world, person, "/v1/cosign", container);

  if (answer->status != status)
    g_error ("%u %s", answer->status, answer->text);
}

static void
check_refused (
    World *world, const ZbTestPerson *person, GBytes *container, guint status, const char *code)
{
  g_autoptr (ZbFakeAnswer) answer = post (world, person, "/v1/cosign", container);

  zb_fake_assert_refused (answer, status, code);
}

static ZbFakeAnswer *
get (World *world, const ZbTestPerson *person, const char *unit)
{
  g_autofree char *path = g_strconcat ("/v1/cosign/", world->message_id, NULL);
  const char *const query[] = {"unit", unit, NULL};

  return zb_fake_get (world->node, person, path, query);
}

/* How many the unit's list @name has. */
static guint
count (World *world, const ZbTestPerson *person, const char *unit, const char *name)
{
  const char *const query[] = {"unit", unit, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (world->node, person, "/v1/cosign", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 200);
  return zb_json_length (zb_json_get (json, name));
}

/* "return" or "end". */
static ZbFakeAnswer *
act (World *world, const ZbTestPerson *person, const char *what, const char *json)
{
  g_autofree char *path = g_strdup_printf ("/v1/cosign/%s/%s", world->message_id, what);
  const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};
  const char *const query[] = {"unit", UNIT, NULL};
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  return zb_fake_ask (world->node, &(ZbFakeRequest){.method = "POST",
                                                    .path = path,
                                                    .headers = headers,
                                                    .query = query,
                                                    .body = body,
                                                    .person = person});
}

static void
test_hands_on_to_the_next (World *world, gconstpointer data)
{
  check_put (world, world->preparer, world->first, 201);
  check_put (world, world->preparer, world->first, 200);
  g_assert_cmpuint (count (world, world->reviewer, UNIT, "waiting"), ==, 1);
  g_autoptr (ZbFakeAnswer) found = get (world, world->reviewer, UNIT);
  g_assert_cmpuint (found->status, ==, 200);
  g_assert_cmpmem (found->text, found->length, g_bytes_get_data (world->first, NULL),
                   g_bytes_get_size (world->first));
  g_autoptr (GBytes) second = sign (world, world->first, world->reviewer, "reviewer");
  check_put (world, world->reviewer, second, 201);
  g_autoptr (ZbFakeAnswer) further = get (world, world->legal, UNIT);
  g_assert_cmpuint (further->length, ==, g_bytes_get_size (second));
}

static void
test_another_unit_sees_nothing (World *world, gconstpointer data)
{
  check_put (world, world->preparer, world->first, 201);
  g_assert_cmpuint (count (world, world->stranger, OTHER, "waiting"), ==, 0);
  g_autoptr (ZbFakeAnswer) as_him = get (world, world->stranger, UNIT);
  zb_fake_assert_refused (as_him, 403, "wrong-carrier");
  g_autoptr (ZbFakeAnswer) as_himself = get (world, world->stranger, OTHER);
  zb_fake_assert_refused (as_himself, 404, "not-found");
  g_autoptr (ZbFakeAnswer) end = act (world, world->stranger, "end", "{}");
  zb_fake_assert_refused (end, 403, "wrong-carrier");
  check_refused (world, world->stranger, world->first, 403, "wrong-carrier");
}

/* All have signed, one byte is another, or it is no container. How large it may be is the route's.
 */
static void
test_takes_only_what_waits (World *world, gconstpointer data)
{
  g_autoptr (GBytes) all = sign (world, world->first, world->legal, "reviewer legal-signer");
  gsize length = 0;
  gconstpointer bytes = g_bytes_get_data (world->first, &length);
  g_autofree char *changed = g_memdup2 (bytes, length);
  char *at = memmem (changed, length, "<report ", strlen ("<report "));
  g_autoptr (GBytes) other = g_bytes_new_static ("other", strlen ("other"));

  check_refused (world, world->legal, all, 409, "all-signed");
  g_assert_nonnull (at);
  at[60] ^= 1;
  g_autoptr (GBytes) forged = g_bytes_new (changed, length);
  check_refused (world, world->preparer, forged, 422, "bad-container");
  check_refused (world, world->preparer, other, 422, "bad-container");
  g_assert_cmpuint (count (world, world->preparer, UNIT, "waiting"), ==, 0);
}

typedef struct {
  World *world;
  const ZbTestPerson *person;
  GBytes *container;
  guint status;
} Rival;

static gpointer
put_cb (gpointer data)
{
  Rival *rival = data;
  g_autoptr (ZbFakeAnswer) answer =
      post (rival->world, rival->person, "/v1/cosign", rival->container);

  rival->status = answer->status;
  return NULL;
}

/* Both sign as reviewer at once: one is in the box, the other is told to fetch it. */
static void
test_of_two_at_once_one_is_first (World *world, gconstpointer data)
{
  g_autoptr (GBytes) his = sign (world, world->first, world->reviewer, "reviewer");
  g_autoptr (GBytes) hers = sign (world, world->first, world->legal, "reviewer");
  Rival rivals[] = {{world, world->reviewer, his, 0}, {world, world->legal, hers, 0}};
  GThread *threads[G_N_ELEMENTS (rivals)];

  check_put (world, world->preparer, world->first, 201);
  for (gsize i = 0; i < G_N_ELEMENTS (rivals); i++)
    threads[i] = g_thread_new ("rival", put_cb, &rivals[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (rivals); i++)
    g_thread_join (threads[i]);
  gboolean one = rivals[0].status == 201 && rivals[1].status == 412;
  gboolean two = rivals[0].status == 412 && rivals[1].status == 201;
  g_assert_true (one || two);
  g_autoptr (ZbFakeAnswer) found = get (world, world->preparer, UNIT);
  g_autofree char *kept = zb_digest_hex_of (found->text, found->length);
  g_autofree char *first = zb_digest_hex_of_bytes (one ? his : hers);
  g_assert_cmpstr (kept, ==, first);
  check_refused (world, world->preparer, world->first, 412, "stale");
}

static void
test_comes_back_with_a_remark (World *world, gconstpointer data)
{
  static const struct {
    const char *json;
    guint status;
  } cases[] = {{"{}", 400}, {"{\"remark\":\"\"}", 400}, {"{\"remark\":\"请核对用电量\"}", 204}};
  const char *const query[] = {"unit", UNIT, NULL};

  check_put (world, world->preparer, world->first, 201);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbFakeAnswer) answer = act (world, world->reviewer, "return", cases[i].json);
    g_assert_cmpuint (answer->status, ==, cases[i].status);
  }
  for (guint over = 0; over <= 1; over++) {
    g_autofree char *remark = g_strnfill (500 + over, 'x');
    g_autofree char *json = g_strdup_printf ("{\"remark\":\"%s\"}", remark);
    g_autoptr (ZbFakeAnswer) answer = act (world, world->legal, "return", json);
    g_assert_cmpuint (answer->status, ==, over ? 400 : 204);
  }
  g_autoptr (ZbFakeAnswer) list = zb_fake_get (world->node, world->preparer, "/v1/cosign", query);
  g_assert_nonnull (strstr (list->text, "\"remark_by\":\"赵建国\""));
}

static ZbBoxed *
read_boxed (World *world)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (zb_test_node_store (world->node), UNIT, "2024-07-05", &error);
  g_assert_no_error (error);
  ZbBoxed *boxed = zb_store_read_boxed (zb_test_node_store (world->node), unit->id,
                                        world->message_id, world->now, &error);
  g_assert_no_error (error);
  return boxed;
}

/* By which verify holds the container. */
static void
check_digest (World *world)
{
  g_autoptr (ZbBoxed) boxed = read_boxed (world);
  g_autofree char *digest = zb_digest_hex_of_bytes (boxed->container);

  g_assert_cmpuint (g_bytes_get_size (boxed->container), ==, 0);
  g_assert_cmpstr (boxed->digest, ==, digest);
}

static void
test_who_has_it_learns_that_it_was_taken_back (World *world, gconstpointer data)
{
  g_autoptr (GBytes) second = sign (world, world->first, world->reviewer, "reviewer");
  const char *const query[] = {"unit", UNIT, NULL};

  check_put (world, world->preparer, world->first, 201);
  g_autoptr (ZbFakeAnswer) taken = act (world, world->preparer, "end", "{}");
  g_assert_cmpuint (taken->status, ==, 204);
  g_assert_cmpuint (count (world, world->reviewer, UNIT, "waiting"), ==, 0);
  g_assert_cmpuint (count (world, world->reviewer, UNIT, "taken_back"), ==, 1);
  g_autoptr (ZbFakeAnswer) list = zb_fake_get (world->node, world->legal, "/v1/cosign", query);
  g_autofree char *by = g_strdup_printf ("\"by\":\"%s\"", world->preparer->name);
  g_assert_nonnull (strstr (list->text, by));
  g_autoptr (ZbFakeAnswer) gone = get (world, world->reviewer, UNIT);
  zb_fake_assert_refused (gone, 412, "stale");
  check_refused (world, world->reviewer, second, 412, "stale");
  g_autoptr (ZbFakeAnswer) remark = act (world, world->reviewer, "return", "{\"remark\":\"x\"}");
  zb_fake_assert_refused (remark, 412, "stale");
  check_digest (world);
}

static void
test_ends_with_the_message (World *world, gconstpointer data)
{
  g_autoptr (GBytes) all = sign (world, world->first, world->legal, "reviewer legal-signer");

  check_put (world, world->preparer, world->first, 201);
  g_autoptr (ZbFakeAnswer) sent = post (world, world->legal, "/v1/messages", all);
  g_assert_cmpuint (sent->status, ==, 201);
  g_assert_cmpuint (count (world, world->preparer, UNIT, "waiting"), ==, 0);
  check_refused (world, world->preparer, world->first, 409, "exists");
}

static void
test_is_kept_for_thirty_days (World *world, gconstpointer data)
{
  check_put (world, world->preparer, world->first, 201);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbBoxed) boxed = read_boxed (world);

  g_assert_cmpint (boxed->expires, <=, world->now + 30 * G_TIME_SPAN_DAY);
  for (guint over = 0; over <= 1; over++) {
    g_autoptr (GPtrArray) list = zb_store_list_boxed (zb_test_node_store (world->node), boxed->unit,
                                                      boxed->expires + over, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (list->len, ==, 1 - over);
  }
}

/* Puts @size bytes under a number of their own. */
static gboolean
fill (World *world, gint64 unit, guint number, gsize size, guint most, gsize most_bytes, GError **e)
{
  g_autofree char *id = g_strdup_printf ("message-%u", number);
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GBytes) container = g_bytes_new (text, size);
  ZbBoxed boxed = {.unit = unit,
                   .message_id = id,
                   .tenant = (char *)"s1",
                   .form = (char *)ZB_SAMPLE_FORM,
                   .period = (char *)ZB_SAMPLE_PERIOD,
                   .digest = id,
                   .container = container,
                   .signed_by = 1,
                   .missing = ZB_SIGNING_REVIEWER,
                   .person = (char *)"王小明",
                   .deposited = world->now,
                   .expires = world->now + G_TIME_SPAN_DAY};
  const ZbBoxing boxing = {.boxed = &boxed, .sender = UNIT, .most = most, .most_bytes = most_bytes};
  const ZbAct act = {.kind = ZB_ACT_SIGN_BOX, .what = &boxing, .time = world->now, .who = "test"};
  ZbActResult result = {0};
  gboolean done = zb_store_commit_one (zb_test_node_store (world->node), &act, &result, e);

  zb_act_result_clear (&result);
  return done;
}

static void
test_a_unit_has_so_much_room (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) many = NULL;
  g_autoptr (GError) large = NULL;
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (zb_test_node_store (world->node), UNIT, "2024-07-05", &error);
  g_assert_no_error (error);

  g_assert_true (fill (world, unit->id, 1, 10, 2, 30, &error));
  g_assert_true (fill (world, unit->id, 2, 20, 2, 30, &error));
  g_assert_no_error (error);
  g_assert_false (fill (world, unit->id, 3, 0, 2, 30, &many));
  g_assert_error (many, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA);
  g_assert_cmpstr (many->message, ==,
                   "message message-3 would be one too many that waits for signatures");
  g_assert_false (fill (world, unit->id, 3, 1, 3, 30, &large));
  g_assert_error (large, ZB_STORE_ERROR, ZB_STORE_ERROR_QUOTA);
  g_assert_cmpuint (count (world, world->preparer, UNIT, "waiting"), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/server/sign-box/" name, World, NULL, set_up, test, tear_down)
  ADD ("hands-on-to-the-next", test_hands_on_to_the_next);
  ADD ("another-unit-sees-nothing", test_another_unit_sees_nothing);
  ADD ("takes-only-what-waits", test_takes_only_what_waits);
  ADD ("of-two-at-once-one-is-first", test_of_two_at_once_one_is_first);
  ADD ("comes-back-with-a-remark", test_comes_back_with_a_remark);
  ADD ("who-has-it-learns-that-it-was-taken-back", test_who_has_it_learns_that_it_was_taken_back);
  ADD ("ends-with-the-message", test_ends_with_the_message);
  ADD ("is-kept-for-thirty-days", test_is_kept_for_thirty_days);
  ADD ("a-unit-has-so-much-room", test_a_unit_has_so_much_room);
  return g_test_run ();
}
