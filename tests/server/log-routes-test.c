/* SPDX-License-Identifier: Apache-2.0 */
/* What the log shows everyone: checkpoint, proofs and tiles. */
#include "exchange/checkpoint.h"
#include "exchange/log-proof.h"
#include "server/log/log.h"
#include "tests/support/fake-request.h"

#include <string.h>

/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)
/* Over the edge of a second tile, and into the level above. */
#define RECORDS 600

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbCheckpoint head;
} World;

static ZbFakeAnswer *
ask (World *world, const char *path, const char *const *query)
{
  return zb_fake_get (world->node, NULL, path, query);
}

static void
read_head (World *world)
{
  g_autoptr (ZbFakeAnswer) answer = ask (world, "/log/checkpoint", NULL);
  const char *verifier = zb_node_service (zb_test_node_get (world->node))->log_verifier;
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  zb_checkpoint_open (answer->text, verifier, &world->head, &error);
  g_assert_no_error (error);
}

static void
set_up (World *world, gconstpointer data)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  ZbAct act = {.kind = ZB_ACT_RECORD, .who = "Chen", .time = NOW};
  g_autoptr (GError) error = NULL;

  world->now = NOW;
  world->node = zb_test_node_new_at (&world->now);
  for (guint i = 0; i < RECORDS; i++)
    g_ptr_array_add (records, g_strdup_printf ("record %u", i));
  g_ptr_array_add (records, NULL);
  act.records = (const char *const *)records->pdata;
  zb_store_commit_one (zb_test_node_store (world->node), &act, NULL, &error);
  g_assert_no_error (error);
  read_head (world);
  g_assert_cmpuint (world->head.size, >, RECORDS);
}

static void
tear_down (World *world, gconstpointer data)
{
  zb_checkpoint_clear (&world->head);
  zb_test_node_free (world->node);
}

/* The hashes of a tile as the page gives them. */
static ZbFakeAnswer *
fetch_tile (World *world, const char *path, guint width)
{
  ZbFakeAnswer *answer = ask (world, path, NULL);

  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpuint (answer->length, ==, width * sizeof (ZbHash));
  g_assert_cmpstr (zb_fake_answer_header (answer, "cache-control"), ==,
                   "public, max-age=31536000, immutable");
  return answer;
}

static ZbHash
tree_of (const ZbHash *hashes, guint n)
{
  guint left = 1;

  if (n == 1)
    return hashes[0];
  while (2 * left < n)
    left *= 2;
  ZbHash a = tree_of (hashes, left), b = tree_of (hashes + left, n - left);
  return zb_merkle_node (&a, &b);
}

/* Whoever reads the tiles computes the very root that was signed. */
static void
test_tiles_hold_the_tree (World *world, gconstpointer data)
{
  guint rest = (guint)(world->head.size - 512);
  g_autofree char *last = g_strdup_printf ("/log/tile/0/002.p/%u", rest);
  g_autoptr (ZbFakeAnswer) first = fetch_tile (world, "/log/tile/0/000", 256);
  g_autoptr (ZbFakeAnswer) second = fetch_tile (world, "/log/tile/0/001", 256);
  g_autoptr (ZbFakeAnswer) third = fetch_tile (world, last, rest);
  g_autoptr (ZbFakeAnswer) above = fetch_tile (world, "/log/tile/1/000.p/2", 2);
  g_autoptr (ZbFakeAnswer) start = fetch_tile (world, "/log/tile/0/000.p/7", 7);
  ZbHash halves[] = {tree_of ((const ZbHash *)(gpointer)first->text, 256),
                     tree_of ((const ZbHash *)(gpointer)second->text, 256)};
  ZbHash left = zb_merkle_node (&halves[0], &halves[1]);
  ZbHash right = tree_of ((const ZbHash *)(gpointer)third->text, rest);
  ZbHash root = zb_merkle_node (&left, &right);

  g_assert_cmpmem (above->text, above->length, halves, sizeof halves);
  g_assert_cmpmem (start->text, start->length, first->text, start->length);
  g_assert_cmpmem (&root, sizeof root, &world->head.root, sizeof root);
}

static void
test_there_are_no_other_tiles (World *world, gconstpointer data)
{
  g_autofree char *wider =
      g_strdup_printf ("/log/tile/0/002.p/%u", (guint)(world->head.size - 512) + 1);
  const char *const paths[] = {wider,
                               "/log/tile/0/002",
                               "/log/tile/0/003",
                               "/log/tile/0/0",
                               "/log/tile/0/0000",
                               "/log/tile/0/x000/000",
                               "/log/tile/0/x001/002",
                               "/log/tile/0/000/001",
                               "/log/tile/0/000.p/0",
                               "/log/tile/0/000.p/07",
                               "/log/tile/0/000.p/256",
                               "/log/tile/0/.p/7",
                               "/log/tile/1/000",
                               "/log/tile/8/000",
                               "/log/tile/00/000",
                               "/log/tile/data/000"};

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (ZbFakeAnswer) answer = ask (world, paths[i], NULL);
    g_test_message ("%s", paths[i]);
    zb_fake_assert_refused (answer, 404, "not-found");
  }
  /* Records are for other nodes. */
  g_autoptr (ZbFakeAnswer) records = ask (world, "/log/tile/entries/000", NULL);
  zb_fake_assert_refused (records, 401, "certificate-needed");
}

