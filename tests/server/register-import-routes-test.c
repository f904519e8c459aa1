/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/unit.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "9135020061202218XY"
#define KEY "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
#define TABLE "uscc,name\n" UNIT ",厦门鹭澜芯光电\n"
#define LATER "uscc,name\n" UNIT ",厦门鹭澜芯光电股份\n"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *admin;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->admin =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->admin);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
import (Fixture *fixture, const char *table, const char *key, const char *day)
{
  const char *const headers[] = {key ? "Idempotency-Key" : NULL, key, NULL};
  const char *const query[] = {day ? "day" : NULL, day, NULL};
  g_autoptr (GBytes) body = g_bytes_new_static (table, strlen (table));

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                      .path = "/v1/register/imports",
                                                      .headers = headers,
                                                      .query = query,
                                                      .body = body,
                                                      .person = fixture->admin});
}

static void
assert_name (Fixture *fixture, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit =
      zb_store_read_unit (zb_test_node_store (fixture->node), UNIT, "2024-07-05", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (zb_unit_attribute (unit, "name"), ==, name);
}

/* The answer to the first was lost; when it is asked again, another import has come in between. */
static void
test_twice_is_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) first = import (fixture, TABLE, KEY, NULL);
  g_autoptr (ZbFakeAnswer) between = import (fixture, LATER, NULL, NULL);
  g_autoptr (ZbFakeAnswer) again = import (fixture, TABLE, KEY, NULL);

  g_assert_cmpuint (first->status, ==, 200);
  g_assert_nonnull (strstr (first->text, "\"added\":1"));
  g_assert_cmpuint (between->status, ==, 200);
  g_assert_nonnull (strstr (between->text, "\"changed\":1"));
  g_assert_cmpstr (again->text, ==, first->text);
  assert_name (fixture, "厦门鹭澜芯光电股份");
}

static void
test_a_key_is_for_one_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) first = import (fixture, TABLE, KEY, NULL);
  g_autoptr (ZbFakeAnswer) table = import (fixture, LATER, KEY, NULL);
  g_autoptr (ZbFakeAnswer) day = import (fixture, TABLE, KEY, "2024-01-01");
  g_autoptr (ZbFakeAnswer) rubbish = import (fixture, TABLE, "1", NULL);

  g_assert_cmpuint (first->status, ==, 200);
  zb_fake_assert_refused (table, 409, "key-reused");
  zb_fake_assert_refused (day, 409, "key-reused");
  zb_fake_assert_refused (rubbish, 400, "bad-argument");
  assert_name (fixture, "厦门鹭澜芯光电");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/register-import-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("twice-is-once", test_twice_is_once);
  ADD ("a-key-is-for-one-request", test_a_key_is_for_one_request);
  return g_test_run ();
}
