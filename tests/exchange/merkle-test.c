/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/merkle.h"

#include "exchange/error.h"

#include <string.h>

/* A log whose leaves are records in memory; the hashes of its full subtrees are made on demand. */
typedef struct {
  GPtrArray *records; /* GBytes */
  guint64 reads;
  guint64 broken; /* index of a level-0 hash that cannot be read, or G_MAXUINT64 */
} Log;

static gboolean
read_cb (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  Log *log = data;
  log->reads++;
  if (level == 0 && index == log->broken) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "tile is gone");
    return FALSE;
  }
  g_assert_cmpuint ((index + 1) << level, <=, log->records->len);
  if (level == 0) {
    gsize length = 0;
    const void *record = g_bytes_get_data (g_ptr_array_index (log->records, index), &length);
    *ret_hash = zb_merkle_leaf (record, length);
    return TRUE;
  }
  ZbHash left, right;
  if (!read_cb (level - 1, 2 * index, &left, data, error) ||
      !read_cb (level - 1, 2 * index + 1, &right, data, error))
    return FALSE;
  *ret_hash = zb_merkle_node (&left, &right);
  return TRUE;
}

static void
log_init (Log *log)
{
  *log = (Log){.records = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref),
               .broken = G_MAXUINT64};
}

static void
log_clear (Log *log)
{
  g_ptr_array_unref (log->records);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

static void
log_add_hex (Log *log, const char *hex)
{
  gsize length = strlen (hex) / 2;
  g_autofree guint8 *bytes = g_malloc0 (length + 1);
  for (gsize i = 0; i < length; i++)
    bytes[i] =
        (guint8)(g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  g_ptr_array_add (log->records, g_bytes_new (bytes, length));
}

static void
log_add_numbered (Log *log, guint n)
{
  for (guint i = 0; i < n; i++) {
    char *record = g_strdup_printf ("record %u", i);
    g_ptr_array_add (log->records, g_bytes_new_take (record, strlen (record)));
  }
}

static ZbHash
root_of (Log *log, guint64 size)
{
  g_autoptr (GError) error = NULL;
  ZbHash root;
  gboolean made = zb_merkle_root (size, read_cb, log, &root, &error);
  g_assert_no_error (error);
  g_assert_true (made);
  return root;
}

static void
assert_hash (const ZbHash *hash, const char *hex)
{
  g_autofree char *found = zb_digest_to_hex (hash->bytes);
  g_assert_cmpstr (found, ==, hex);
}

/* The eight inputs of the Certificate Transparency reference implementation and their roots. */
static const char *const inputs[] = {"",
                                     "00",
                                     "10",
                                     "2021",
                                     "3031",
                                     "40414243",
                                     "5051525354555657",
                                     "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

static void
test_known_roots (void)
{
  g_auto (Log) log;
  log_init (&log);
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    log_add_hex (&log, inputs[i]);
  for (gsize size = 0; size < G_N_ELEMENTS (roots); size++) {
    ZbHash root = root_of (&log, size);
    assert_hash (&root, roots[size]);
  }
}

static void
check_path (GArray *path, const char *const *hexes, gsize n)
{
  g_assert_cmpuint (path->len, ==, n);
  for (gsize i = 0; i < n; i++)
    assert_hash (&g_array_index (path, ZbHash, i), hexes[i]);
}

static void
test_known_paths (void)
{
  g_auto (Log) log;
  g_autoptr (GError) error = NULL;
  log_init (&log);
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    log_add_hex (&log, inputs[i]);

  static const char *const of_leaf_5[] = {
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"};
  g_autoptr (GArray) inclusion = zb_merkle_inclusion (5, 8, read_cb, &log, &error);
  g_assert_no_error (error);
  check_path (inclusion, of_leaf_5, G_N_ELEMENTS (of_leaf_5));

  static const char *const six_to_eight[] = {
      "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"};
  g_autoptr (GArray) consistency = zb_merkle_consistency (6, 8, read_cb, &log, &error);
  g_assert_no_error (error);
  check_path (consistency, six_to_eight, G_N_ELEMENTS (six_to_eight));
}

#define LARGEST 70 /* past a power of two, so that every shape of right edge occurs */

static void
test_every_inclusion (void)
{
  g_auto (Log) log;
  log_init (&log);
  log_add_numbered (&log, LARGEST);
  for (guint64 size = 1; size <= LARGEST; size++) {
    ZbHash root = root_of (&log, size);
    for (guint64 index = 0; index < size; index++) {
      g_autoptr (GArray) path = zb_merkle_inclusion (index, size, read_cb, &log, NULL);
      const ZbHash *hashes = (const ZbHash *)(gpointer)path->data;
      ZbHash leaf;
      g_assert_true (read_cb (0, index, &leaf, &log, NULL));
      g_assert_true (zb_merkle_verify_inclusion (&leaf, index, size, hashes, path->len, &root));
      /* Neither at another place, nor with a hash less, nor for another leaf. */
      if (size > 1)
        g_assert_false (
            zb_merkle_verify_inclusion (&leaf, (index + 1) % size, size, hashes, path->len, &root));
      if (path->len > 0)
        g_assert_false (
            zb_merkle_verify_inclusion (&leaf, index, size, hashes, path->len - 1, &root));
      leaf.bytes[31] ^= 1;
      g_assert_false (zb_merkle_verify_inclusion (&leaf, index, size, hashes, path->len, &root));
    }
  }
}

static void
check_growth (Log *log, guint64 earlier, guint64 size)
{
  ZbHash old = root_of (log, earlier), new = root_of (log, size);
  g_autoptr (GArray) path = zb_merkle_consistency (earlier, size, read_cb, log, NULL);
  ZbHash *hashes = (ZbHash *)(gpointer)path->data;

  g_assert_true (zb_merkle_verify_consistency (earlier, &old, size, &new, hashes, path->len));
  ZbHash other = old;
  other.bytes[0] ^= 0x80;
  g_assert_false (zb_merkle_verify_consistency (earlier, &other, size, &new, hashes, path->len));
  if (earlier == 0 || earlier == size)
    return;
  other = new;
  other.bytes[0] ^= 0x80;
  g_assert_false (zb_merkle_verify_consistency (earlier, &old, size, &other, hashes, path->len));
  g_assert_false (zb_merkle_verify_consistency (earlier, &old, size, &new, hashes, path->len - 1));
  for (guint i = 0; i < path->len; i++) {
    hashes[i].bytes[7] ^= 1;
    g_assert_false (zb_merkle_verify_consistency (earlier, &old, size, &new, hashes, path->len));
    hashes[i].bytes[7] ^= 1;
  }
}

static void
test_every_consistency (void)
{
  g_auto (Log) log;
  log_init (&log);
  log_add_numbered (&log, LARGEST);
  for (guint64 size = 0; size <= LARGEST; size++) {
    for (guint64 earlier = 0; earlier <= size; earlier++)
      check_growth (&log, earlier, size);
  }
}

static void
test_refuses_longer_paths (void)
{
  g_auto (Log) log;
  log_init (&log);
  log_add_numbered (&log, 8);
  ZbHash root = root_of (&log, 8), half = root_of (&log, 4), leaf;
  g_autoptr (GArray) inclusion = zb_merkle_inclusion (3, 8, read_cb, &log, NULL);
  g_autoptr (GArray) growth = zb_merkle_consistency (4, 8, read_cb, &log, NULL);
  g_assert_true (read_cb (0, 3, &leaf, &log, NULL));
  g_array_append_val (inclusion, root);
  g_array_append_val (growth, root);

  g_assert_false (zb_merkle_verify_inclusion (
      &leaf, 3, 8, (const ZbHash *)(gpointer)inclusion->data, inclusion->len, &root));
  g_assert_false (zb_merkle_verify_consistency (
      4, &half, 8, &root, (const ZbHash *)(gpointer)growth->data, growth->len));
  g_assert_false (zb_merkle_verify_inclusion (&leaf, 8, 8, NULL, 0, &root));
  g_assert_false (zb_merkle_verify_consistency (9, &root, 8, &root, NULL, 0));
}

/* The paths of a group's leaves are those that each of them has. */
static void
test_inclusions_of_a_group (void)
{
  g_auto (Log) log;
  log_init (&log);
  log_add_numbered (&log, LARGEST);
  ZbHash root = root_of (&log, LARGEST);
  for (guint64 first = 0; first <= LARGEST; first++) {
    for (guint64 end = first; end <= LARGEST; end++) {
      g_autoptr (GPtrArray) paths = zb_merkle_inclusions (first, end, LARGEST, read_cb, &log, NULL);
      g_assert_cmpuint (paths->len, ==, end - first);
      for (guint64 index = first; index < end; index++) {
        gsize length = 0;
        const ZbHash *path = g_bytes_get_data (paths->pdata[index - first], &length);
        ZbHash leaf;
        g_assert_true (read_cb (0, index, &leaf, &log, NULL));
        g_assert_true (zb_merkle_verify_inclusion (&leaf, index, LARGEST, path,
                                                   (guint)(length / sizeof *path), &root));
      }
    }
  }
}

static void
test_names_what_is_outside (void)
{
  g_auto (Log) log;
  g_autoptr (GError) error = NULL;
  log_init (&log);

  g_assert_null (zb_merkle_inclusion (8, 8, read_cb, &log, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "leaf 8 is not in a tree of 8");
  g_clear_error (&error);
  g_assert_null (zb_merkle_inclusion (G_MAXUINT64, 8, read_cb, &log, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (zb_merkle_inclusions (7, 9, 8, read_cb, &log, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "leaf 8 is not in a tree of 8");
  g_clear_error (&error);
  g_assert_null (zb_merkle_consistency (9, 8, read_cb, &log, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==, "a tree of 8 cannot follow one of 9");
}

static void
test_hands_on_read_errors (void)
{
  g_auto (Log) log;
  g_autoptr (GError) error = NULL;
  ZbHash root = {{7}}, untouched = root;
  log_init (&log);
  log_add_numbered (&log, 5);
  log.broken = 4;

  g_assert_false (zb_merkle_root (5, read_cb, &log, &root, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
  g_assert_cmpmem (&root, sizeof root, &untouched, sizeof untouched);
  g_clear_error (&error);
  g_assert_null (zb_merkle_inclusion (0, 5, read_cb, &log, &error));
  g_assert_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO);
}

/* A root of n leaves needs the hash of each full subtree once: at most 64 reads for any log. */
static void
test_reads_little (void)
{
  g_auto (Log) log;
  log_init (&log);
  log_add_numbered (&log, 7);
  root_of (&log, 7);
  /* 4 + 2 + 1: the callback itself reads the leaves below the two larger ones. */
  g_assert_cmpuint (log.reads, ==, 7 + 3 + 1);
}

static void
test_long_records (void)
{
  g_autofree guint8 *record = g_malloc0 (1025);
  ZbHash at = zb_merkle_leaf (record, 1024), over = zb_merkle_leaf (record, 1025);
  g_autofree guint8 *input = g_malloc0 (1026);
  guint8 expected[ZB_DIGEST_SIZE];
  zb_digest_compute (input, 1025, expected);
  g_assert_cmpmem (at.bytes, ZB_DIGEST_SIZE, expected, ZB_DIGEST_SIZE);
  zb_digest_compute (input, 1026, expected);
  g_assert_cmpmem (over.bytes, ZB_DIGEST_SIZE, expected, ZB_DIGEST_SIZE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange/merkle/known-roots", test_known_roots);
  g_test_add_func ("/exchange/merkle/known-paths", test_known_paths);
  g_test_add_func ("/exchange/merkle/every-inclusion", test_every_inclusion);
  g_test_add_func ("/exchange/merkle/inclusions-of-a-group", test_inclusions_of_a_group);
  g_test_add_func ("/exchange/merkle/every-consistency", test_every_consistency);
  g_test_add_func ("/exchange/merkle/refuses-longer-paths", test_refuses_longer_paths);
  g_test_add_func ("/exchange/merkle/names-what-is-outside", test_names_what_is_outside);
  g_test_add_func ("/exchange/merkle/hands-on-read-errors", test_hands_on_read_errors);
  g_test_add_func ("/exchange/merkle/reads-little", test_reads_little);
  g_test_add_func ("/exchange/merkle/long-records", test_long_records);
  return g_test_run ();
}
