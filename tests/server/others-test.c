/* SPDX-License-Identifier: Apache-2.0 */
/* Reporting with certificates of a province's authority. */
#include "server/authority/others.h"
#include "server/verify.h"
#include "tests/server/others-fixture.h"

#include <string.h>

#define OTHER "91350213MA3BWYA54F"

static void
test_reports_once_registered (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) before = zb_others_send (fixture, &fixture->person, fixture->own);
  g_autoptr (ZbFakeAnswer) connecting =
      zb_fake_get (fixture->node, &fixture->person, "/v1/due", NULL);

  zb_others_assert_tells (before, 403, "unknown-certificate", "not registered here");
  zb_others_assert_tells (connecting, 403, "unknown-certificate", "not registered here");
  zb_others_register_both (fixture);
  zb_others_register_both (fixture);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
  g_autoptr (ZbFakeAnswer) mandates =
      zb_fake_get (fixture->node, &fixture->person, "/v1/mandates", NULL);
  g_autoptr (ZbJson) json = zb_fake_answer_json (mandates);
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "given")), ==, 4);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  const ZbLogFault *fault = report->faults->len > 0 ? report->faults->pdata[0] : NULL;
  g_assert_cmpstr (fault ? fault->table : "in order", ==, "in order");
}

/* Where two administer the bureau, who asks for it does not register alone. */
static void
test_two_register (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autofree char *second =
      zb_test_node_invite_staff (fixture->node, "陈启明", "admin", "s1", NULL);
  g_autoptr (ZbTestPerson) founder =
      zb_test_node_enrol (fixture->node, zb_test_node_invitation (fixture->node), NULL);
  g_autoptr (ZbTestPerson) other = zb_test_node_enrol (fixture->node, second, NULL);
  g_autoptr (ZbFakeAnswer) asked =
      zb_others_register (fixture, fixture->city, zb_signer_certificate (fixture->signer));
  g_autoptr (ZbFakeAnswer) before = zb_others_send (fixture, &fixture->person, fixture->own);
  g_autoptr (ZbFakeAnswer) own =
      zb_fake_post (fixture->node, fixture->city, "/v1/motions/1/approval", "{}", NULL);
  g_autoptr (ZbFakeAnswer) done =
      zb_fake_post (fixture->node, other, "/v1/motions/1/approval", "{}", NULL);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, fixture->own);

  g_assert_cmpuint (asked->status, ==, 202);
  zb_others_assert_tells (before, 403, "unknown-certificate", "not registered here");
  zb_fake_assert_refused (own, 409, "another-person-needed");
  g_assert_cmpuint (done->status, ==, 201);
  g_assert_cmpuint (sent->status, ==, 201);
}

static void
test_barred_here (ZbOthersFixture *fixture, gconstpointer data)
{
  const char *serial = zb_certificate_serial (zb_signer_certificate (fixture->signer));
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/revocation", serial);

  zb_others_register_both (fixture);
  g_autoptr (ZbFakeAnswer) barred = zb_fake_post (fixture->node, fixture->city, path,
                                                  "{\"reason\":\"privilegeWithdrawn\"}", NULL);
  g_assert_cmpuint (barred->status, ==, 204);
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &fixture->person, fixture->own);
  zb_others_assert_tells (sent, 403, "signer-revoked", "was revoked here");
}

static void
test_unknown_authority (ZbOthersFixture *fixture, gconstpointer data)
{
  g_autoptr (ZbProvince) other = zb_province_new (fixture->dir, "stranger");
  zb_province_certify (other, "signing", "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT,
                       ZB_USE_SIGNING);
  zb_province_certify (other, "tls", "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT,
                       ZB_USE_TLS_CLIENT);
  g_autoptr (ZbSigner) signer = zb_province_signer (other, "signing");
  g_autoptr (ZbCertificate) tls = zb_province_certificate (other, "tls");
  ZbTestPerson stranger = *fixture->own;

  stranger.signer = signer;
  stranger.tls = tls;
  g_autoptr (ZbFakeAnswer) registered =
      zb_others_register (fixture, fixture->city, zb_signer_certificate (signer));
  g_autoptr (ZbFakeAnswer) sent = zb_others_send (fixture, &stranger, fixture->own);
  g_autoptr (ZbFakeAnswer) connecting = zb_fake_get (fixture->node, &stranger, "/v1/due", NULL);
  zb_others_assert_tells (registered, 403, "unknown-certificate", "no trusted root");
  zb_others_assert_tells (sent, 403, "unknown-certificate", "no trusted root");
  zb_others_assert_tells (connecting, 403, "unknown-certificate", "no trusted root");
}

