/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"

#include "client/error.h"
#include "client/workspace-private.h"
#include "exchange/signed-publication.h"
#include "tests/client/scripted-server.h"

#include <string.h>

/* One package of the tree, taken away from the workspace: its digest and bundle. */
typedef struct {
  char *digest;
  GBytes *bundle;
} Missing;

static void
take_away (ZbScriptedWorld *world, Missing *missing)
{
  ZbPackage *package = zb_catalogue_at (zb_workspace_catalogue (world->client.workspace), 0);
  g_autoptr (GError) error = NULL;
  g_autofree char *sql = NULL;

  missing->digest = g_strdup (zb_package_digest (package));
  missing->bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  sql = g_strdup_printf ("delete from package where digest = '%s'", missing->digest);
  zb_scratch_client_execute (&world->client, sql);
  zb_workspace_load_catalogue (world->client.workspace, &error);
  g_assert_no_error (error);
  g_assert_null (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing->digest));
}

static void
missing_clear (Missing *missing)
{
  g_free (missing->digest);
  g_bytes_unref (missing->bundle);
}

static void
serve_catalogue (ZbScriptedWorld *world, const char *digest)
{
  g_autofree char *body = g_strdup_printf (
      "{\"packages\":[{\"name\":\"x\",\"digest\":\"%s\"},{\"name\":\"no digest\"}]}", digest);

  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, body);
}

static void
serve_statement (ZbScriptedWorld *world, const char *digest, const char *kind, GBytes *archive)
{
  g_autofree char *path = g_strdup_printf ("GET /v1/packages/%s/publication?kind=%s", digest, kind);

  if (archive)
    zb_scripted_server_answer_bytes (world->server, path, 200, archive);
  else
    zb_scripted_server_answer (world->server, path, 404,
                               "{\"type\":\"urn:zhibao:problem:not-found\",\"status\":404,"
                               "\"title\":\"There is no such thing here\"}");
}

static void
test_fetches_what_is_missing (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;

  take_away (world, &missing);
  path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  serve_catalogue (world, missing.digest);
  serve_statement (world, missing.digest, "publish", NULL);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing.bundle);
  zb_library_sync (world->client.workspace, world->client.account, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing.digest));
  /* It is here now, and not asked for again. */
  zb_scripted_server_answer (world->server, path, 500, NULL);
  zb_library_sync (world->client.workspace, world->client.account, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  missing_clear (&missing);
}

/* A form is what its digest says, whatever the server sends. */
static void
test_refuses_another_package (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *other = g_strnfill (64, 'a');
  g_autofree char *path = g_strdup_printf ("GET /v1/packages/%s", other);
  g_autoptr (GError) error = NULL;

  take_away (world, &missing);
  serve_catalogue (world, other);
  serve_statement (world, other, "publish", NULL);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing.bundle);
  g_assert_false (zb_library_sync (world->client.workspace, world->client.account, world->session,
                                   NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS);
  g_assert_nonnull (strstr (error->message, other));
  g_assert_null (
      zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), missing.digest));
  missing_clear (&missing);
}

static void
test_refuses_rubbish (ZbScriptedWorld *world, gconstpointer data)
{
  Missing missing;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  take_away (world, &missing);
  path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  serve_catalogue (world, missing.digest);
  serve_statement (world, missing.digest, "publish", NULL);
  zb_scripted_server_answer (world->server, path, 200, "no zip");
  g_assert_false (zb_library_sync (world->client.workspace, world->client.account, world->session,
                                   NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, missing.digest));
  missing_clear (&missing);
}

/* What administrators would sign about the package that is missing. */
typedef struct {
  const char *kind;
  const char *node;
  const char *from;
  const char *names[2]; /* of the signers; NULL: no signature */
  gboolean of_a_unit;   /* the second is an enterprise's */
} Order;

