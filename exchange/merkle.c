/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/merkle.h"

#include "exchange/error.h"

#include <string.h>

#define RECORD_ON_STACK 1024 /* longer records are copied to the heap */
#define MOST_LEVELS 64

ZbHash
zb_merkle_leaf (const void *record, gsize length)
{
  guint8 small[RECORD_ON_STACK + 1];
  g_autofree guint8 *large = length > RECORD_ON_STACK ? g_malloc (length + 1) : NULL;
  guint8 *input = large != NULL ? large : small;
  ZbHash hash;

  input[0] = 0x00;
  if (length > 0)
    memcpy (input + 1, record, length);
  zb_digest_compute (input, length + 1, hash.bytes);
  return hash;
}

ZbHash
zb_merkle_node (const ZbHash *left, const ZbHash *right)
{
  guint8 input[1 + 2 * ZB_DIGEST_SIZE];
  ZbHash hash;

  input[0] = 0x01;
  memcpy (input + 1, left->bytes, ZB_DIGEST_SIZE);
  memcpy (input + 1 + ZB_DIGEST_SIZE, right->bytes, ZB_DIGEST_SIZE);
  zb_digest_compute (input, sizeof input, hash.bytes);
  return hash;
}

static gboolean
equal (const ZbHash *a, const ZbHash *b)
{
  return memcmp (a->bytes, b->bytes, ZB_DIGEST_SIZE) == 0;
}

/* The level of the largest full subtree in @size > 0 leaves. */
static guint
top_level (guint64 size)
{
  return 63 - (guint)__builtin_clzll (size);
}

/* Where RFC 9162 splits @size > 1 leaves: the largest power of two below it. */
static guint64
split (guint64 size)
{
  return G_GUINT64_CONSTANT (1) << top_level (size - 1);
}

static gboolean
is_power_of_two (guint64 size)
{
  return (size & (size - 1)) == 0;
}

/* The hash over @size > 0 leaves from @start. Only the right edge of a tree is not full, so the
 * full subtrees are read from left to right and joined from the right. */
static gboolean
range_hash (
    guint64 start, guint64 size, ZbMerkleRead read, gpointer data, ZbHash *ret_hash, GError **error)
{
  ZbHash full[MOST_LEVELS];
  guint n = 0;
  for (guint64 rest = size; rest > 0; n++) {
    guint level = top_level (rest);
    if (!read (level, start >> level, &full[n], data, error))
      return FALSE;
    start += G_GUINT64_CONSTANT (1) << level;
    rest -= G_GUINT64_CONSTANT (1) << level;
  }

  ZbHash hash = full[n - 1];
  for (guint i = n - 1; i > 0; i--)
    hash = zb_merkle_node (&full[i - 1], &hash);
  *ret_hash = hash;
  return TRUE;
}

static gboolean
append_range (
    GArray *path, guint64 start, guint64 size, ZbMerkleRead read, gpointer data, GError **error)
{
  ZbHash hash;
  if (!range_hash (start, size, read, data, &hash, error))
    return FALSE;
  g_array_append_val (path, hash);
  return TRUE;
}

/* Paths are found from the root down, but are written from the leaf up. */
static GArray *
reversed (const GArray *path)
{
  GArray *turned = g_array_sized_new (FALSE, FALSE, sizeof (ZbHash), path->len);
  for (guint i = path->len; i > 0; i--)
    g_array_append_val (turned, g_array_index (path, ZbHash, i - 1));
  return turned;
}

gboolean
zb_merkle_root (guint64 size, ZbMerkleRead read, gpointer data, ZbHash *ret_root, GError **error)
{
  if (size == 0) {
    zb_digest_compute ("", 0, ret_root->bytes);
    return TRUE;
  }
  return range_hash (0, size, read, data, ret_root, error);
}

/* From the root down to the leaves that are asked for. */
typedef struct {
  guint64 first, end;
  ZbMerkleRead read;
  gpointer data;
  GPtrArray *paths;
  ZbHash siblings[MOST_LEVELS + 1]; /* of the way down to here, the last one first, at the end */
} Descent;

/* Into the subtree of @size leaves from @start, some of which are asked for. */
static gboolean
descend (Descent *descent, guint64 start, guint64 size, guint depth, GError **error)
{
  ZbHash *sibling = &descent->siblings[MOST_LEVELS - depth];

  if (size == 1) {
    g_ptr_array_add (descent->paths, g_bytes_new (sibling + 1, depth * sizeof *sibling));
    return TRUE;
  }
  guint64 half = split (size);
  if (start + half > descent->first &&
      (!range_hash (start + half, size - half, descent->read, descent->data, sibling, error) ||
       !descend (descent, start, half, depth + 1, error)))
    return FALSE;
  return start + half >= descent->end ||
         (range_hash (start, half, descent->read, descent->data, sibling, error) &&
          descend (descent, start + half, size - half, depth + 1, error));
}