/* A name is not enough to be of the bureau, nor is an attribute that the rule does not name. */
static void
test_speaks_for_its_unit_only (ZbOthersFixture *fixture, gconstpointer data)
{
  zb_province_certify (fixture->province, "staff", "/CN=陈城", ZB_USE_TLS_CLIENT);
  zb_province_certify (fixture->province, "two",
                       "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT
                       "/organizationIdentifier=NTRCN-" OTHER,
                       ZB_USE_SIGNING);
  zb_province_certify (fixture->province, "both",
                       "/CN=" ZB_OTHERS_PERSON "/OU=" ZB_OTHERS_UNIT "/OU=" OTHER, ZB_USE_SIGNING);
  g_autoptr (ZbCertificate) staff = zb_province_certificate (fixture->province, "staff");
  g_autoptr (ZbCertificate) two = zb_province_certificate (fixture->province, "two");
  g_autoptr (ZbCertificate) both = zb_province_certificate (fixture->province, "both");
  ZbTestPerson impostor = *fixture->city;

  impostor.tls = staff;
  g_autoptr (ZbFakeAnswer) posing =
      zb_fake_get (fixture->node, &impostor, "/v1/certificates", NULL);
  zb_others_assert_tells (posing, 403, "unknown-certificate", "names no unit in its subject OU");
  g_autoptr (ZbFakeAnswer) none = zb_others_register (fixture, fixture->city, staff);
  zb_others_assert_tells (none, 403, "unknown-certificate", "names no unit in its subject OU");
  g_autoptr (ZbFakeAnswer) several = zb_others_register (fixture, fixture->city, both);
  zb_others_assert_tells (several, 403, "unknown-certificate",
                          "more than one unit in its subject OU");
  g_autoptr (ZbFakeAnswer) mapped = zb_others_register (fixture, fixture->city, two);
  g_autoptr (ZbJson) json = zb_fake_answer_json (mapped);
  g_assert_cmpuint (mapped->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "unit"), ==, ZB_OTHERS_UNIT);
}

static void
test_only_the_bureau_registers (ZbOthersFixture *fixture, gconstpointer data)
{
  ZbCertificate *certificate = zb_signer_certificate (fixture->signer);
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "区", "city", "s1", "350299");
  g_autoptr (ZbTestPerson) elsewhere = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) unit = zb_others_register (fixture, fixture->own, certificate);
  g_autoptr (ZbFakeAnswer) area = zb_others_register (fixture, elsewhere, certificate);
  g_autoptr (ZbFakeAnswer) ours = zb_others_register (fixture, fixture->city, fixture->own->tls);

  zb_fake_assert_refused (unit, 403, "forbidden");
  zb_fake_assert_refused (area, 403, "forbidden");
  zb_others_assert_tells (ours, 422, "bad-name", "this node's own");
}

static void
test_settings_that_cannot_be (ZbOthersFixture *fixture, gconstpointer data)
{
  static const struct {
    const char *settings, *says;
  } wrong[] = {
      {"certificates = province.pem\nunit = subject OU\n",
       "certificates, unit and lists are needed"},
      {"certificates = province.pem\nunit = subject OU\nlists =\n", "without lists"},
      {"certificates = province.pem\nunit = OU\nlists = root.crl\n", "\"OU\" is neither"},
      {"certificates = province.pem\nunit = extension OU\nlists = root.crl\n", "is neither"},
      {"certificates = ../keys/root.pem\nunit = subject OU\nlists = root.crl\n",
       "'../keys/root.pem' is no file of this folder"},
      {"certificates = province.pem\nunit = subject OU\nlists = none.crl\n",
       "there is no such list"},
      {"certificates = root.crl\nunit = subject OU\nlists = root.crl\n", "no certificate"},
      {"certificates = province.pem\nunit = subject OU\nlists = province.pem\n",
       "no revocation list in DER or PEM"},
      {"certificates = province.pem\nfrom = nowhere\n", "province.conf:2: certificates, unit"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl persons.crl\n"
       "fetch = http://ca.example/a.crl\n",
       "an address is needed for each list"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\n"
       "fetch = https://ca.example/a.crl\n",
       "'https://ca.example/a.crl' is no address of the form http://host/path"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\nfetch-hours = 0\n",
       "fetch-hours: '0' is no number of hours from 1 to 8784"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\nmax-age-hours = 8785\n",
       "max-age-hours: '8785' is no number"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\nocsp = yes\n",
       "ocsp: 'yes' is neither ask nor an address of the form http://host/path"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\nocsp = ask\n"
       "ocsp-away = trust\n",
       "ocsp-away: list or refuse is expected"},
      {"certificates = province.pem\nunit = subject OU\nlists = root.crl\nocsp-hours = 2\n",
       "mean nothing without ocsp"},
      {"certificates\n", "province.conf:1: a 'key = value' is expected"},
  };
  g_autofree char *folder =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (ZbTrust) trust = zb_trust_new ();
    g_autoptr (GError) error = NULL;

    zb_others_configure (fixture, wrong[i].settings);
    g_assert_null (zb_others_open (folder, trust, &error));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, wrong[i].says));
  }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/others/" name, ZbOthersFixture, NULL, zb_others_set_up, test,               \
              zb_others_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reports-once-registered", test_reports_once_registered);
  ADD ("two-register", test_two_register);
  ADD ("barred-here", test_barred_here);
  ADD ("unknown-authority", test_unknown_authority);
  ADD ("speaks-for-its-unit-only", test_speaks_for_its_unit_only);
  ADD ("only-the-bureau-registers", test_only_the_bureau_registers);
  ADD ("settings-that-cannot-be", test_settings_that_cannot_be);
  return g_test_run ();
}
