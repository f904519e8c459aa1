/* SPDX-License-Identifier: Apache-2.0 */
/* A province's authority, made by the openssl command, whose certificates are used here. */
#include "exchange/protocol.h"
#include "server/authority/others.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"
#include "tests/support/plain-files.h"
#include "tests/support/sample.h"
#include "tests/support/temp-dir.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#define UNIT "91350200MA2KUY1H08"
#define OTHER "91350213MA3BWYA54F"
#define PERSON "张三"

/* $1: the name of an authority; it gets a root and one that certifies persons. */
static const char make_authority[] =
    "set -e; mkdir $1; cd $1; : > index.txt; echo 01 > crlnumber\n"
    "cat > ca.cnf <<'END'\n"
    "[req]\ndistinguished_name = dn\nprompt = no\n[dn]\nCN = x\n"
    "[root]\nbasicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
    "subjectKeyIdentifier = hash\n"
    "[below]\nbasicConstraints = critical,CA:TRUE,pathlen:0\n"
    "keyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash\n"
    "authorityKeyIdentifier = keyid\n"
    "[signing]\nbasicConstraints = critical,CA:FALSE\n"
    "keyUsage = critical,digitalSignature,nonRepudiation\nauthorityKeyIdentifier = keyid\n"
    "[tls]\nbasicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\n"
    "extendedKeyUsage = clientAuth\nauthorityKeyIdentifier = keyid\n"
    "[of_root]\ndatabase = none.txt\ncrlnumber = crlnumber\ndefault_md = sha256\n"
    "default_crl_days = 30\nprivate_key = root.key\ncertificate = root.pem\n"
    "[of_below]\ndatabase = index.txt\ncrlnumber = crlnumber\ndefault_md = sha256\n"
    "default_crl_days = 30\nprivate_key = below.key\ncertificate = below.pem\n"
    "END\n"
    ": > none.txt\n"
    "new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -config ca.cnf'\n"
    "openssl req -x509 $new -keyout root.key -out root.pem -subj \"/CN=$1 root\" -days 3650 "
    "-extensions root\n"
    "openssl req -new $new -keyout below.key -out below.csr -subj \"/CN=$1 persons\"\n"
    "openssl x509 -req -in below.csr -CA root.pem -CAkey root.key -CAcreateserial -days 1000 "
    "-extfile ca.cnf -extensions below -out below.pem\n"
    "openssl ca -config ca.cnf -name of_root -gencrl -out root.crl\n"
    "openssl ca -config ca.cnf -name of_below -gencrl -out below.crl\n"
    "cat root.pem below.pem > all.pem\n";

/* $1: the authority, $2: file, $3: subject, $4: signing or tls. */
static const char make_certificate[] =
    "set -e; cd $1\n"
    "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -utf8 -config ca.cnf "
    "-keyout $2.key -out $2.csr -subj \"$3\"\n"
    "openssl x509 -req -in $2.csr -CA below.pem -CAkey below.key -CAcreateserial -days 365 "
    "-extfile ca.cnf -extensions $4 -out $2.pem\n";

typedef struct {
  ZbTempDir *dir;
  ZbTestNode *node;
  ZbTestPerson *own, *city; /* of this node's authority */
  ZbTestPerson person;      /* of the province's */
  ZbSigner *signer;
  ZbCertificate *tls;
  ZbPlainFiles *site; /* where the province publishes */
} Fixture;

static void
run (Fixture *fixture, const char *script, const char *const *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autofree char *folder = zb_temp_dir_path (fixture->dir, ".");
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_strv_builder_add_many (builder, "/bin/sh", "-c", script, "sh", NULL);
  g_strv_builder_addv (builder, (const char **)words);
  g_auto (GStrv) argv = g_strv_builder_end (builder);
  g_subprocess_launcher_set_cwd (launcher, folder);
  g_autoptr (GSubprocess) process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *)argv, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  if (g_subprocess_get_exit_status (process) != 0)
    g_error ("%s", said);
}

static void
certify (
    Fixture *fixture, const char *authority, const char *file, const char *subject, gboolean tls)
{
  run (fixture, make_certificate,
       (const char *const[]){authority, file, subject, tls ? "tls" : "signing", NULL});
}

static ZbCertificate *
read_certificate (Fixture *fixture, const char *authority, const char *file)
{
  g_autofree char *name = g_strconcat (authority, "/", file, ".pem", NULL);
  g_autofree char *path = zb_temp_dir_path (fixture->dir, name);
  g_autofree char *pem = NULL;
  gsize length = 0;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &pem, &length, NULL));
  ZbCertificate *certificate = zb_certificate_read (pem, length, &error);
  g_assert_no_error (error);
  return certificate;
}