static GBytes *
sign_as (ZbScriptedWorld *world, GBytes *statement, const char *name, const char *unit)
{
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (world->client.authority, "p256", name, unit, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (identity);
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const void *data = g_bytes_get_data (statement, &length);
  GBytes *signature = zb_signature_make (signer, data, length, world->client.now, TRUE, &error);

  g_assert_no_error (error);
  return signature;
}

static GBytes *
make_statement (ZbScriptedWorld *world, const Missing *missing, const Order *order)
{
  g_autoptr (ZbPublication) publication = zb_publication_new ();
  g_autoptr (GError) error = NULL;

  publication->kind = g_strdup (order->kind);
  publication->node = g_strdup (order->node);
  publication->created = world->client.now;
  publication->system = g_strdup ("s1");
  publication->form = g_strdup ("B203");
  publication->edition = g_strdup ("2023.1");
  publication->package = g_strdup (missing->digest);
  publication->from = g_strdup (order->from);
  publication->reason = g_strdup ("test");
  if (strcmp (order->kind, "publish") == 0)
    zb_publication_add_file (publication, "form.xml", missing->bundle);
  g_autoptr (GBytes) statement = zb_publication_write (publication);
  g_autoptr (GBytes) first =
      order->names[0] ? sign_as (world, statement, order->names[0], NULL) : NULL;
  g_autoptr (GBytes) second = order->names[1] ? sign_as (world, statement, order->names[1],
                                                         order->of_a_unit ? ZB_TEST_UNIT : NULL)
                                              : NULL;
  GBytes *const signatures[] = {first, second};
  GBytes *archive = zb_signed_publication_pack (statement, signatures, NULL, &error);
  g_assert_no_error (error);
  return archive;
}

/* An account that has fetched its founding forms, and a server that offers one more. */
static void
offer_later (ZbScriptedWorld *world, Missing *missing, const Order *order)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) statement = NULL;

  take_away (world, missing);
  zb_scratch_client_execute (&world->client, "update account set founded = 1");
  path = g_strdup_printf ("GET /v1/packages/%s", missing->digest);
  serve_catalogue (world, missing->digest);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing->bundle);
  statement = order ? make_statement (world, missing, order) : NULL;
  serve_statement (world, missing->digest, "publish", statement);
}

static void
test_takes_what_two_have_signed (ZbScriptedWorld *world, gconstpointer data)
{
  static const Order order = {"publish", ZB_TEST_NODE, "2024-06", {"lin", "wu"}, FALSE};
  g_autoptr (GError) error = NULL;
  Missing missing;
  ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6};
  guint n = 0;

  offer_later (world, &missing, &order);
  zb_library_sync (world->client.workspace, world->client.account, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 1);
  ZbCatalogue *catalogue = zb_workspace_catalogue (world->client.workspace);
  ZbPackage *package = zb_catalogue_find_digest (catalogue, missing.digest);
  g_assert_nonnull (package);
  g_assert_true (zb_catalogue_offers (catalogue, package, june));
  g_assert_false (zb_catalogue_offers (catalogue, package, zb_period_add (june, -1)));
  missing_clear (&missing);
}

static void
test_refuses_unsigned (ZbScriptedWorld *world, gconstpointer data)
{
  static const struct {
    Order order;
    const char *text;
  } cases[] = {
      {{NULL, NULL, NULL, {NULL, NULL}, FALSE}, "no two administrators have signed it"},
      {{"publish", ZB_TEST_NODE, NULL, {"lin", NULL}, FALSE}, "second administrator's signature"},
      {{"publish", ZB_TEST_NODE, NULL, {"lin", "lin"}, FALSE}, "both signatures are of lin"},
      {{"publish", ZB_TEST_NODE, NULL, {"lin", "wu"}, TRUE}, "is no administrator"},
      {{"publish", "999999", NULL, {"lin", "wu"}, FALSE}, "about something else"},
      {{"withdraw", ZB_TEST_NODE, "2024-06", {"lin", "wu"}, FALSE}, "about something else"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    Missing missing;

    offer_later (world, &missing, cases[i].order.kind ? &cases[i].order : NULL);
    g_assert_false (zb_library_sync (world->client.workspace, world->client.account, world->session,
                                     NULL, &error));
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS);
    if (!strstr (error->message, cases[i].text))
      g_error ("%s", error->message);
    g_assert_null (zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace),
                                             missing.digest));
    zb_scratch_client_add_package (&world->client, missing.bundle);
    g_assert_true (zb_workspace_load_catalogue (world->client.workspace, NULL));
    missing_clear (&missing);
  }
}

