/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/api.h"
#include "server/api/authorisation.h"
#include "server/api/route.h"
#include "tests/support/fake-request.h"
#include "tests/support/raw-tls.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

static const struct {
  const char *name; /* NULL: without a certificate; "": an enterprise */
  ZbRole role;
} callers[] = {
    {NULL, ZB_ROLE_PUBLIC}, {"", ZB_ROLE_ENTERPRISE}, {"district", ZB_ROLE_DISTRICT},
    {"city", ZB_ROLE_CITY}, {"admin", ZB_ROLE_ADMIN}, {"auditor", ZB_ROLE_AUDITOR},
};

/* "/v1/reports/{id}" with something in the braces. */
static char *
path_for (const char *pattern)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (const char *c = pattern; *c; c++)
    if (*c == '{') {
      g_string_append_c (path, '1');
      c = strchr (c, '}');
    } else {
      g_string_append_c (path, *c);
    }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static ZbTestPerson *
make_caller (ZbTestNode *node, guint i)
{
  g_autofree char *invitation = NULL;

  if (!callers[i].name)
    return NULL;
  if (!*callers[i].name)
    return zb_test_node_add_enterprise (node, UNIT, "厦门屿曜芯集成电路");
  invitation = zb_test_node_invite_staff (node, callers[i].name, callers[i].name, "s1",
                                          callers[i].role == ZB_ROLE_DISTRICT ? "350213" : NULL);
  return zb_test_node_enrol (node, invitation, NULL);
}

static void
refuse_on_all_routes (ZbTestNode *node, const ZbTestPerson *person, ZbRole role, guint *refused)
{
  for (const ZbRoute *route = zb_routes; route->method; route++) {
    g_autofree char *path = path_for (route->pattern);
    g_autoptr (ZbFakeAnswer) answer = NULL;

    if (route->roles & (role | ZB_ROLE_PUBLIC))
      continue;
    g_test_message ("%s %s", route->method, route->pattern);
    /* What would bring a body is refused before it comes. */
    answer = zb_fake_ask (node, &(ZbFakeRequest){.method = route->method,
                                                 .path = path,
                                                 .person = person,
                                                 .head = route->max_body > 0});
    zb_fake_assert_refused (answer, person ? 403 : 401,
                            person ? "forbidden" : "certificate-needed");
    (*refused)++;
  }
}

static void
test_refuses_every_wrong_role (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);
  guint refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (callers); i++) {
    g_autoptr (ZbTestPerson) person = make_caller (node, i);
    refuse_on_all_routes (node, person, callers[i].role, &refused);
  }
  g_assert_cmpuint (refused, >, 50);
}

static void
assert_admitted (ZbTestNode *node, const ZbTestPerson *person, ZbRole role)
{
  for (const ZbRoute *route = zb_routes; route->method; route++) {
    g_autofree char *path = path_for (route->pattern);
    g_autoptr (ZbFakeAnswer) answer = NULL;

    if (!(route->roles & role) || route->max_body == 0)
      continue;
    g_test_message ("%s %s", route->method, route->pattern);
    answer = zb_fake_ask (
        node,
        &(ZbFakeRequest){.method = route->method, .path = path, .person = person, .head = TRUE});
    g_assert_cmpuint (answer->status, ==, 100);
  }
}

static void
test_admits_bodies_of_the_right_role (void)
{
  gint64 now = NOW;
  g_autoptr (ZbTestNode) node = zb_test_node_new_at (&now);

  for (guint i = 0; i < G_N_ELEMENTS (callers); i++) {
    g_autoptr (ZbTestPerson) person = make_caller (node, i);
    assert_admitted (node, person, callers[i].role);
  }
}

/* Over the network, without a certificate: the answer is there while not one byte of
 * the eight megabytes was sent. */
static void
test_refuses_before_the_body (void)
{
  g_autoptr (ZbTestNode) node = zb_test_node_new ();
  const char *head = "POST /v1/register/imports HTTP/1.1\r\nHost: a\r\n"
                     "Content-Length: 8388608\r\n\r\n";
  ZbRawTls *tls = zb_raw_tls_connect (zb_node_port (zb_test_node_get (node)));
  gboolean closed = FALSE;

  g_assert_true (zb_raw_tls_send (tls, head, strlen (head)));
  g_autofree char *answer = zb_raw_tls_read (tls, 10 * 1000, &closed);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 401 "));
  g_assert_nonnull (strstr (answer, "certificate-needed"));
  g_assert_true (closed);
  zb_raw_tls_free (tls);
}

/* Each route names its roles and its limit: what brings a body states how much. */
static void
test_table_is_whole (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (const ZbRoute *route = zb_routes; route->method; route++) {
    gboolean brings = strcmp (route->method, "POST") == 0 || strcmp (route->method, "PATCH") == 0;
    gboolean empty = strcmp (route->pattern, "/v1/uploads") == 0;

    g_test_message ("%s %s", route->method, route->pattern);
    g_assert_cmpuint (route->roles, !=, 0);
    g_assert_nonnull (route->handle);
    g_assert_cmpint (route->max_body > 0, ==, brings && !empty);
    g_assert_true (g_hash_table_add (seen, g_strconcat (route->method, " ", route->pattern, NULL)));
  }
}

static void
test_body_limit_is_the_routes (void)
{
  g_assert_cmpuint (zb_api_body_limit ("POST", "/v1/messages"), ==, 256 * 1024);
  g_assert_cmpuint (zb_api_body_limit ("PATCH", "/v1/uploads/1"), ==, 1024 * 1024);
  g_assert_cmpuint (zb_api_body_limit ("GET", "/v1/messages"), ==, 0);
  g_assert_cmpuint (zb_api_body_limit ("POST", "/v1/nothing"), ==, 0);
}

static void
test_finds_by_parts (void)
{
  char *parts[ZB_CALL_MAX_PARTS] = {0};
  gboolean known = FALSE;
  const ZbRoute *route =
      zb_route_find (zb_routes, "GET", "/v1/messages/a/b/receipts/2", parts, &known);

  g_assert_nonnull (route);
  g_assert_cmpstr (parts[0], ==, "a");
  g_assert_cmpstr (parts[1], ==, "b");
  g_assert_cmpstr (parts[2], ==, "2");
  for (guint i = 0; i < ZB_CALL_MAX_PARTS; i++)
    g_free (parts[i]);
  g_assert_null (zb_route_find (zb_routes, "GET", "/v1/messages/a/", NULL, &known));
  g_assert_false (known);
  g_assert_null (zb_route_find (zb_routes, "DELETE", "/v1/messages", NULL, &known));
  g_assert_true (known);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/routes/refuses-every-wrong-role", test_refuses_every_wrong_role);
  g_test_add_func ("/server/routes/admits-bodies-of-the-right-role",
                   test_admits_bodies_of_the_right_role);
  g_test_add_func ("/server/routes/refuses-before-the-body", test_refuses_before_the_body);
  g_test_add_func ("/server/routes/table-is-whole", test_table_is_whole);
  g_test_add_func ("/server/routes/body-limit-is-the-routes", test_body_limit_is_the_routes);
  g_test_add_func ("/server/routes/finds-by-parts", test_finds_by_parts);
  return g_test_run ();
}