static ZbSigner *
read_signer (Fixture *fixture, const char *authority, const char *file)
{
  g_autofree char *name = g_strconcat (authority, "/", file, ".key", NULL);
  g_autofree char *path = zb_temp_dir_path (fixture->dir, name);
  g_autoptr (ZbCertificate) certificate = read_certificate (fixture, authority, file);
  g_autoptr (GError) error = NULL;
  ZbKey *key = zb_key_read_pem (path, NULL, &error);

  g_assert_no_error (error);
  return zb_signer_new_for_key (key, certificate, NULL);
}

/* Copies @from of the province to @to among the node's authorities. */
static void
hand_over (Fixture *fixture, const char *from, const char *to)
{
  g_autofree char *name = g_strconcat ("province/", from, NULL);
  g_autofree char *source = zb_temp_dir_path (fixture->dir, name);
  g_autofree char *target =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, to, NULL);
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (source, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (target, bytes, (gssize)length, NULL));
}

static void
configure (Fixture *fixture, const char *settings)
{
  g_autofree char *folder =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);
  g_autofree char *path = g_build_filename (folder, "province.conf", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, settings, -1, NULL));
  hand_over (fixture, "all.pem", "province.pem");
  hand_over (fixture, "root.crl", "root.crl");
  hand_over (fixture, "below.crl", "persons.crl");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = zb_temp_dir_new ();
  run (fixture, make_authority, (const char *const[]){"province", NULL});
  certify (fixture, "province", "signing", "/CN=" PERSON "/OU=财务部/OU=" UNIT, FALSE);
  certify (fixture, "province", "tls", "/CN=" PERSON "/OU=" UNIT, TRUE);
  fixture->node = zb_test_node_new ();
  zb_test_node_close (fixture->node);
  configure (fixture, "# the province's\ncertificates = province.pem\nunit = subject OU\n"
                      "lists = root.crl persons.crl\n");
  zb_test_node_open (fixture->node);
  fixture->own = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "陈城", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  fixture->signer = read_signer (fixture, "province", "signing");
  fixture->tls = read_certificate (fixture, "province", "tls");
  fixture->person = *fixture->own;
  fixture->person.signer = fixture->signer;
  fixture->person.tls = fixture->tls;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->own);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
  zb_signer_free (fixture->signer);
  zb_certificate_unref (fixture->tls);
  zb_plain_files_free (fixture->site);
  zb_temp_dir_free (fixture->dir);
}

static ZbFakeAnswer *
register_one (Fixture *fixture, const ZbTestPerson *who, ZbCertificate *certificate)
{
  gsize length = 0;
  const guchar *der = g_bytes_get_data (zb_certificate_der (certificate), &length);
  g_autofree char *base64 = g_base64_encode (der, length);
  g_autofree char *json = g_strdup_printf ("{\"certificate\":\"%s\"}", base64);
  ZbFakeAnswer *answer = zb_fake_post (fixture->node, who, "/v1/certificates", json, NULL);

  g_test_message ("%s", answer->text);
  return answer;
}

static void
register_both (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) signing =
      register_one (fixture, fixture->city, zb_signer_certificate (fixture->signer));
  g_autoptr (ZbFakeAnswer) tls = register_one (fixture, fixture->city, fixture->tls);
  g_autoptr (ZbJson) json = zb_fake_answer_json (signing);

  g_assert_cmpuint (signing->status, ==, 201);
  g_assert_cmpuint (tls->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "unit"), ==, UNIT);
  g_assert_cmpstr (zb_json_get_string (json, "name"), ==, PERSON);
}

/* A report of the unit that @signs signs and @carries brings. */
static ZbFakeAnswer *
send (Fixture *fixture, const ZbTestPerson *signs, const ZbTestPerson *carries)
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

static void
assert_tells (const ZbFakeAnswer *answer, guint status, const char *code, const char *words)
{
  zb_fake_assert_refused (answer, status, code);
  g_assert_nonnull (strstr (answer->text, words));
}

static void
test_reports_once_registered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) before = send (fixture, &fixture->person, fixture->own);
  g_autoptr (ZbFakeAnswer) connecting =
      zb_fake_get (fixture->node, &fixture->person, "/v1/due", NULL);

  assert_tells (before, 403, "unknown-certificate", "not registered here");
  assert_tells (connecting, 403, "unknown-certificate", "not registered here");
  register_both (fixture);
  register_both (fixture);
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, &fixture->person);
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

