/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "formats/json.h"
#include "server/store/certificate.h"
#include "server/store/staff.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define KEY "01908f5e-4b1c-7d7a-9c3e-2f5a7b8c9d0e"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  const ZbService *service;
  ZbTestPerson *admin; /* of all systems */
  ZbTestPerson *s1;    /* administers s1 only */
  ZbTestPerson *city;  /* of s1 */
} Fixture;

static ZbTestPerson *
add_staff (Fixture *fixture, const char *person, const char *role)
{
  g_autofree char *invitation = zb_test_node_invite_staff (fixture->node, person, role, "s1", NULL);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->service = zb_node_service (zb_test_node_get (fixture->node));
  fixture->admin =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  fixture->s1 = add_staff (fixture, "s1-admin", "admin");
  fixture->city = add_staff (fixture, "lin", "city");
  zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", NULL, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->admin);
  zb_test_person_free (fixture->s1);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
post (Fixture *fixture,
      const ZbTestPerson *person,
      const char *path,
      const char *json,
      const char *key)
{
  const char *const headers[] = {"Content-Type", ZB_MIME_JSON, key ? "Idempotency-Key" : NULL, key,
                                 NULL};
  g_autoptr (GBytes) body = g_bytes_new (json, strlen (json));

  return zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                         .method = "POST",
                                         .path = path,
                                         .headers = headers,
                                         .body = body,
                                         .person = person,
                                     });
}

/* Asks, and has @second approve it. */
static ZbFakeAnswer *
invite (Fixture *fixture, const ZbTestPerson *first, const ZbTestPerson *second, const char *json)
{
  g_autoptr (ZbFakeAnswer) asked = post (fixture, first, "/v1/invitations", json, NULL);
  g_autoptr (ZbJson) told = zb_fake_answer_json (asked);
  g_autofree char *path = g_strdup_printf ("/v1/motions/%" G_GINT64_FORMAT "/approval",
                                           zb_json_integer (zb_json_get (told, "motion"), 0));

  g_assert_cmpuint (asked->status, ==, 202);
  return post (fixture, second, path, "{}", NULL);
}

/* The invitation in an answer, used. */
static ZbTestPerson *
enrol_by (Fixture *fixture, const ZbFakeAnswer *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbJson) json = zb_json_read ("answer", answer->text, answer->length, 1 << 20, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (answer->status, ==, 201);
  return zb_test_node_enrol (fixture->node, zb_json_get_string (json, "invitation"), NULL);
}

static void
test_city_invites_a_unit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer =
      invite (fixture, fixture->city, fixture->admin, "{\"unit\":\"" UNIT "\",\"days\":7}");
  g_autoptr (ZbTestPerson) person = enrol_by (fixture, answer);

  g_assert_cmpstr (person->unit, ==, UNIT);
}

static void
test_unknown_unit (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer =
      post (fixture, fixture->city, "/v1/invitations", "{\"unit\":\"91350213MA3BWYA54F\"}", NULL);

  zb_fake_assert_refused (answer, 422, "unknown-unit");
}

static void
test_days_at_the_limit (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *days;
    guint status;
  } cases[] = {{"0", 400}, {"1", 202}, {"90", 202}, {"91", 400}, {"-1", 400}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf ("{\"unit\":\"" UNIT "\",\"days\":%s}", cases[i].days);
    g_autoptr (ZbFakeAnswer) answer = post (fixture, fixture->city, "/v1/invitations", json, NULL);
    g_assert_cmpuint (answer->status, ==, cases[i].status);
  }
}

static void
test_a_code_is_shown_once (Fixture *fixture, gconstpointer data)
{
  static const char json[] = "{\"unit\":\"" UNIT "\"}", path[] = "/v1/motions/1/approval";
  g_autoptr (ZbFakeAnswer) first = post (fixture, fixture->city, "/v1/invitations", json, KEY);
  g_autoptr (ZbFakeAnswer) again = post (fixture, fixture->city, "/v1/invitations", json, KEY);
  g_autoptr (ZbFakeAnswer) other =
      post (fixture, fixture->city, "/v1/invitations", "{\"unit\":\"" UNIT "\",\"days\":2}", KEY);
  g_autoptr (ZbFakeAnswer) no_uuid = post (fixture, fixture->city, "/v1/invitations", json, "1");
  g_autoptr (ZbFakeAnswer) shown = post (fixture, fixture->admin, path, "{}", KEY);
  g_autoptr (ZbFakeAnswer) twice = post (fixture, fixture->admin, path, "{}", KEY);

  g_assert_cmpuint (first->status, ==, 202);
  g_assert_cmpstr (first->text, ==, again->text);
  zb_fake_assert_refused (other, 409, "key-reused");
  zb_fake_assert_refused (no_uuid, 400, "bad-argument");
  g_assert_cmpuint (shown->status, ==, 201);
  zb_fake_assert_refused (twice, 409, "code-shown-once");
}

