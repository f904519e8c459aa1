/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/evidence-pair.h"

#include "exchange/error.h"
#include "exchange/protocol.h"

#include <string.h>

#define HEAD "zhibao-evidence-pair/1"
/* With the most digits that two places and the sizes may have. */
#define MAX_LINE 200

enum { RECEIPT, LEAF, PATH, N_OWN };
enum { CHECKPOINT = 2 * N_OWN, SIGNATURE, TOKEN, KEYS, N_PARTS };

typedef struct {
  const char *data;
  gsize size;
} Part;

static Part
part_of_bytes (GBytes *bytes)
{
  Part part = {NULL, 0};

  if (bytes != NULL)
    part.data = g_bytes_get_data (bytes, &part.size);
  return part;
}

static Part
part_of_text (const char *text)
{
  return (Part){text, text != NULL ? strlen (text) : 0};
}

static void
split (const ZbEvidencePair *pair, Part *parts)
{
  for (guint i = 0; i < G_N_ELEMENTS (pair->own); i++) {
    const ZbEvidenceOwn *own = &pair->own[i];
    Part *of_it = parts + i * N_OWN;

    of_it[RECEIPT] = part_of_bytes (own->receipt);
    of_it[LEAF] = part_of_text (own->leaf);
    of_it[PATH] = (Part){(const char *)own->path, own->n_path * sizeof *own->path};
  }
  parts[CHECKPOINT] = part_of_text (pair->shared.checkpoint);
  parts[SIGNATURE] = part_of_bytes (pair->shared.signature);
  parts[TOKEN] = part_of_bytes (pair->shared.token);
  parts[KEYS] = part_of_text (pair->shared.keys);
}

static char *
put (char *to, const char *data, gsize size)
{
  if (size > 0)
    memcpy (to, data, size);
  return to + size;
}

/* Decimal, behind a space. */
static char *
put_number (char *to, guint64 number)
{
  char digits[24];
  char *first = digits + sizeof digits;

  do
    *--first = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  *--first = ' ';
  return put (to, first, (gsize)(digits + sizeof digits - first));
}

GBytes *
zb_evidence_pair_write (const ZbEvidencePair *pair)
{
  Part parts[N_PARTS];
  gsize size = MAX_LINE;

  split (pair, parts);
  for (guint i = 0; i < N_PARTS; i++)
    size += parts[i].size;
  char *text = g_malloc (size);
  char *end = put (text, HEAD, strlen (HEAD));
  end = put_number (end, pair->own[0].index);
  end = put_number (end, pair->own[1].index);
  for (guint i = 0; i < N_PARTS; i++)
    end = put_number (end, parts[i].size);
  *end++ = '\n';
  for (guint i = 0; i < N_PARTS; i++)
    end = put (end, parts[i].data, parts[i].size);
  return g_bytes_new_take (text, (gsize)(end - text));
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the pair of evidence %s",
               what);
  return FALSE;
}

static gboolean
read_number (const char *word, guint64 most, guint64 *ret_number)
{
  return (word[0] != '0' || word[1] == '\0') &&
         g_ascii_string_to_unsigned (word, 10, 0, most, ret_number, NULL);
}

/* The line at the beginning: places and sizes. @ret_rest: what is behind it. */
static gboolean
read_line (Part all, guint64 *indices, Part *parts, Part *ret_rest, GError **error)
{
  const char *end = all.size > 0 ? memchr (all.data, '\n', MIN (all.size, MAX_LINE)) : NULL;
  gsize length = end != NULL ? (gsize)(end - all.data) : 0;
  g_autofree char *line = g_strndup (end != NULL ? all.data : "", length);
  g_auto (GStrv) words = g_strsplit (line, " ", 0);
  guint64 number;

  if (strlen (line) != length || g_strv_length (words) != 1 + 2 + N_PARTS ||
      strcmp (words[0], HEAD) != 0)
    return fail (error, "does not begin with " HEAD ", two places and ten sizes");
  for (guint i = 0; i < 2; i++) {
    if (!read_number (words[1 + i], G_MAXUINT64, &indices[i]))
      return fail (error, "names a place that is no number");
  }
  for (guint i = 0; i < N_PARTS; i++) {
    if (!read_number (words[3 + i], ZB_PROTOCOL_MAX_EVIDENCE, &number))
      return fail (error, "names a size that no part has");
    parts[i].size = (gsize)number;
  }
  *ret_rest = (Part){end + 1, all.size - (gsize)(end + 1 - all.data)};
  return TRUE;
}

static gboolean
cut (Part rest, Part *parts, GError **error)
{
  for (guint i = 0; i < N_PARTS; i++) {
    if (parts[i].size > rest.size)
      return fail (error, "ends before its parts do");
    parts[i].data = rest.data;
    rest = (Part){rest.data + parts[i].size, rest.size - parts[i].size};
  }
  return rest.size == 0 || fail (error, "goes on behind its parts");
}

/* NULL for a part that is not there. */
static char *
text_of (Part part)
{
  return part.size > 0 ? g_strndup (part.data, part.size) : NULL;
}

static gboolean
check_texts (const Part *parts, GError **error)
{
  static const guint texts[] = {LEAF, N_OWN + LEAF, CHECKPOINT, KEYS};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    const Part *part = &parts[texts[i]];

    if (memchr (part->data, '\0', part->size) != NULL)
      return fail (error, "has a text that is none");
    if (part->size == 0 && texts[i] != KEYS)
      return fail (error, "lacks a text");
  }
  return TRUE;
}

static GBytes *
build (const Part *of_it, guint64 index, const ZbEvidenceShared *shared, GError **error)
{
  g_autoptr (GBytes) receipt = g_bytes_new (of_it[RECEIPT].data, of_it[RECEIPT].size);
  g_autofree char *leaf = text_of (of_it[LEAF]);
  /* Nothing says that they lie where hashes may lie in memory. */
  g_autofree ZbHash *path = g_memdup2 (of_it[PATH].data, of_it[PATH].size);
  const ZbEvidenceOwn own = {receipt, leaf, index, path, (guint)(of_it[PATH].size / sizeof *path)};

  if (of_it[PATH].size % sizeof *path != 0) {
    fail (error, "has a path that is not of whole hashes");
    return NULL;
  }
  return zb_evidence_build (&own, shared, error);
}

gboolean
zb_evidence_pair_read (GBytes *bytes, GBytes **ret_r1, GBytes **ret_r2, GError **error)
{
  guint64 indices[2];
  Part parts[N_PARTS], rest;

  if (!read_line (part_of_bytes (bytes), indices, parts, &rest, error) ||
      !cut (rest, parts, error) || !check_texts (parts, error))
    return FALSE;
  g_autofree char *checkpoint = text_of (parts[CHECKPOINT]);
  g_autofree char *keys = text_of (parts[KEYS]);
  g_autoptr (GBytes) signature = g_bytes_new (parts[SIGNATURE].data, parts[SIGNATURE].size);
  g_autoptr (GBytes) token =
      parts[TOKEN].size > 0 ? g_bytes_new (parts[TOKEN].data, parts[TOKEN].size) : NULL;
  const ZbEvidenceShared shared = {checkpoint, signature, token, keys};
  g_autoptr (GBytes) r1 = build (parts, indices[0], &shared, error);
  g_autoptr (GBytes) r2 = r1 != NULL ? build (parts + N_OWN, indices[1], &shared, error) : NULL;
  if (r2 == NULL)
    return FALSE;
  *ret_r1 = g_steal_pointer (&r1);
  *ret_r2 = g_steal_pointer (&r2);
  return TRUE;
}