/* At the province, which publishes a new list. */
static void
revoke_there (Fixture *fixture)
{
  run (fixture,
       "set -e; cd province; openssl ca -config ca.cnf -name of_below -revoke signing.pem "
       "-crl_reason keyCompromise; openssl ca -config ca.cnf -name of_below -gencrl -out below.crl",
       (const char *const[]){NULL});
}

static void
revoke_signer (Fixture *fixture)
{
  revoke_there (fixture);
  hand_over (fixture, "below.crl", "persons.crl");
}

static void
test_revoked_by_its_authority (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  register_both (fixture);
  revoke_signer (fixture);
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, &fixture->person);
  assert_tells (sent, 403, "signer-revoked", PERSON);
  g_autoptr (ZbFakeAnswer) again =
      register_one (fixture, fixture->city, zb_signer_certificate (fixture->signer));
  assert_tells (again, 403, "certificate-revoked", PERSON);
}

static void
test_barred_here (Fixture *fixture, gconstpointer data)
{
  const char *serial = zb_certificate_serial (zb_signer_certificate (fixture->signer));
  g_autofree char *path = g_strdup_printf ("/v1/certificates/%s/revocation", serial);

  register_both (fixture);
  g_autoptr (ZbFakeAnswer) barred = zb_fake_post (fixture->node, fixture->city, path,
                                                  "{\"reason\":\"privilegeWithdrawn\"}", NULL);
  g_assert_cmpuint (barred->status, ==, 204);
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, fixture->own);
  assert_tells (sent, 403, "signer-revoked", "was revoked here");
}

/* Without a list that is fresh nothing of theirs is believed, and one's own goes on. */
static void
test_stale_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  register_both (fixture);
  run (fixture,
       "set -e; cd province; openssl ca -config ca.cnf -name of_below -gencrl -crlsec 1 "
       "-out below.crl; sleep 3",
       (const char *const[]){NULL});
  hand_over (fixture, "below.crl", "persons.crl");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, fixture->own);
  assert_tells (sent, 503, "revocation-unknown", "out of date");
  g_autoptr (ZbFakeAnswer) own = send (fixture, fixture->own, fixture->own);
  g_assert_cmpuint (own->status, ==, 201);
}

/* What else fails in the same minute keeps no list out: here each day's checkpoint has no folder.
 */
static void
test_lists_come_whatever_fails (Fixture *fixture, gconstpointer data)
{
  const char *dir = zb_test_node_dir (fixture->node);
  g_autofree char *days = g_build_filename (dir, ZB_NODE_DAILY, NULL);
  g_autofree char *list = g_build_filename (dir, ZB_NODE_OTHERS, "root.crl", NULL);
  g_autoptr (GError) error = NULL;

  register_both (fixture);
  g_assert_true (g_file_set_contents (days, "a file", -1, NULL));
  revoke_signer (fixture);
  g_assert_false (zb_node_tend (zb_test_node_get (fixture->node), &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE);
  g_assert_true (g_str_has_prefix (error->message, days));
  g_assert_null (strstr (error->message, list));
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, &fixture->person);
  assert_tells (sent, 403, "signer-revoked", PERSON);
  /* All that failed is named. */
  g_clear_error (&error);
  g_assert_cmpint (g_unlink (list), ==, 0);
  g_assert_false (zb_node_tend (zb_test_node_get (fixture->node), &error));
  g_assert_nonnull (strstr (error->message, days));
  g_assert_nonnull (strstr (error->message, list));
}

/* (transfer full) the list of persons, PEM, once it is another one than @before (nullable). */
static char *
wait_for_list (Fixture *fixture, const char *before)
{
  g_autofree char *path =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, "persons.crl", NULL);
  char *list = NULL;

  while (!g_file_get_contents (path, &list, NULL, NULL) || g_strcmp0 (list, before) == 0) {
    g_clear_pointer (&list, g_free);
    g_usleep (20000);
  }
  return list;
}

