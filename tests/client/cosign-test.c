/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cosign.h"

#include "client/cosign-box.h"
#include "client/cosign-note.h"
#include "client/cosigning.h"
#include "client/draft.h"
#include "client/due.h"
#include "exchange/container.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "tests/client/scripted-server.h"

#include <string.h>

#define PREPARER ZB_SIGNING_PREPARER
#define REVIEWER ZB_SIGNING_REVIEWER
#define LEGAL ZB_SIGNING_LEGAL_SIGNER

#define ME "GET /v1/me?unit=" ZB_TEST_UNIT
#define BOX "GET /v1/cosign?unit=" ZB_TEST_UNIT

/* What another machine of the enterprise signed: its draft never was here. */
static GBytes *
seal_elsewhere (ZbScratchClient *client, const char *output, guint roles, char **ret_message)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};

  g_ptr_array_add (reports, zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, output));
  zb_seal_reports_as (client->account, reports, signer, roles, TRUE, 1, client->now, &sealed,
                      &error);
  g_assert_no_error (error);
  GBytes *container = g_bytes_ref (sealed.container);
  if (ret_message)
    *ret_message = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return container;
}

static GBytes *
sign_elsewhere (ZbScratchClient *client, GBytes *container, const char *name, const char *roles)
{
  g_autoptr (ZbTestIdentity) identity =
      zb_test_authority_identify (client->authority, "p256", name, ZB_TEST_UNIT, ZB_USE_SIGNING);
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (identity);
  g_autoptr (GError) error = NULL;
  GBytes *more = zb_container_sign_as (container, signer, roles, client->now, TRUE, &error);

  g_assert_no_error (error);
  return more;
}

static ZbCosign *
keep (ZbScratchClient *client, GBytes *container)
{
  g_autoptr (GError) error = NULL;
  ZbCosign *cosign =
      zb_cosign_keep (client->workspace, client->account, "may.asice", container, &error);

  g_assert_no_error (error);
  return cosign;
}

static ZbCosign *
get (ZbScratchClient *client, const char *message)
{
  g_autoptr (GError) error = NULL;
  ZbCosign *cosign = zb_cosign_get (client->workspace, client->account, message, &error);

  g_assert_no_error (error);
  return cosign;
}

static guint
count (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = zb_cosign_list (client->workspace, client->account, &error);

  g_assert_no_error (error);
  return list->len;
}

static void
save_draft (ZbScratchClient *client, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static void
drop_draft (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;

  zb_draft_drop (client->workspace, client->account, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);
  g_assert_no_error (error);
}

static char *
dup_draft_output (ZbScratchClient *client)
{
  g_autoptr (ZbReport) draft = zb_draft_read_kept (client->workspace, client->account,
                                                   ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, NULL);

  return draft ? zb_scratch_client_output (draft) : NULL;
}

/* Signs the draft here, as far as @wanted; *@ret_missing. (transfer full) the message. */
static char *
seal_draft (ZbScratchClient *client, const char *output, guint wanted, guint *ret_missing)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);
  g_autoptr (GPtrArray) reports = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_report_unref);
  g_autoptr (GError) error = NULL;
  ZbSealed sealed = {0};

  save_draft (client, output);
  g_ptr_array_add (reports, zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, output));
  zb_cosign_seal (client->workspace, client->account, reports, signer, wanted, 1, &sealed,
                  ret_missing, &error);
  g_assert_no_error (error);
  char *message = g_strdup (sealed.message_id);
  zb_sealed_clear (&sealed);
  return message;
}

static gboolean
sign (
    ZbScratchClient *client, const char *message, guint wanted, guint *ret_missing, GError **error)
{
  g_autoptr (ZbSigner) signer = zb_test_identity_signer (client->author);

  return zb_cosign_sign (client->workspace, client->account, message, signer, wanted, ret_missing,
                         error);
}

static ZbDueState
get_state (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDue) due =
      zb_due_find (client->workspace, client->account, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD, &error);

  g_assert_no_error (error);
  return due->state;
}