GPtrArray *
zb_merkle_inclusions (
    guint64 first, guint64 end, guint64 size, ZbMerkleRead read, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  Descent descent = {.first = first, .end = end, .read = read, .data = data, .paths = paths};

  if (first > end || end > size) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "leaf %" G_GUINT64_FORMAT " is not in a tree of %" G_GUINT64_FORMAT, end - 1,
                 size);
    return NULL;
  }
  return first == end || descend (&descent, 0, size, 0, error) ? g_steal_pointer (&paths) : NULL;
}

GArray *
zb_merkle_inclusion (guint64 index, guint64 size, ZbMerkleRead read, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) paths = zb_merkle_inclusions (index, index + 1, size, read, data, error);
  if (paths == NULL)
    return NULL;

  gsize length = 0;
  const ZbHash *hashes = g_bytes_get_data (paths->pdata[0], &length);
  GArray *path = g_array_new (FALSE, FALSE, sizeof *hashes);
  return g_array_append_vals (path, hashes, (guint)(length / sizeof *hashes));
}

GArray *
zb_merkle_consistency (
    guint64 earlier, guint64 size, ZbMerkleRead read, gpointer data, GError **error)
{
  if (earlier > size) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
                 "a tree of %" G_GUINT64_FORMAT " cannot follow one of %" G_GUINT64_FORMAT, size,
                 earlier);
    return NULL;
  }

  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (ZbHash));
  guint64 start = 0;
  while (earlier > 0 && earlier < size) {
    guint64 half = split (size);
    gboolean left = earlier <= half;
    if (!append_range (path, left ? start + half : start, left ? size - half : half, read, data,
                       error))
      return NULL;
    if (!left) {
      start += half;
      earlier -= half;
    }
    size = left ? half : size - half;
  }
  /* The verifier knows the earlier root itself, so it is left out where it is a whole subtree. */
  if (start > 0 && !append_range (path, start, size, read, data, error))
    return NULL;
  return reversed (path);
}

/* Goes up over the levels on which the node has no right sibling. */
static void
climb (guint64 *node, guint64 *last)
{
  while ((*node & 1) == 0 && *node != 0) {
    *node >>= 1;
    *last >>= 1;
  }
}

gboolean
zb_merkle_verify_inclusion (const ZbHash *leaf,
                            guint64 index,
                            guint64 size,
                            const ZbHash *path,
                            guint n,
                            const ZbHash *root)
{
  if (index >= size)
    return FALSE;

  guint64 node = index, last = size - 1;
  ZbHash hash = *leaf;
  for (guint i = 0; i < n; i++) {
    if (last == 0)
      return FALSE;
    if ((node & 1) != 0 || node == last) {
      hash = zb_merkle_node (&path[i], &hash);
      climb (&node, &last);
    } else {
      hash = zb_merkle_node (&hash, &path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && equal (&hash, root);
}

/* 0 < @earlier < @size. */
static gboolean
verify_growth (guint64 earlier,
               const ZbHash *earlier_root,
               guint64 size,
               const ZbHash *root,
               const ZbHash *path,
               guint n)
{
  guint64 node = earlier - 1, last = size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }

  guint next = is_power_of_two (earlier) ? 0 : 1;
  if (n < next)
    return FALSE;
  ZbHash old = next == 0 ? *earlier_root : path[0];
  ZbHash new = old;
  for (guint i = next; i < n; i++) {
    if (last == 0)
      return FALSE;
    if ((node & 1) != 0 || node == last) {
      old = zb_merkle_node (&path[i], &old);
      new = zb_merkle_node (&path[i], &new);
      climb (&node, &last);
    } else {
      new = zb_merkle_node (&new, &path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && equal (&old, earlier_root) && equal (&new, root);
}

gboolean
zb_merkle_verify_consistency (guint64 earlier,
                              const ZbHash *earlier_root,
                              guint64 size,
                              const ZbHash *root,
                              const ZbHash *path,
                              guint n)
{
  if (earlier > size)
    return FALSE;
  if (earlier == size)
    return n == 0 && equal (earlier_root, root);
  if (earlier == 0) {
    ZbHash empty;
    zb_digest_compute ("", 0, empty.bytes);
    return n == 0 && equal (earlier_root, &empty);
  }
  return verify_growth (earlier, earlier_root, size, root, path, n);
}