/* Begins anew with lists that are fetched from where the province publishes them. */
static void
fetch_lists (Fixture *fixture, const char *more)
{
  g_autofree char *folder = zb_temp_dir_path (fixture->dir, "province");
  g_autofree char *kept = g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);
  g_autofree char *root = g_build_filename (kept, "root.crl", NULL);
  g_autofree char *persons = g_build_filename (kept, "persons.crl", NULL);

  register_both (fixture);
  zb_test_node_close (fixture->node);
  fixture->site = zb_plain_files_new (folder);
  const char *url = zb_plain_files_url (fixture->site);
  g_autofree char *settings = g_strdup_printf (
      "certificates = province.pem\nunit = subject OU\nlists = root.crl persons.crl\n"
      "fetch = %s/root.crl %s/below.crl\n%s",
      url, url, more);
  configure (fixture, settings);
  g_assert_cmpint (g_unlink (root), ==, 0);
  g_assert_cmpint (g_unlink (persons), ==, 0);
  zb_test_node_open (fixture->node);
  g_autofree char *list = wait_for_list (fixture, NULL);
}

/* The node fetches them itself; what they say holds from the next minute on. */
static void
test_fetches_lists (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fetch_lists (fixture, "");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
  /* It asks again when it starts anew; now one is revoked. */
  g_autofree char *before = wait_for_list (fixture, NULL);
  revoke_there (fixture);
  zb_test_node_close (fixture->node);
  zb_test_node_open (fixture->node);
  g_autofree char *after = wait_for_list (fixture, before);
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) again = send (fixture, &fixture->person, &fixture->person);
  assert_tells (again, 403, "signer-revoked", PERSON);
}

/* A list of two hours ago holds for a month, but not here. */
static void
test_lists_grow_too_old (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) before = g_date_time_add_hours (now, -2);
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 30);
  g_autofree char *from = g_date_time_format (before, "%Y%m%d%H%M%SZ");
  g_autofree char *to = g_date_time_format (later, "%Y%m%d%H%M%SZ");
  g_autoptr (GError) error = NULL;

  run (fixture,
       "set -e; cd province; openssl ca -config ca.cnf -name of_below -gencrl -crl_lastupdate $1 "
       "-crl_nextupdate $2 -out below.crl",
       (const char *const[]){from, to, NULL});
  fetch_lists (fixture, "max-age-hours = 1\n");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) old = send (fixture, &fixture->person, fixture->own);
  assert_tells (old, 503, "revocation-unknown", "out of date");
  run (fixture,
       "set -e; cd province; openssl ca -config ca.cnf -name of_below -gencrl -out below.crl",
       (const char *const[]){NULL});
  hand_over (fixture, "below.crl", "persons.crl");
  zb_node_tend (zb_test_node_get (fixture->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) fresh = send (fixture, &fixture->person, fixture->own);
  g_assert_cmpuint (fresh->status, ==, 201);
}

static void
test_unknown_authority (Fixture *fixture, gconstpointer data)
{
  run (fixture, make_authority, (const char *const[]){"stranger", NULL});
  certify (fixture, "stranger", "signing", "/CN=" PERSON "/OU=" UNIT, FALSE);
  certify (fixture, "stranger", "tls", "/CN=" PERSON "/OU=" UNIT, TRUE);
  g_autoptr (ZbSigner) signer = read_signer (fixture, "stranger", "signing");
  g_autoptr (ZbCertificate) tls = read_certificate (fixture, "stranger", "tls");
  ZbTestPerson stranger = *fixture->own;

  stranger.signer = signer;
  stranger.tls = tls;
  g_autoptr (ZbFakeAnswer) registered =
      register_one (fixture, fixture->city, zb_signer_certificate (signer));
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &stranger, fixture->own);
  g_autoptr (ZbFakeAnswer) connecting = zb_fake_get (fixture->node, &stranger, "/v1/due", NULL);
  assert_tells (registered, 403, "unknown-certificate", "no trusted root");
  assert_tells (sent, 403, "unknown-certificate", "no trusted root");
  assert_tells (connecting, 403, "unknown-certificate", "no trusted root");
}