#define STAFF(person, role, tenant)                                                                \
  "{\"staff\":\"" person "\",\"role\":\"" role "\",\"tenant\":\"" tenant                           \
  "\",\"areas\":[\"350203\"]}"

static void
test_admin_invites_staff (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer =
      invite (fixture, fixture->s1, fixture->admin, STAFF ("wang", "district", "s1"));
  g_autoptr (ZbTestPerson) person = enrol_by (fixture, answer);
  g_autoptr (GPtrArray) posts = zb_store_list_posts (fixture->service->store, "wang", NULL);
  const ZbStaff *one = posts->pdata[0];

  g_assert_null (person->unit);
  g_assert_cmpuint (posts->len, ==, 1);
  g_assert_cmpuint (one->level, ==, 1);
  g_assert_cmpstr (one->areas->pdata[0], ==, "350203");
}

static void
test_only_admins_invite_staff (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) by_city =
      post (fixture, fixture->city, "/v1/invitations", STAFF ("wang", "district", "s1"), NULL);
  g_autoptr (ZbFakeAnswer) elsewhere =
      post (fixture, fixture->s1, "/v1/invitations", STAFF ("wang", "district", "s2"), NULL);

  zb_fake_assert_refused (by_city, 403, "forbidden");
  zb_fake_assert_refused (elsewhere, 403, "forbidden");
}

/* Whoever administers one system must not get at those who work in another: a second certificate
 * under their name would have all their posts. */
static void
test_nobody_becomes_another (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) answer =
      post (fixture, fixture->s1, "/v1/invitations", STAFF ("admin", "auditor", "s1"), NULL);
  g_autoptr (GPtrArray) posts = zb_store_list_posts (fixture->service->store, "admin", NULL);

  zb_fake_assert_refused (answer, 403, "forbidden");
  for (guint i = 0; i < posts->len; i++)
    g_assert_cmpstr (((const ZbStaff *)posts->pdata[i])->role, ==, "admin");
}

static void
test_refuses_other_posts (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[] = {
      "{}",
      "{\"staff\":\"\",\"role\":\"city\",\"tenant\":\"s1\"}",
      "{\"staff\":\"a\\nb\",\"role\":\"city\",\"tenant\":\"s1\"}",
      "{\"staff\":\"wang\",\"role\":\"king\",\"tenant\":\"s1\"}",
      "{\"staff\":\"wang\",\"role\":\"city\"}",
      "{\"staff\":\"wang\",\"role\":\"district\",\"tenant\":\"s1\"}",
      "{\"staff\":\"wang\",\"role\":\"district\",\"tenant\":\"s1\",\"areas\":[\"x\"]}",
      "{\"staff\":\"wang\",\"role\":\"city\",\"tenant\":\"s1\",\"level\":3}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbFakeAnswer) answer =
        post (fixture, fixture->admin, "/v1/invitations", cases[i], NULL);
    g_test_message ("%s", cases[i]);
    zb_fake_assert_refused (answer, 400, "bad-request");
  }
}

static ZbFakeAnswer *
revoke_by (Fixture *fixture, const ZbTestPerson *by, const ZbTestPerson *whom)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/certificates/%s/revocation", zb_certificate_serial (whom->tls));

  return post (fixture, by, path, "{\"reason\":\"keyCompromise\"}", NULL);
}

static void
test_revocation_shuts_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) before =
      post (fixture, fixture->city, "/v1/invitations", "{\"unit\":\"" UNIT "\"}", NULL);
  g_autoptr (ZbFakeAnswer) revoked = revoke_by (fixture, fixture->s1, fixture->city);
  g_autoptr (ZbFakeAnswer) after =
      post (fixture, fixture->city, "/v1/invitations", "{\"unit\":\"" UNIT "\"}", NULL);

  g_assert_cmpuint (before->status, ==, 202);
  g_assert_cmpuint (revoked->status, ==, 204);
  zb_fake_assert_refused (after, 403, "certificate-revoked");
}

static void
test_who_may_revoke (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) enterprise = NULL;
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, UNIT);

  enterprise = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) upward = revoke_by (fixture, fixture->s1, fixture->admin);
  g_autoptr (ZbFakeAnswer) colleague = revoke_by (fixture, fixture->city, fixture->s1);
  g_autoptr (ZbFakeAnswer) of_unit = revoke_by (fixture, fixture->city, enterprise);
  zb_fake_assert_refused (upward, 403, "forbidden");
  zb_fake_assert_refused (colleague, 403, "forbidden");
  g_assert_cmpuint (of_unit->status, ==, 204);
}