/* A changed byte of statement or form: nothing is taken, and the forms of before are there. */
static void
test_refuses_changed_bytes (ZbScriptedWorld *world, gconstpointer data)
{
  static const Order order = {"publish", ZB_TEST_NODE, NULL, {"lin", "wu"}, FALSE};
  g_autoptr (GError) error = NULL;
  Missing missing;
  guint before;
  gsize length = 0;

  offer_later (world, &missing, &order);
  before = zb_catalogue_n_packages (zb_workspace_catalogue (world->client.workspace));
  g_autoptr (GBytes) statement = make_statement (world, &missing, &order);
  guint8 *changed = g_bytes_unref_to_data (g_steal_pointer (&statement), &length);
  changed[length / 2] ^= 1;
  g_autoptr (GBytes) bytes = g_bytes_new_take (changed, length);
  serve_statement (world, missing.digest, "publish", bytes);
  g_assert_false (zb_library_sync (world->client.workspace, world->client.account, world->session,
                                   NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS);
  g_assert_cmpuint (zb_catalogue_n_packages (zb_workspace_catalogue (world->client.workspace)), ==,
                    before);
  missing_clear (&missing);
}

static void
test_withdrawal_needs_two (ZbScriptedWorld *world, gconstpointer data)
{
  static const Order one = {"withdraw", ZB_TEST_NODE, "2024-06", {"lin", NULL}, FALSE};
  static const Order two = {"withdraw", ZB_TEST_NODE, "2024-06", {"lin", "wu"}, FALSE};
  ZbPackage *package = zb_catalogue_at (zb_workspace_catalogue (world->client.workspace), 0);
  g_autofree char *digest = g_strdup (zb_package_digest (package));
  g_autofree char *body = g_strdup_printf (
      "{\"packages\":[{\"name\":\"x\",\"digest\":\"%s\",\"until\":\"2024-06\"}]}", digest);
  g_autoptr (GBytes) bundle = g_bytes_new_static ("", 0);
  Missing present = {digest, bundle};
  g_autoptr (GBytes) unconfirmed = make_statement (world, &present, &one);
  g_autoptr (GBytes) confirmed = make_statement (world, &present, &two);
  ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6};
  g_autoptr (GError) error = NULL;

  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, body);
  serve_statement (world, digest, "withdraw", unconfirmed);
  g_assert_false (zb_library_sync (world->client.workspace, world->client.account, world->session,
                                   NULL, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS);
  g_clear_error (&error);
  serve_statement (world, digest, "withdraw", confirmed);
  zb_library_sync (world->client.workspace, world->client.account, world->session, NULL, &error);
  g_assert_no_error (error);
  ZbCatalogue *catalogue = zb_workspace_catalogue (world->client.workspace);
  package = zb_catalogue_find_digest (catalogue, digest);
  g_assert_false (zb_catalogue_offers (catalogue, package, june));
  g_assert_true (zb_catalogue_offers (catalogue, package, zb_period_add (june, -1)));
}

/* The tag of the catalogue of before is told; where nothing changed, nothing else is asked. */
static void
test_asks_for_changes (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *tag = NULL;
  g_autofree char *seen = NULL;
  guint n = 9;

  zb_scratch_client_execute (&world->client, "update account set catalogue_tag = '\"abc\"'");
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 304, NULL);
  zb_library_sync (world->client.workspace, world->client.account, world->session, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 0);
  tag = zb_scripted_server_dup_header (world->server, "if-none-match");
  g_assert_cmpstr (tag, ==, "\"abc\"");
  seen = zb_scripted_server_take_seen (world->server);
  g_assert_cmpstr (seen, ==, "GET /v1/catalogue\n");
}

static gboolean
sync_fails (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;
  gboolean done = zb_library_sync (world->client.workspace, world->client.account, world->session,
                                   NULL, &error);

  g_assert_true (done == (error == NULL));
  g_test_message ("%s", error ? error->message : "no error");
  return !done;
}

static gboolean
has (ZbScriptedWorld *world, const char *digest)
{
  return zb_catalogue_find_digest (zb_workspace_catalogue (world->client.workspace), digest) !=
         NULL;
}

/* A server set back to an older state: what two administrators signed stays, and so does what they
 * withdrew. */
static void
test_keeps_what_a_set_back_server_lost (ZbScriptedWorld *world, gconstpointer data)
{
  static const Order order = {"publish", ZB_TEST_NODE, "2024-06", {"lin", "wu"}, FALSE};
  static const Order end = {"withdraw", ZB_TEST_NODE, "2024-08", {"lin", "wu"}, FALSE};
  ZbPeriod july = {ZB_PERIOD_MONTH, 2024, 7}, august = {ZB_PERIOD_MONTH, 2024, 8};
  g_autofree char *body = NULL;
  Missing missing;

  offer_later (world, &missing, &order);
  g_assert_false (sync_fails (world));
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, "{\"packages\":[]}");
  g_assert_false (sync_fails (world));
  g_assert_true (has (world, missing.digest));
  body = g_strdup_printf (
      "{\"packages\":[{\"name\":\"x\",\"digest\":\"%s\",\"until\":\"2024-08\"}]}", missing.digest);
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, body);
  g_autoptr (GBytes) statement = make_statement (world, &missing, &end);
  serve_statement (world, missing.digest, "withdraw", statement);
  g_assert_false (sync_fails (world));
  serve_catalogue (world, missing.digest);
  g_assert_false (sync_fails (world));
  ZbCatalogue *catalogue = zb_workspace_catalogue (world->client.workspace);
  ZbPackage *package = zb_catalogue_find_digest (catalogue, missing.digest);
  g_assert_true (zb_catalogue_offers (catalogue, package, july));
  g_assert_false (zb_catalogue_offers (catalogue, package, august));
  missing_clear (&missing);
}

