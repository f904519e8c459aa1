/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"
#include "server/authority/enrolment.h"
#include "tests/support/node.h"

#include <string.h>

void
zb_test_person_free (ZbTestPerson *person)
{
  g_free (person->unit);
  g_free (person->name);
  g_clear_pointer (&person->signer, zb_signer_free);
  g_clear_pointer (&person->tls_key, zb_key_free);
  g_clear_pointer (&person->tls, zb_certificate_unref);
  g_clear_pointer (&person->chain, g_ptr_array_unref);
  g_clear_pointer (&person->tls_chain, g_ptr_array_unref);
  g_free (person);
}

char *
zb_test_invitation_line (const char *invitation, const char *name)
{
  g_autofree char *head = g_strdup_printf ("\n%s: ", name);
  const char *start = strstr (invitation, head);

  g_assert_nonnull (start);
  start += strlen (head);
  return g_strndup (start, strcspn (start, "\n"));
}

static GBytes *
make_request (const ZbKey *key, const char *name)
{
  g_autoptr (GError) error = NULL;
  GBytes *request = zb_key_request (key, name, NULL, &error);

  g_assert_no_error (error);
  return request;
}

static GBytes *
make_body (const ZbEnrolment *enrolment)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", enrolment->code);
  zb_json_writer_string (json, "name", enrolment->name);
  zb_json_writer_bytes (json, "signing_request", enrolment->signing_request);
  zb_json_writer_bytes (json, "tls_request", enrolment->tls_request);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

static ZbCertificate *
read_certificate (const char *pem)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (pem);
  ZbCertificate *certificate = zb_certificate_read (pem, strlen (pem), &error);
  g_assert_no_error (error);
  return certificate;
}

static void
enrol_inside (ZbTestNode *node, const ZbEnrolment *enrolment, ZbEnrolled *enrolled)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));
  g_autoptr (GError) error = NULL;

  zb_authority_enrol (service->authority, enrolment, zb_clock_now (&service->clock), enrolled,
                      &error);
  g_assert_no_error (error);
}

static void
enrol_over_network (ZbTestNode *node, const ZbEnrolment *enrolment, ZbEnrolled *enrolled)
{
  g_autoptr (ZbHttpClient) client = zb_test_node_connect (node, NULL);
  g_autoptr (GBytes) body = make_body (enrolment);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint status = zb_test_ask (client, "POST", "/v1/enrolments", ZB_MIME_JSON, body, &text);

  if (status != 201)
    g_test_message ("%s", text);
  g_assert_cmpuint (status, ==, 201);
  g_autoptr (ZbJson) json =
      zb_json_read ("answer", text, strlen (text), ZB_PROTOCOL_MAX_JSON, &error);
  g_assert_no_error (error);
  enrolled->signing = read_certificate (zb_json_get_string (json, "signing_certificate"));
  enrolled->tls = read_certificate (zb_json_get_string (json, "tls_certificate"));
}

ZbKey *
zb_test_key_new (void)
{
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_generate ("p256", &error);

  g_assert_no_error (error);
  return key;
}

/* The authorities above both certificates, as every enrolment hands them out. */
static void
read_chains (const ZbTestNode *node, ZbTestPerson *person, ZbCertificate *signing)
{
  g_autofree char *keys = zb_node_path (zb_test_node_dir (node), ZB_NODE_KEYS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authorities = zb_keyring_read_authorities (keys, &error);

  g_assert_no_error (error);
  person->chain = zb_certificate_pick_issuers (signing, authorities);
  person->tls_chain = zb_certificate_pick_issuers (person->tls, authorities);
}

ZbTestPerson *
zb_test_node_enrol (ZbTestNode *node, const char *invitation, const char *name)
{
  ZbTestPerson *person = g_new0 (ZbTestPerson, 1);
  g_autofree char *code = zb_test_invitation_line (invitation, "code");
  g_autofree char *for_whom = zb_test_invitation_line (invitation, "for");
  gboolean staff = g_str_has_prefix (for_whom, "staff ");
  ZbKey *signing = zb_test_key_new ();
  ZbEnrolled enrolled = {0};

  person->name = g_strdup (name ? name : strchr (for_whom, ' ') + 1);
  person->unit = staff ? NULL : g_strndup (for_whom, strcspn (for_whom, " "));
  person->tls_key = zb_test_key_new ();
  g_autoptr (GBytes) signing_request = make_request (signing, person->name);
  g_autoptr (GBytes) tls_request = make_request (person->tls_key, person->name);
  ZbEnrolment enrolment = {
      .code = code,
      .name = person->name,
      .signing_request = signing_request,
      .tls_request = tls_request,
  };
  if (zb_test_node_serves (node))
    enrol_over_network (node, &enrolment, &enrolled);
  else
    enrol_inside (node, &enrolment, &enrolled);
  person->tls = zb_certificate_ref (enrolled.tls);
  read_chains (node, person, enrolled.signing);
  person->signer = zb_signer_new_for_key (signing, enrolled.signing, person->chain);
  zb_enrolled_clear (&enrolled);
  return person;
}

ZbTestPerson *
zb_test_node_add_enterprise (ZbTestNode *node, const char *code, const char *name)
{
  zb_test_node_add_unit (node, code, name, NULL, NULL);
  g_autofree char *invitation = zb_test_node_invite_unit (node, code);

  return zb_test_node_enrol (node, invitation, NULL);
}