static void
test_one_role_waits_for_the_others (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  guint missing = 0;

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  g_autofree char *message = seal_draft (client, "12", PREPARER, &missing);
  g_assert_cmpuint (missing, ==, REVIEWER | LEGAL);
  g_assert_cmpint (get_state (client), ==, ZB_DUE_COSIGN);
  g_autofree char *draft = dup_draft_output (client);
  g_assert_null (draft);
  g_autoptr (ZbCosign) cosign = get (client, message);
  g_assert_cmpuint (cosign->missing, ==, REVIEWER | LEGAL);
  g_assert_cmpuint (cosign->signers->len, ==, 1);
  const ZbCosigner *signer = cosign->signers->pdata[0];
  g_assert_cmpstr (signer->name, ==, "author");
  g_assert_cmpstr (signer->roles, ==, "preparer");
  g_assert_null (zb_sent_read_container (client->workspace, message, NULL));
}

static void
test_all_roles_go_into_the_outbox (ZbScriptedWorld *world, gconstpointer data)
{
  guint missing = 1;
  g_autofree char *message = seal_draft (&world->client, "12", 0, &missing);
  g_autoptr (GBytes) container = zb_sent_read_container (world->client.workspace, message, NULL);

  g_assert_cmpuint (missing, ==, 0);
  g_assert_nonnull (container);
  g_assert_cmpuint (count (&world->client), ==, 0);
}

static void
test_roles_sign_in_their_order (void)
{
  static const struct {
    guint missing, held, wanted, roles;
    const char *failure;
  } cases[] = {
      {PREPARER | REVIEWER | LEGAL, PREPARER | REVIEWER | LEGAL, 0, 7, NULL},
      {PREPARER | REVIEWER | LEGAL, PREPARER | LEGAL, 0, PREPARER, NULL},
      {PREPARER | REVIEWER | LEGAL, PREPARER | REVIEWER, PREPARER, PREPARER, NULL},
      {REVIEWER | LEGAL, REVIEWER | LEGAL, 0, REVIEWER | LEGAL, NULL},
      {LEGAL, LEGAL, LEGAL, LEGAL, NULL},
      {REVIEWER | LEGAL, LEGAL, 0, 0, "the reviewer must sign first"},
      {REVIEWER | LEGAL, REVIEWER | LEGAL, LEGAL, 0, "the reviewer must sign first"},
      {PREPARER | REVIEWER, REVIEWER, 0, 0, "the preparer must sign first"},
      {LEGAL, PREPARER | LEGAL, PREPARER, 0, "nobody need sign any more as preparer"},
      {REVIEWER | LEGAL, REVIEWER, LEGAL, 0,
       "you may not sign for this enterprise as legal signer"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    guint roles = 0;
    gboolean may =
        zb_cosign_choose (cases[i].missing, cases[i].held, cases[i].wanted, &roles, &error);

    g_assert_cmpint (may, ==, cases[i].failure == NULL);
    g_assert_cmpuint (roles, ==, cases[i].roles);
    if (cases[i].failure == NULL)
      continue;
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ROLE);
    g_assert_cmpstr (error->message, ==, cases[i].failure);
  }
}

