/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/others-fixture.h"

#include "exchange/protocol.h"
#include "tests/support/sample.h"

#include <glib/gstdio.h>
#include <string.h>

/* Copies @from of the province to @to among the node's authorities. */
void
zb_others_hand_over (ZbOthersFixture *fixture, const char *from, const char *to)
{
  g_autofree char *source = zb_province_path (fixture->province, from);
  g_autofree char *target =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, to, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (target, bytes, (gssize)length, NULL));
}

void
zb_others_configure (ZbOthersFixture *fixture, const char *settings)
{
  g_autofree char *folder =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);
  g_autofree char *path = g_build_filename (folder, "province.conf", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, settings, -1, NULL));
  zb_others_hand_over (fixture, "all.pem", "province.pem");
  zb_others_hand_over (fixture, "root.crl", "root.crl");
  zb_others_hand_over (fixture, "below.crl", "persons.crl");
}

void
zb_others_set_up (ZbOthersFixture *fixture, gconstpointer data)
{
  fixture->dir = zb_temp_dir_new ();
  fixture->province = zb_province_new (fixture->dir, "province");
  zb_province_certify (fixture->province, "signing",
                       "/CN=" ZB_OTHERS_PERSON "/OU=财务部/OU=" ZB_OTHERS_UNIT, ZB_USE_SIGNING);
  zb_province_certify (fixture->province, "tls", "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT,
                       ZB_USE_TLS_CLIENT);
  fixture->node = zb_test_node_new ();
  zb_test_node_close (fixture->node);
  zb_others_configure (fixture, "# the province's\ncertificates = province.pem\nunit = subject OU\n"
                                "lists = root.crl persons.crl\n");
  zb_test_node_open (fixture->node);
  fixture->own = zb_test_node_add_enterprise (fixture->node, ZB_OTHERS_UNIT, "厦门屿曜芯集成电路");
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "陈城", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->signer = zb_province_signer (fixture->province, "signing");
  fixture->tls = zb_province_certificate (fixture->province, "tls");
  fixture->person = *fixture->own;
  fixture->person.signer = fixture->signer;
  fixture->person.tls = fixture->tls;
}

void
zb_others_tear_down (ZbOthersFixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->own);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
  zb_signer_free (fixture->signer);
  zb_certificate_unref (fixture->tls);
  zb_plain_files_free (fixture->site);
  zb_province_free (fixture->province);
  zb_temp_dir_free (fixture->dir);
}

ZbFakeAnswer *
zb_others_register (ZbOthersFixture *fixture, const ZbTestPerson *who, ZbCertificate *certificate)
{
  gsize length = 0;
  const guchar *der = g_bytes_get_data (zb_certificate_der (certificate), &length);
  g_autofree char *base64 = g_base64_encode (der, length);
  g_autofree char *json = g_strdup_printf ("{\"certificate\":\"%s\"}", base64);
  ZbFakeAnswer *answer = zb_fake_post (fixture->node, who, "/v1/certificates", json, NULL);

  g_test_message ("%s", answer->text);
  return answer;
}

void
zb_others_register_both (ZbOthersFixture *fixture)
{
  g_autoptr (ZbFakeAnswer) signing =
      zb_others_register (fixture, fixture->city, zb_signer_certificate (fixture->signer));
  g_autoptr (ZbFakeAnswer) tls = zb_others_register (fixture, fixture->city, fixture->tls);
  g_autoptr (ZbJson) json = zb_fake_answer_json (signing);

  g_assert_cmpuint (signing->status, ==, 201);
  g_assert_cmpuint (tls->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "unit"), ==, ZB_OTHERS_UNIT);
  g_assert_cmpstr (zb_json_get_string (json, "name"), ==, ZB_OTHERS_PERSON);
}

/* A report of the unit that @signs signs and @carries brings. */
ZbFakeAnswer *
zb_others_send (ZbOthersFixture *fixture, const ZbTestPerson *signs, const ZbTestPerson *carries)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, signs, NULL);
  ZbFakeAnswer *answer = zb_fake_ask (fixture->node, &(ZbFakeRequest){
                                                         .method = "POST",
                                                         .path = "/v1/messages",
                                                         .headers = headers,
                                                         .body = container,
                                                         .person = carries,
                                                     });

  g_test_message ("%s", answer->text);
  return answer;
}

void
zb_others_assert_tells (const ZbFakeAnswer *answer,
                        guint status,
                        const char *code,
                        const char *words)
{
  zb_fake_assert_refused (answer, status, code);
  g_assert_nonnull (strstr (answer->text, words));
}