/* Half a form, or a line that breaks: the forms of before serve on, and next time it is fetched. */
static void
test_half_a_download (ZbScriptedWorld *world, gconstpointer data)
{
  static const Order order = {"publish", ZB_TEST_NODE, NULL, {"lin", "wu"}, FALSE};
  g_autofree char *path = NULL;
  Missing missing;
  guint before;

  offer_later (world, &missing, &order);
  before = zb_catalogue_n_packages (zb_workspace_catalogue (world->client.workspace));
  path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  g_autoptr (GBytes) half =
      g_bytes_new_from_bytes (missing.bundle, 0, g_bytes_get_size (missing.bundle) / 2);
  zb_scripted_server_answer_bytes (world->server, path, 200, half);
  g_assert_true (sync_fails (world));
  zb_scripted_server_answer (world->server, path, 0, NULL);
  g_assert_true (sync_fails (world));
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 0, NULL);
  g_assert_true (sync_fails (world));
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, "{\"packages\":[{\"dig");
  g_assert_true (sync_fails (world));
  g_assert_cmpuint (zb_catalogue_n_packages (zb_workspace_catalogue (world->client.workspace)), ==,
                    before);
  g_assert_false (has (world, missing.digest));
  serve_catalogue (world, missing.digest);
  zb_scripted_server_answer_bytes (world->server, path, 200, missing.bundle);
  g_assert_false (sync_fails (world));
  g_assert_true (has (world, missing.digest));
  missing_clear (&missing);
}

/* Of two new forms the second does not come: the first is not taken either, and a program that is
 * started now, offline, has what it had. */
static void
test_takes_all_or_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *first_path = NULL, *body = NULL, *other = g_strnfill (64, 'b');
  g_autoptr (GError) error = NULL;
  Missing missing;

  take_away (world, &missing);
  first_path = g_strdup_printf ("GET /v1/packages/%s", missing.digest);
  body = g_strdup_printf ("{\"packages\":[{\"name\":\"x\",\"digest\":\"%s\"},"
                          "{\"name\":\"y\",\"digest\":\"%s\"}]}",
                          missing.digest, other);
  zb_scripted_server_answer (world->server, "GET /v1/catalogue", 200, body);
  serve_statement (world, missing.digest, "publish", NULL);
  serve_statement (world, other, "publish", NULL);
  zb_scripted_server_answer_bytes (world->server, first_path, 200, missing.bundle);
  g_assert_true (sync_fails (world));
  g_assert_false (has (world, missing.digest));
  g_autoptr (ZbWorkspace) again = zb_scratch_client_open (&world->client);
  g_assert_cmpuint (zb_catalogue_n_packages (zb_workspace_catalogue (again)), ==,
                    zb_catalogue_n_packages (zb_workspace_catalogue (world->client.workspace)));
  missing_clear (&missing);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/library/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,  \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("fetches-what-is-missing", test_fetches_what_is_missing);
  ADD ("refuses-another-package", test_refuses_another_package);
  ADD ("refuses-rubbish", test_refuses_rubbish);
  ADD ("takes-what-two-have-signed", test_takes_what_two_have_signed);
  ADD ("refuses-what-two-have-not-signed", test_refuses_unsigned);
  ADD ("refuses-changed-bytes", test_refuses_changed_bytes);
  ADD ("withdrawal-needs-two", test_withdrawal_needs_two);
  ADD ("asks-for-changes", test_asks_for_changes);
  ADD ("keeps-what-a-set-back-server-lost", test_keeps_what_a_set_back_server_lost);
  ADD ("half-a-download", test_half_a_download);
  ADD ("takes-all-or-nothing", test_takes_all_or_nothing);
  return g_test_run ();
}
