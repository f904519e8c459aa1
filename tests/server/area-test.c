/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/area-tree.h"
#include "tests/support/fake-request.h"

#include <string.h>

#define SIMING "9135020061202218XY"
#define XIANGAN "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person; /* of the unit in 翔安区 */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  zb_test_node_add_unit (fixture->node, SIMING, "厦门思明甲", "350203", NULL);
  zb_test_node_add_unit (fixture->node, XIANGAN, "厦门翔安乙", "350213", NULL);
  g_autofree char *invitation = zb_test_node_invite_unit (fixture->node, XIANGAN);
  fixture->person = zb_test_node_enrol (fixture->node, invitation, "乙");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_node_free (fixture->node);
}

static ZbTestPerson *
add_city (Fixture *fixture, const char *person, const char *area)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, person, "city", "s1", area);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static ZbFakeAnswer *
invite (Fixture *fixture, const ZbTestPerson *staff, const char *unit)
{
  g_autofree char *json = g_strdup_printf ("{\"unit\":\"%s\"}", unit);

  return zb_fake_post (fixture->node, staff, "/v1/invitations", json, NULL);
}

static ZbFakeAnswer *
revoke_as (Fixture *fixture, const ZbTestPerson *staff)
{
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/revocation",
                                           zb_certificate_serial (fixture->person->tls));

  return zb_fake_post (fixture->node, staff, path, "{\"reason\":\"superseded\"}", NULL);
}

static guint
count_certificates (Fixture *fixture, const ZbTestPerson *staff)
{
  static const char *const query[] = {"unit", XIANGAN, NULL};
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, staff, "/v1/certificates", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);

  g_assert_cmpuint (answer->status, ==, 200);
  return zb_json_length (zb_json_get (json, "certificates"));
}

static void
test_only_within_its_areas (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) siming = add_city (fixture, "lin", "350203");
  g_autoptr (ZbFakeAnswer) own = invite (fixture, siming, SIMING);
  g_autoptr (ZbFakeAnswer) other = invite (fixture, siming, XIANGAN);
  g_autoptr (ZbFakeAnswer) nowhere = invite (fixture, siming, "91350213MA3BWYA54F");
  g_autoptr (ZbFakeAnswer) revoked = revoke_as (fixture, siming);

  g_assert_cmpuint (own->status, ==, 201);
  zb_fake_assert_refused (other, 403, "forbidden");
  zb_fake_assert_refused (nowhere, 403, "forbidden");
  zb_fake_assert_refused (revoked, 403, "forbidden");
  g_assert_cmpuint (count_certificates (fixture, siming), ==, 0);
}

/* 厦门市 holds its districts. */
static void
test_an_area_holds_those_below_it (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) xiamen = add_city (fixture, "wu", "350200");
  g_autoptr (ZbFakeAnswer) invited = invite (fixture, xiamen, SIMING);

  g_assert_cmpuint (invited->status, ==, 201);
  g_assert_cmpuint (count_certificates (fixture, xiamen), ==, 2);
  g_autoptr (ZbFakeAnswer) revoked = revoke_as (fixture, xiamen);
  g_assert_cmpuint (revoked->status, ==, 204);
}

static void
test_expands (void)
{
  static const char text[] =
      "<codelist xmlns=\"urn:zhibao:codelist:1\" id=\"areas\" version=\"1\" valid-from=\"2024-01\">"
      "<title xml:lang=\"zh\">区</title><title xml:lang=\"en\">Areas</title>"
      "<code code=\"35\"><name xml:lang=\"zh\">省</name><name xml:lang=\"en\">P</name></code>"
      "<code code=\"351\" parent=\"35\"><name xml:lang=\"zh\">市</name><name "
      "xml:lang=\"en\">C</name></code>"
      "<code code=\"352\" parent=\"35\"><name xml:lang=\"zh\">市</name><name "
      "xml:lang=\"en\">C</name></code>"
      "<code code=\"3511\" parent=\"351\"><name xml:lang=\"zh\">区</name><name "
      "xml:lang=\"en\">D</name></code></codelist>";
  g_autoptr (GPtrArray) areas = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCodeList) list = zb_code_list_read ("areas", text, strlen (text), &error);

  g_assert_no_error (error);
  zb_area_tree_expand (areas, list);
  g_assert_cmpuint (areas->len, ==, 0);
  g_ptr_array_add (areas, g_strdup ("351"));
  zb_area_tree_expand (areas, NULL);
  g_assert_cmpuint (areas->len, ==, 1);
  zb_area_tree_expand (areas, list);
  g_assert_cmpuint (areas->len, ==, 2);
  g_assert_cmpstr (areas->pdata[1], ==, "3511");
  g_ptr_array_add (areas, g_strdup ("35"));
  zb_area_tree_expand (areas, list);
  g_assert_cmpuint (areas->len, ==, 4);
}

#define ADD(name, test) g_test_add ("/server/area/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("only-within-its-areas", test_only_within_its_areas);
  ADD ("an-area-holds-those-below-it", test_an_area_holds_those_below_it);
  g_test_add_func ("/server/area/expands", test_expands);
  return g_test_run ();
}