static void
test_the_last_signature_sends (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, &message);
  g_autoptr (ZbCosign) cosign = keep (client, first);
  guint missing = 0;

  g_assert_true (sign (client, message, REVIEWER, &missing, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (missing, ==, LEGAL);
  g_assert_true (sign (client, message, 0, &missing, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (missing, ==, 0);
  g_assert_cmpuint (count (client), ==, 0);
  g_autoptr (GBytes) sent = zb_sent_read_container (client->workspace, message, &error);
  g_assert_no_error (error);
  g_autoptr (ZbContainer) container = zb_container_open ("sent", sent, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (zb_container_n_signatures (container), ==, 3);
}

/* A draft that was touched by mistake voids nothing for good. */
static void
test_a_draft_voids_until_it_is_gone (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, &message);
  g_autoptr (ZbCosign) before = keep (client, first);
  guint missing = 0;

  g_assert_false (before->voided);
  save_draft (client, "13");
  g_autoptr (ZbCosign) changed = get (client, message);
  g_assert_true (changed->voided);
  g_assert_cmpuint (changed->mine, ==, 0);
  g_assert_false (sign (client, message, 0, &missing, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_VOID);
  g_assert_cmpstr (error->message, ==,
                   "the report was changed after it had been signed: sign it anew");
  g_autoptr (ZbCosign) still = keep (client, first);
  g_assert_true (still->voided);
  drop_draft (client);
  g_autoptr (ZbCosign) again = keep (client, first);
  g_assert_false (again->voided);
}

static void
test_a_draft_of_before_does_not_hide_it (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, NULL);

  zb_scratch_client_owe (client, ZB_SCRATCH_FORM, ZB_SCRATCH_PERIOD);
  save_draft (client, "11");
  g_assert_cmpint (get_state (client), ==, ZB_DUE_DRAFT);
  g_autoptr (ZbCosign) cosign = keep (client, first);
  g_assert_cmpint (get_state (client), ==, ZB_DUE_COSIGN);
}

static void
test_taking_back_makes_a_draft (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  guint missing = 0;
  g_autofree char *message = seal_draft (client, "12", PREPARER, &missing);

  g_assert_true (zb_cosign_take_back (client->workspace, client->account, message, &error));
  g_assert_no_error (error);
  g_autofree char *draft = dup_draft_output (client);
  g_assert_cmpstr (draft, ==, "12");
  g_autoptr (ZbCosign) cosign = get (client, message);
  g_assert_true (cosign->voided);
  g_assert_cmpstr (cosign->taken_back_by, ==, "carrier");
  g_assert_null (cosign->remark);
  g_assert_false (sign (client, message, 0, &missing, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_VOID);
  g_assert_cmpstr (error->message, ==,
                   "the report was changed after it had been signed: sign it anew");
}

static void
test_signing_anew_voids_the_first (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *first = NULL, *second = NULL;
  g_autoptr (GBytes) old = seal_elsewhere (client, "12", PREPARER, &first);
  client->now += G_TIME_SPAN_SECOND;
  g_autoptr (GBytes) new = seal_elsewhere (client, "13", PREPARER, &second);

  /* Whichever comes first. */
  g_autoptr (ZbCosign) newer = keep (client, new);
  g_autoptr (ZbCosign) older = keep (client, old);
  g_assert_true (older->voided);
  g_autoptr (ZbCosign) stands = get (client, second);
  g_assert_false (stands->voided);
}

static void
test_fewer_signatures_change_nothing (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, NULL);
  g_autoptr (GBytes) second = sign_elsewhere (client, first, "李四", "reviewer");

  g_autoptr (ZbCosign) more = keep (client, second);
  g_assert_cmpuint (more->missing, ==, LEGAL);
  g_autoptr (ZbCosign) fewer = keep (client, first);
  g_assert_cmpuint (fewer->missing, ==, LEGAL);
  g_assert_cmpuint (fewer->signers->len, ==, 2);
}

static void
test_a_further_signature_answers_the_remark (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, NULL);
  g_autoptr (GBytes) second = sign_elsewhere (client, first, "李四", "reviewer");
  g_autoptr (ZbCosign) cosign = keep (client, first);

  zb_cosign_note_remark (client->workspace, client->account, cosign->message, "请核对", "李四",
                         &error);
  g_assert_no_error (error);
  g_autoptr (ZbCosign) given_back = get (client, cosign->message);
  g_assert_cmpstr (given_back->remark, ==, "请核对");
  g_assert_cmpstr (given_back->remark_by, ==, "李四");
  g_autoptr (ZbCosign) signed_on = keep (client, second);
  g_assert_null (signed_on->remark);
}

/* Two signed in the same role at once: who was in the box first counts, so that all go on with the
 * same one; a file does not overrule what is here. */
static void
test_the_box_decides_between_two (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, NULL);
  g_autoptr (GBytes) his = sign_elsewhere (client, first, "李四", "reviewer");
  g_autoptr (GBytes) hers = sign_elsewhere (client, first, "赵敏", "reviewer");
  g_autoptr (ZbCosign) mine = keep (client, his);

  g_autoptr (ZbCosign) file = keep (client, hers);
  g_assert_cmpstr (((ZbCosigner *)file->signers->pdata[1])->name, ==, "李四");
  g_autoptr (ZbCosign) box =
      zb_cosign_adopt (client->workspace, client->account, "box", hers, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((ZbCosigner *)box->signers->pdata[1])->name, ==, "赵敏");
}

static void
refuse (ZbScratchClient *client, GBytes *container, GQuark domain, int code, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      zb_cosign_keep (client->workspace, client->account, "may.asice", container, &error));
  g_assert_error (error, domain, code);
  g_assert_nonnull (strstr (error->message, text));
  g_assert_cmpuint (count (client), ==, 0);
}