static void
test_proves_that_a_record_is_in_it (World *world, gconstpointer data)
{
  guint64 leaf = world->head.size - RECORDS + 300;
  g_autofree char *number = g_strdup_printf ("%u", (guint)leaf);
  g_autoptr (ZbFakeAnswer) answer =
      ask (world, "/log/proof", (const char *const[]){"leaf", number, NULL});
  ZbHash hash = zb_log_record_hash ("record 300");
  g_auto (ZbLogProof) proof = {0};
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  zb_log_proof_read (answer->text, &proof, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (proof.index, ==, leaf);
  g_assert_true (zb_merkle_verify_inclusion (&hash, leaf, world->head.size,
                                             (const ZbHash *)(gpointer)proof.path->data,
                                             proof.path->len, &world->head.root));
}

static void
test_proves_that_it_only_grew (World *world, gconstpointer data)
{
  g_autofree char *to = g_strdup_printf ("%u", (guint)world->head.size);
  g_autoptr (ZbFakeAnswer) answer =
      ask (world, "/log/proof", (const char *const[]){"from", "256", "to", to, NULL});
  g_autoptr (ZbFakeAnswer) tile = fetch_tile (world, "/log/tile/1/000.p/1", 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (answer->status, ==, 200);
  g_autoptr (GArray) path = zb_log_path_read (answer->text, &error);
  g_assert_no_error (error);
  g_assert_true (zb_merkle_verify_consistency (256, (const ZbHash *)(gpointer)tile->text,
                                               world->head.size, &world->head.root,
                                               (const ZbHash *)(gpointer)path->data, path->len));
}

static void
test_says_what_it_cannot_prove (World *world, gconstpointer data)
{
  g_autofree char *size = g_strdup_printf ("%u", (guint)world->head.size);
  g_autofree char *more = g_strdup_printf ("%u", (guint)world->head.size + 1);
  const struct {
    const char *query[5];
    guint status;
    const char *code;
  } cases[] = {
      {{NULL}, 400, "missing-argument"},
      {{"from", "1", NULL}, 400, "missing-argument"},
      {{"leaf", "-1", NULL}, 400, "missing-argument"},
      {{"leaf", size, NULL}, 404, "not-found"},
      {{"from", "0", "to", "1", NULL}, 400, "bad-argument"},
      {{"from", "2", "to", "1", NULL}, 400, "bad-argument"},
      {{"from", "1", "to", more, NULL}, 400, "bad-argument"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ZbFakeAnswer) answer = ask (world, "/log/proof", cases[i].query);
    zb_fake_assert_refused (answer, cases[i].status, cases[i].code);
  }
}

/* The newest checkpoint is its day's once the node was tended, to whoever asks. */
static void
test_shows_each_days_checkpoint (World *world, gconstpointer data)
{
  static const char *const others[] = {"/log/checkpoint/2024-07-04", "/log/checkpoint/2024-07-06",
                                       "/log/checkpoint/2024-07-5", "/log/checkpoint/lock"};
  g_autoptr (ZbFakeAnswer) early = ask (world, "/log/checkpoint/2024-07-05", NULL);
  g_autoptr (GError) error = NULL;

  zb_fake_assert_refused (early, 404, "not-found");
  zb_node_tend (zb_test_node_get (world->node), &error);
  g_assert_no_error (error);
  g_autoptr (ZbFakeAnswer) newest = ask (world, "/log/checkpoint", NULL);
  g_autoptr (ZbFakeAnswer) answer = ask (world, "/log/checkpoint/2024-07-05", NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->text, ==, newest->text);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (ZbFakeAnswer) none = ask (world, others[i], NULL);
    g_test_message ("%s", others[i]);
    zb_fake_assert_refused (none, 404, "not-found");
  }
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/log-routes/" name, World, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("tiles-hold-the-tree", test_tiles_hold_the_tree);
  ADD ("there-are-no-other-tiles", test_there_are_no_other_tiles);
  ADD ("proves-that-a-record-is-in-it", test_proves_that_a_record_is_in_it);
  ADD ("proves-that-it-only-grew", test_proves_that_it_only_grew);
  ADD ("says-what-it-cannot-prove", test_says_what_it_cannot_prove);
  ADD ("shows-each-days-checkpoint", test_shows_each_days_checkpoint);
  return g_test_run ();
}
