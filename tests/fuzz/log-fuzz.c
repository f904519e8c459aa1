/* SPDX-License-Identifier: Apache-2.0 */
/* What the store holds of the log, where somebody may have changed it: a record, and a tile of
 * hashes behind the byte that tells how many leaves the tree has. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/log/record.h"
#include "server/log/tree.h"

#define WIDTH 256

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Words that are one space apart are told apart at just these. */
static void
try_record (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_auto (ZbLogRecord) record = {0};

  if (!zb_log_record_parse (text, &record))
    return;
  g_autofree char *again = g_strjoinv (" ", record.words);
  if (strcmp (again, text) != 0 || record.outcome == NULL)
    abort ();
}

static GBytes *
load_cb (guint level, guint64 index, gpointer data, GError **error)
{
  return level == 0 && index == 0 ? g_bytes_ref (data) : NULL;
}

/* The same hashes without tiles. */
static gboolean
read_cb (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  const ZbHash *leaves = data;
  ZbHash left, right;

  if (level == 0) {
    *ret_hash = leaves[index];
    return TRUE;
  }
  read_cb (level - 1, 2 * index, &left, data, error);
  read_cb (level - 1, 2 * index + 1, &right, data, error);
  *ret_hash = zb_merkle_node (&left, &right);
  return TRUE;
}

static void
expect_root (ZbLogTree *tree, const ZbHash *leaves, guint64 n)
{
  ZbHash root, expected;

  if (!zb_log_tree_root (tree, &root, NULL) ||
      !zb_merkle_root (n, read_cb, (gpointer)leaves, &expected, NULL) ||
      memcmp (&root, &expected, sizeof root) != 0)
    abort ();
}

/* A tile with all the tree's leaves gives the tree's root, with one leaf more too; any other is
 * called damaged. */
static void
try_tile (guint n, const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) hashes = g_bytes_new (data, size);
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (n);
  g_autofree ZbHash *leaves = g_new0 (ZbHash, WIDTH + 1);
  gboolean whole =
      size % sizeof *leaves == 0 && size / sizeof *leaves <= WIDTH && size / sizeof *leaves >= n;
  ZbHash root;

  zb_log_tree_set_load (tree, load_cb, hashes);
  if (!whole) {
    g_autoptr (GError) error = NULL;
    if (zb_log_tree_root (tree, &root, &error) || error == NULL)
      abort ();
    return;
  }
  memcpy (leaves, data, size);
  expect_root (tree, leaves, n);
  if (n == WIDTH - 1)
    return;
  leaves[n] = zb_merkle_leaf (data, size);
  if (!zb_log_tree_append (tree, &leaves[n], NULL))
    abort ();
  expect_root (tree, leaves, n + 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  try_record (data, size);
  if (size > 0 && data[0] > 0)
    try_tile (data[0], data + 1, size - 1);
  return 0;
}