static void
test_the_node_is_not_revoked (Fixture *fixture, gconstpointer data)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  g_autofree char *path =
      g_strdup_printf ("/v1/certificates/%s/revocation", zb_certificate_serial (keyring->tls));
  g_autoptr (ZbFakeAnswer) answer = post (fixture, fixture->admin, path, "{}", NULL);
  g_autoptr (ZbFakeAnswer) unknown =
      post (fixture, fixture->admin, "/v1/certificates/00ff/revocation", "{}", NULL);
  g_autoptr (ZbFakeAnswer) no_reason =
      post (fixture, fixture->admin, path, "{\"reason\":\"mood\"}", NULL);

  zb_fake_assert_refused (answer, 403, "forbidden");
  zb_fake_assert_refused (unknown, 404, "not-found");
  zb_fake_assert_refused (no_reason, 400, "bad-argument");
}

static void
test_lists_a_units_certificates (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"unit", UNIT, NULL};
  g_autoptr (ZbTestPerson) enterprise = NULL;
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, UNIT);
  g_autoptr (GError) error = NULL;

  enterprise = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                                                    .method = "GET",
                                                                    .path = "/v1/certificates",
                                                                    .query = query,
                                                                    .person = fixture->city,
                                                                });
  g_autoptr (ZbJson) json = zb_json_read ("answer", answer->text, answer->length, 1 << 20, &error);
  g_assert_no_error (error);
  const ZbJson *list = zb_json_get (json, "certificates");
  g_assert_cmpuint (zb_json_length (list), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (zb_json_get_string (zb_json_at (list, i), "unit"), ==, UNIT);
}

static ZbFakeAnswer *
ask_of (Fixture *fixture, const ZbTestPerson *caller, const char *what)
{
  g_autofree char *path = g_strconcat ("/v1/certs/", what, NULL);

  return zb_fake_get (fixture->node, caller, path, NULL);
}

static guint
count_certificates (const ZbFakeAnswer *answer)
{
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 200);
  return zb_json_length (zb_json_get (json, "certificates"));
}

/* All that names it, and nothing of its neighbour's. */
static void
test_enterprise_watches_its_own (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, UNIT);
  g_autoptr (ZbTestPerson) own = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbTestPerson) other =
      zb_test_node_add_enterprise (fixture->node, "91350200MA32Q09R2R", "厦门鹭岛");
  g_autofree char *upper = g_ascii_strup (zb_certificate_serial (own->tls), -1);
  g_autoptr (ZbFakeAnswer) all = ask_of (fixture, own, UNIT);
  g_autoptr (ZbFakeAnswer) by_serial = ask_of (fixture, own, upper);
  g_autoptr (ZbFakeAnswer) by_digest = ask_of (fixture, own, zb_certificate_digest (own->tls));
  g_autoptr (ZbFakeAnswer) others = ask_of (fixture, other, UNIT);
  g_autoptr (ZbFakeAnswer) hidden = ask_of (fixture, other, upper);
  g_autoptr (ZbFakeAnswer) staff = ask_of (fixture, fixture->city, UNIT);
  g_autoptr (ZbFakeAnswer) none = ask_of (fixture, own, "00ff");

  g_assert_cmpuint (count_certificates (all), ==, 2);
  g_assert_cmpuint (count_certificates (by_serial), ==, 1);
  g_assert_cmpuint (count_certificates (by_digest), ==, 1);
  g_assert_nonnull (strstr (by_digest->text, "\"state\":\"valid\""));
  g_assert_cmpuint (count_certificates (others), ==, 0);
  zb_fake_assert_refused (hidden, 404, "not-found");
  g_assert_cmpuint (count_certificates (staff), ==, 2);
  zb_fake_assert_refused (none, 404, "not-found");
}

static ZbFakeAnswer *
change_by (Fixture *fixture, const ZbTestPerson *who, const ZbTestPerson *whose, const char *what)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/certificates/%s/%s", zb_certificate_serial (whose->tls), what);

  return post (fixture, who, path, "{}", NULL);
}