static void
test_refuses_what_nobody_here_signs (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autoptr (GBytes) whole = seal_elsewhere (client, "12", ZB_SIGNING_ALL, NULL);
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, NULL);
  gsize length = 0;
  const char *text = g_bytes_get_data (first, &length);
  g_autofree char *changed = g_memdup2 (text, length);
  char *at = memmem (changed, length, "<report ", strlen ("<report "));

  refuse (client, whole, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE, "may.asice: all have signed it");
  g_assert_nonnull (at);
  at[60] ^= 1;
  g_autoptr (GBytes) forged = g_bytes_new (changed, length);
  refuse (client, forged, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "may.asice");
  g_autofree char *unit = client->account->unit;
  client->account->unit = g_strdup ("91350213MA3BWYA54F");
  refuse (client, first, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
          "the report is of " ZB_TEST_UNIT ", not of 91350213MA3BWYA54F");
}

/* The box */

static void
fill_box (ZbScriptedWorld *world, const char *waiting, const char *taken_back)
{
  g_autofree char *body =
      g_strdup_printf ("{\"waiting\":[%s],\"taken_back\":[%s]}", waiting, taken_back);

  zb_scripted_server_answer (world->server, ME, 200,
                             "{\"tenants\":[{\"id\":\"s1\",\"roles\":\"reviewer\"}]}");
  zb_scripted_server_answer (world->server, BOX, 200, body);
}

static char *
describe (const char *message, GBytes *container, const char *remark)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, container);
  g_autofree char *more =
      remark ? g_strdup_printf (",\"remark\":\"%s\",\"remark_by\":\"李四\"", remark)
             : g_strdup ("");

  return g_strdup_printf ("{\"message\":\"%s\",\"digest\":\"%s\"%s}", message, digest, more);
}

static void
sync_well (ZbScriptedWorld *world)
{
  g_autoptr (GError) error = NULL;

  zb_cosign_box_sync (world->client.workspace, world->client.account, world->session, &error);
  g_assert_no_error (error);
}

static void
serve (ZbScriptedWorld *world, const char *message, GBytes *container)
{
  g_autofree char *request = g_strdup_printf ("GET /v1/cosign/%s?unit=" ZB_TEST_UNIT, message);

  zb_scripted_server_answer_bytes (world->server, request, 200, container);
}

static void
test_fetches_with_remark_and_roles (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (&world->client, "12", PREPARER, &message);
  g_autofree char *plain = describe (message, first, NULL);
  g_autofree char *remarked = describe (message, first, "请核对");

  serve (world, message, first);
  fill_box (world, plain, "");
  sync_well (world);
  g_autoptr (ZbCosign) cosign = get (&world->client, message);
  g_assert_cmpuint (cosign->mine, ==, REVIEWER);
  fill_box (world, remarked, "");
  sync_well (world);
  g_autoptr (ZbCosign) given_back = get (&world->client, message);
  g_assert_cmpstr (given_back->remark, ==, "请核对");
}

/* It was sent or taken out between the list and the fetching, or cannot be verified. */
static void
test_one_that_is_gone_keeps_none_from_coming (ZbScriptedWorld *world, gconstpointer data)
{
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (&world->client, "12", PREPARER, &message);
  g_autofree char *known = describe (message, first, NULL);
  g_autofree char *both = g_strdup_printf ("{\"message\":\"gone\",\"digest\":\"0\"},"
                                           "{\"message\":\"broken\",\"digest\":\"0\"},%s",
                                           known);

  zb_scripted_server_answer (
      world->server, "GET /v1/cosign/gone?unit=" ZB_TEST_UNIT, 404,
      "{\"type\":\"urn:zhibao:problem:not-found\",\"title\":\"no\",\"status\":404}");
  zb_scripted_server_answer (world->server, "GET /v1/cosign/broken?unit=" ZB_TEST_UNIT, 200,
                             "no container");
  serve (world, message, first);
  fill_box (world, both, "");
  sync_well (world);
  g_assert_cmpuint (count (&world->client), ==, 1);
}

