/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/evidence-list.h"

#include "exchange/evidence.h"
#include "tests/desktop/office-fixture.h"

typedef struct {
  OfficeFixture base;
  char *id; /* of a message with R1 and R2 */
} World;

static void
file (World *world, ZbReceiptKind kind, const char *word)
{
  ZbScratchClient *client = &world->base.client;
  g_autoptr (GBytes) evidence = zb_scratch_client_evidence (client, world->id, kind, word);
  g_autoptr (GError) error = NULL;

  zb_sent_file_evidence (client->workspace, world->id, evidence, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  ZbScratchClient *client = &world->base.client;

  office_fixture_set_up (&world->base, data);
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, ZB_SCRATCH_PERIOD, "52340");
  world->id = zb_scratch_client_put (client, report, 2);
  file (world, ZB_RECEIPT_ARRIVAL, NULL);
  file (world, ZB_RECEIPT_OUTCOME, "valid");
}

static void
tear_down (World *world, gconstpointer data)
{
  g_free (world->id);
  office_fixture_tear_down (&world->base, data);
}

static GPtrArray *
read_lines (World *world)
{
  g_autoptr (GError) error = NULL;

  zb_evidence_list_read_async (world->base.office, world->base.client.account->id, world->id,
                               office_fixture_done_cb, &world->base);
  GPtrArray *lines = zb_evidence_list_read_finish (office_fixture_wait (&world->base), &error);
  g_assert_no_error (error);
  return lines;
}

static void
test_shows_what_verifies (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) lines = read_lines (world);
  const ZbEvidenceLine *arrival = lines->pdata[0];
  const ZbEvidenceLine *outcome = lines->pdata[1];

  g_assert_cmpuint (lines->len, ==, 2);
  g_assert_null (arrival->fault);
  g_assert_cmpint (arrival->receipt->kind, ==, ZB_RECEIPT_ARRIVAL);
  g_assert_cmpuint (arrival->index, ==, 3);
  g_assert_cmpuint (arrival->size, ==, 7);
  g_assert_cmpstr (arrival->node, ==, "node");
  g_assert_null (outcome->fault);
  g_assert_cmpint (outcome->receipt->kind, ==, ZB_RECEIPT_OUTCOME);
  g_assert_cmpstr (outcome->receipt->outcome, ==, "valid");
}

static void
test_says_what_does_not_verify (World *world, gconstpointer data)
{
  /* The container is no longer the one the receipts speak of. */
  zb_scratch_client_execute (&world->base.client, "update message set container = x'00'");
  g_autoptr (GPtrArray) lines = read_lines (world);

  g_assert_cmpuint (lines->len, ==, 2);
  for (guint i = 0; i < lines->len; i++) {
    const ZbEvidenceLine *line = lines->pdata[i];
    g_assert_nonnull (line->fault);
    g_assert_null (line->receipt);
  }
}

static GBytes *
read_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static gboolean
export_to (World *world, const char *folder, GError **error)
{
  zb_evidence_list_export_async (world->base.office, world->id, folder, office_fixture_done_cb,
                                 &world->base);
  return zb_evidence_list_export_finish (office_fixture_wait (&world->base), error);
}

static void
test_exports_what_anyone_can_verify (World *world, gconstpointer data)
{
  ZbScratchClient *client = &world->base.client;
  g_autofree char *folder = zb_temp_dir_path (client->dir, "export");
  g_autoptr (ZbTrust) trust = zb_test_authority_trust (client->authority);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  export_to (world, folder, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) container = read_file (folder, "B204-1-2024-06.asice");
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *name = g_strdup_printf ("B204-1-2024-06-evidence-%u.zip", i);
    g_autoptr (GBytes) bytes = read_file (folder, name);
    g_autoptr (ZbEvidence) evidence = zb_evidence_verify (
        bytes, container, trust, client->account->verifier, client->now, &error);
    g_assert_no_error (error);
    g_assert_nonnull (evidence);
  }
}

static void
test_says_when_it_cannot_export (World *world, gconstpointer data)
{
  g_autofree char *folder = zb_temp_dir_path (world->base.client.dir, "missing");
  g_autoptr (GError) error = NULL;

  g_assert_false (export_to (world, folder, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

#define ADD(name, function)                                                                        \
  g_test_add ("/desktop/evidence-list/" name, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shows-what-verifies", test_shows_what_verifies);
  ADD ("says-what-does-not-verify", test_says_what_does_not_verify);
  ADD ("exports-what-anyone-can-verify", test_exports_what_anyone_can_verify);
  ADD ("says-when-it-cannot-export", test_says_when_it_cannot_export);
  return g_test_run ();
}