/* A name is not enough to be of the bureau, nor is an attribute that the rule does not name. */
static void
test_speaks_for_its_unit_only (Fixture *fixture, gconstpointer data)
{
  certify (fixture, "province", "staff", "/CN=陈城", TRUE);
  certify (fixture, "province", "two",
           "/CN=" PERSON "/OU=" UNIT "/organizationIdentifier=NTRCN-" OTHER, FALSE);
  certify (fixture, "province", "both", "/CN=" PERSON "/OU=" UNIT "/OU=" OTHER, FALSE);
  g_autoptr (ZbCertificate) staff = read_certificate (fixture, "province", "staff");
  g_autoptr (ZbCertificate) two = read_certificate (fixture, "province", "two");
  g_autoptr (ZbCertificate) both = read_certificate (fixture, "province", "both");
  ZbTestPerson impostor = *fixture->city;

  impostor.tls = staff;
  g_autoptr (ZbFakeAnswer) posing =
      zb_fake_get (fixture->node, &impostor, "/v1/certificates", NULL);
  assert_tells (posing, 403, "unknown-certificate", "names no unit in its subject OU");
  g_autoptr (ZbFakeAnswer) none = register_one (fixture, fixture->city, staff);
  assert_tells (none, 403, "unknown-certificate", "names no unit in its subject OU");
  g_autoptr (ZbFakeAnswer) several = register_one (fixture, fixture->city, both);
  assert_tells (several, 403, "unknown-certificate", "more than one unit in its subject OU");
  g_autoptr (ZbFakeAnswer) mapped = register_one (fixture, fixture->city, two);
  g_autoptr (ZbJson) json = zb_fake_answer_json (mapped);
  g_assert_cmpuint (mapped->status, ==, 201);
  g_assert_cmpstr (zb_json_get_string (json, "unit"), ==, UNIT);
}

static void
test_only_the_bureau_registers (Fixture *fixture, gconstpointer data)
{
  ZbCertificate *certificate = zb_signer_certificate (fixture->signer);
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "区", "city", "s1", "350299");
  g_autoptr (ZbTestPerson) elsewhere = zb_test_node_enrol (fixture->node, invitation, NULL);
  g_autoptr (ZbFakeAnswer) unit = register_one (fixture, fixture->own, certificate);
  g_autoptr (ZbFakeAnswer) area = register_one (fixture, elsewhere, certificate);
  g_autoptr (ZbFakeAnswer) ours = register_one (fixture, fixture->city, fixture->own->tls);

  zb_fake_assert_refused (unit, 403, "forbidden");
  zb_fake_assert_refused (area, 403, "forbidden");
  assert_tells (ours, 422, "bad-name", "this node's own");
}

static void
test_settings_that_cannot_be (Fixture *fixture, gconstpointer data)
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
      {"certificates\n", "province.conf:1: a 'key = value' is expected"},
  };
  g_autofree char *folder =
      g_build_filename (zb_test_node_dir (fixture->node), ZB_NODE_OTHERS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (ZbTrust) trust = zb_trust_new ();
    g_autoptr (GError) error = NULL;

    configure (fixture, wrong[i].settings);
    g_assert_null (zb_others_open (folder, trust, &error));
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, wrong[i].says));
  }
}

/* The province's instead of this node's own: nothing is issued to units, the bureau goes on. */
static void
test_instead_of_ours (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = zb_node_path (zb_test_node_dir (fixture->node), ZB_NODE_CONFIG);
  g_autofree char *text = NULL;

  register_both (fixture);
  zb_test_node_close (fixture->node);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_autofree char *more = g_strconcat (text, "[authority]\ncertify-units = 0\n", NULL);
  g_assert_true (g_file_set_contents (path, more, -1, NULL));
  zb_test_node_open (fixture->node);
  g_autoptr (ZbFakeAnswer) refused = zb_fake_post (fixture->node, fixture->city, "/v1/invitations",
                                                   "{\"unit\":\"" UNIT "\"}", NULL);
  assert_tells (refused, 409, "certified-elsewhere", "for the bureau only");
  g_autoptr (ZbFakeAnswer) sent = send (fixture, &fixture->person, &fixture->person);
  g_assert_cmpuint (sent->status, ==, 201);
}

#define ADD(name, test) g_test_add ("/server/others/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("reports-once-registered", test_reports_once_registered);
  ADD ("revoked-by-its-authority", test_revoked_by_its_authority);
  ADD ("barred-here", test_barred_here);
  ADD ("stale-list", test_stale_list);
  ADD ("lists-come-whatever-fails", test_lists_come_whatever_fails);
  ADD ("fetches-lists", test_fetches_lists);
  ADD ("lists-grow-too-old", test_lists_grow_too_old);
  ADD ("unknown-authority", test_unknown_authority);
  ADD ("speaks-for-its-unit-only", test_speaks_for_its_unit_only);
  ADD ("only-the-bureau-registers", test_only_the_bureau_registers);
  ADD ("instead-of-ours", test_instead_of_ours);
  ADD ("settings-that-cannot-be", test_settings_that_cannot_be);
  return g_test_run ();
}