static void
test_learns_that_it_was_taken_back (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint missing = 0;
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (&world->client, "12", PREPARER, &message);
  g_autoptr (ZbCosign) before = keep (&world->client, first);
  g_autofree char *taken = g_strdup_printf ("{\"message\":\"%s\",\"by\":\"王小明\"}", message);

  fill_box (world, "", taken);
  sync_well (world);
  g_autoptr (ZbCosign) after = get (&world->client, message);
  g_assert_true (after->voided);
  g_assert_cmpstr (after->taken_back_by, ==, "王小明");
  g_assert_false (sign (&world->client, message, REVIEWER, &missing, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_VOID);
  g_assert_cmpstr (error->message, ==,
                   "王小明 has taken the report back to change it: wait for the new one");
  /* The file of before does not bring it back. */
  g_autoptr (ZbCosign) again = keep (&world->client, first);
  g_assert_true (again->voided);
}

static void
test_tells_of_what_was_taken_back_offline (ZbScriptedWorld *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (&world->client, "12", PREPARER, &message);
  g_autoptr (ZbCosign) before = keep (&world->client, first);
  g_autofree char *waiting = describe (message, first, NULL);
  g_autofree char *end = g_strdup_printf ("POST /v1/cosign/%s/end?unit=" ZB_TEST_UNIT, message);

  zb_cosign_take_back (world->client.workspace, world->client.account, message, &error);
  g_assert_no_error (error);
  zb_scripted_server_answer (world->server, end, 204, "");
  fill_box (world, waiting, "");
  sync_well (world);
  g_autofree char *seen = zb_scripted_server_take_seen (world->server);
  g_assert_nonnull (strstr (seen, end));
  g_autoptr (ZbCosign) after = get (&world->client, message);
  g_assert_true (after->voided);
}

static void
test_a_large_one_goes_as_a_file (ZbScriptedWorld *world, gconstpointer data)
{
  ZbScratchClient *client = &world->client;
  g_autofree char *message = NULL;
  g_autoptr (GBytes) first = seal_elsewhere (client, "12", PREPARER, &message);
  g_autoptr (ZbCosign) cosign = keep (client, first);

  zb_scripted_server_answer (world->server, "POST /v1/cosign", 201, "{}");
  for (guint over = 0; over <= 1; over++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *sql = g_strdup_printf ("update cosign set container = zeroblob (%u)",
                                            ZB_PROTOCOL_MAX_SMALL_MESSAGE + over);

    zb_scratch_client_execute (client, sql);
    gboolean put =
        zb_cosign_box_put (client->workspace, client->account, world->session, message, &error);
    g_assert_cmpint (put, ==, !over);
    if (!over)
      continue;
    g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE);
    g_assert_cmpstr (error->message, ==,
                     "the report is too large for the bureau's box: hand it over as a file");
  }
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/cosign/" name, ZbScriptedWorld, NULL, zb_scripted_world_set_up, function,   \
              zb_scripted_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/cosign/roles-sign-in-their-order", test_roles_sign_in_their_order);
  ADD ("one-role-waits-for-the-others", test_one_role_waits_for_the_others);
  ADD ("all-roles-go-into-the-outbox", test_all_roles_go_into_the_outbox);
  ADD ("the-last-signature-sends", test_the_last_signature_sends);
  ADD ("a-draft-voids-until-it-is-gone", test_a_draft_voids_until_it_is_gone);
  ADD ("a-draft-of-before-does-not-hide-it", test_a_draft_of_before_does_not_hide_it);
  ADD ("taking-back-makes-a-draft", test_taking_back_makes_a_draft);
  ADD ("signing-anew-voids-the-first", test_signing_anew_voids_the_first);
  ADD ("fewer-signatures-change-nothing", test_fewer_signatures_change_nothing);
  ADD ("a-further-signature-answers-the-remark", test_a_further_signature_answers_the_remark);
  ADD ("the-box-decides-between-two", test_the_box_decides_between_two);
  ADD ("refuses-what-nobody-here-signs", test_refuses_what_nobody_here_signs);
  ADD ("fetches-with-remark-and-roles", test_fetches_with_remark_and_roles);
  ADD ("one-that-is-gone-keeps-none-from-coming", test_one_that_is_gone_keeps_none_from_coming);
  ADD ("learns-that-it-was-taken-back", test_learns_that_it_was_taken_back);
  ADD ("tells-of-what-was-taken-back-offline", test_tells_of_what_was_taken_back_offline);
  ADD ("a-large-one-goes-as-a-file", test_a_large_one_goes_as_a_file);
  return g_test_run ();
}