static void
test_suspension_shuts_out_until_it_ends (Fixture *fixture, gconstpointer data)
{
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, UNIT);
  g_autoptr (ZbTestPerson) own = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) colleague =
      change_by (fixture, fixture->city, fixture->s1, "suspension");
  g_autoptr (ZbFakeAnswer) suspended = change_by (fixture, fixture->city, own, "suspension");
  g_autoptr (ZbFakeAnswer) shut = ask_of (fixture, own, UNIT);
  g_autoptr (ZbFakeAnswer) seen = ask_of (fixture, fixture->city, zb_certificate_serial (own->tls));
  g_autoptr (ZbFakeAnswer) asked = change_by (fixture, fixture->city, own, "reinstatement");
  g_autoptr (ZbFakeAnswer) still = ask_of (fixture, own, UNIT);
  g_autoptr (ZbFakeAnswer) back =
      post (fixture, fixture->admin, "/v1/motions/1/approval", "{}", NULL);
  g_autoptr (ZbFakeAnswer) open = ask_of (fixture, own, UNIT);

  zb_fake_assert_refused (colleague, 403, "forbidden");
  g_assert_cmpuint (suspended->status, ==, 204);
  zb_fake_assert_refused (shut, 403, "certificate-revoked");
  g_assert_nonnull (strstr (seen->text, "\"state\":\"suspended\""));
  g_assert_nonnull (strstr (seen->text, "\"reason\":\"certificateHold\""));
  g_assert_cmpuint (asked->status, ==, 202);
  zb_fake_assert_refused (still, 403, "certificate-revoked");
  g_assert_cmpuint (back->status, ==, 204);
  g_assert_cmpuint (open->status, ==, 200);
}

static void
test_enrolment_over_the_interface (Fixture *fixture, gconstpointer data)
{
  static const char *const cases[] = {
      ("{\"code\":\"0000-0000-0000-0000-0000-0000\",\"signing_request\":\"AA==\","
       "\"tls_request\":\"AA==\"}"),
      "{\"code\":\"x\",\"signing_request\":\"\",\"tls_request\":\"AA==\"}",
      "[]",
      "{",
  };
  static const struct {
    guint status;
    const char *code;
  } expected[] = {
      {403, "wrong-code"}, {400, "missing-argument"}, {400, "bad-json"}, {400, "bad-json"}};

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbFakeAnswer) answer = post (fixture, NULL, "/v1/enrolments", cases[i], NULL);
    zb_fake_assert_refused (answer, expected[i].status, expected[i].code);
  }
}

static void
test_trust_and_lists (Fixture *fixture, gconstpointer data)
{
  const ZbKeyring *keyring = zb_node_keyring (zb_test_node_get (fixture->node));
  const char *issuer = zb_certificate_digest (keyring->branches[ZB_BRANCH_SIGNING].certificate);
  g_autofree char *path = g_strdup_printf ("/crl/%s.crl", issuer);
  g_autoptr (ZbFakeAnswer) trust =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = "/v1/trust"});
  g_autoptr (ZbFakeAnswer) list =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = path});
  g_autoptr (ZbFakeAnswer) none =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "GET", .path = "/crl/00.crl"});
  g_autoptr (GPtrArray) stored = zb_store_list_crls (fixture->service->store, issuer, NULL);
  const ZbStoredCrl *newest = stored->pdata[0];

  g_assert_cmpuint (trust->status, ==, 200);
  g_assert_nonnull (strstr (trust->text, "\"crls\":[\""));
  g_assert_cmpmem (list->text, list->length, g_bytes_get_data (newest->der, NULL),
                   g_bytes_get_size (newest->der));
  zb_fake_assert_refused (none, 404, "not-found");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/authority-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("city-invites-a-unit", test_city_invites_a_unit);
  ADD ("unknown-unit", test_unknown_unit);
  ADD ("days-at-the-limit", test_days_at_the_limit);
  ADD ("a-code-is-shown-once", test_a_code_is_shown_once);
  ADD ("admin-invites-staff", test_admin_invites_staff);
  ADD ("only-admins-invite-staff", test_only_admins_invite_staff);
  ADD ("nobody-becomes-another", test_nobody_becomes_another);
  ADD ("refuses-other-posts", test_refuses_other_posts);
  ADD ("revocation-shuts-out", test_revocation_shuts_out);
  ADD ("who-may-revoke", test_who_may_revoke);
  ADD ("the-node-is-not-revoked", test_the_node_is_not_revoked);
  ADD ("lists-a-units-certificates", test_lists_a_units_certificates);
  ADD ("enrolment-over-the-interface", test_enrolment_over_the_interface);
  ADD ("trust-and-lists", test_trust_and_lists);
  ADD ("enterprise-watches-its-own", test_enterprise_watches_its_own);
  ADD ("suspension-shuts-out-until-it-ends", test_suspension_shuts_out_until_it_ends);
  return g_test_run ();
}
