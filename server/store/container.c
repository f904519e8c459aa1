/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/container-private.h"

#include "exchange/receipt.h"
#include "formats/error.h"
#include "formats/likeness.h"
#include "server/store/leaf.h"
#include "server/store/reader-private.h"

/* What is shorter gains nothing; what is longer has attachments, which are like nothing else. */
#define LEAST_ALIKE 1024
#define MOST_ALIKE (64 * 1024)
/* So many may depend on one page. */
#define MOST_ON_A_BASE 127
/* A base takes some 60 KB of memory. */
#define MOST_BASES 256

typedef struct {
  gint64 message;
  ZbLikeness *likeness;
  guint used;
} Base;

struct _ZbBases {
  GHashTable *of_package; /* digest of a package → Base */
};

static void
base_free (gpointer data)
{
  Base *base = data;

  zb_likeness_free (base->likeness);
  g_free (base);
}

ZbBases *
zb_bases_new (void)
{
  ZbBases *bases = g_new0 (ZbBases, 1);

  bases->of_package = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, base_free);
  return bases;
}

void
zb_bases_free (ZbBases *bases)
{
  g_hash_table_unref (bases->of_package);
  g_free (bases);
}

void
zb_bases_forget (ZbBases *bases)
{
  g_hash_table_remove_all (bases->of_package);
}

/* Whether it may be kept as a difference, or others as differences from it. */
static gboolean
has_likes (const ZbSubmission *s, GBytes *body)
{
  gsize length = g_bytes_get_size (body);

  return s->package != NULL && length >= LEAST_ALIKE && length <= MOST_ALIKE;
}

static Base *
find_base (const ZbBases *bases, const ZbSubmission *s)
{
  Base *base = g_hash_table_lookup (bases->of_package, s->package);

  return base != NULL && base->used < MOST_ON_A_BASE ? base : NULL;
}

/* What was refused is no measure for what comes. */
static void
add_base (ZbBases *bases, const ZbSubmission *s, GBytes *body, gint64 message)
{
  Base *base;

  if (s->refusal != NULL)
    return;
  if (g_hash_table_size (bases->of_package) >= MOST_BASES)
    zb_bases_forget (bases);
  base = g_new0 (Base, 1);
  base->message = message;
  base->likeness = zb_likeness_new (body);
  g_hash_table_replace (bases->of_package, g_strdup (s->package), base);
}

/* (transfer full) NULL where the body is not like the base's: then it stays plain. */
static GBytes *
pack (Base *base, GBytes *body)
{
  base->used++;
  return zb_likeness_pack (base->likeness, body, g_bytes_get_size (body) / 4 * 3);
}

static gboolean
has_both_receipts (const ZbAct *act)
{
  return act->n_receipts == 2 && act->receipts[0].kind == ZB_RECEIPT_ARRIVAL &&
         act->receipts[1].kind == ZB_RECEIPT_OUTCOME;
}

/* (transfer full) */
static GBytes *
join (GBytes *container, const ZbActReceipt *receipts)
{
  GBytes *const parts[] = {container, receipts[0].bytes, receipts[1].bytes};
  GByteArray *body = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    gsize length = 0;
    const void *bytes = g_bytes_get_data (parts[i], &length);

    g_byte_array_append (body, bytes, (guint)length);
  }
  return g_byte_array_free_to_bytes (body);
}

static gboolean
keep_body (ZbApply *apply, const ZbSubmission *s, GBytes *bytes, gint64 base, GError **error)
{
  const ZbValue none = zb_value_text (NULL);
  const ZbActReceipt *receipts = apply->act->receipts;

  return zb_database_run (
      apply->database, "INSERT INTO message_body VALUES (?1, ?2, ?3, ?4, ?5, ?6)", error,
      zb_value_int (apply->message), zb_value_bytes (bytes),
      zb_value_text (s->findings != NULL ? s->findings : "[]"),
      base != 0 ? zb_value_int (base) : none,
      apply->encloses ? zb_value_int ((gint64)g_bytes_get_size (s->container)) : none,
      apply->encloses ? zb_value_int ((gint64)g_bytes_get_size (receipts[0].bytes)) : none);
}

gboolean
zb_container_keep (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  apply->encloses = has_both_receipts (apply->act);
  g_autoptr (GBytes) body =
      apply->encloses ? join (s->container, apply->act->receipts) : g_bytes_ref (s->container);
  gboolean alike = has_likes (s, body);
  Base *base = alike ? find_base (apply->bases, s) : NULL;
  g_autoptr (GBytes) packed = base != NULL ? pack (base, body) : NULL;

  if (!keep_body (apply, s, packed != NULL ? packed : body, packed != NULL ? base->message : 0,
                  error))
    return FALSE;
  if (alike && base == NULL)
    add_base (apply->bases, s, body, apply->message);
  return TRUE;
}

/* What a body is put together of. Behind the container nothing may be. */
typedef enum { CONTAINER, ARRIVAL, OUTCOME } Part;

/* A row as it is read; the base's columns are missing where it is plain. */
typedef struct {
  GBytes *bytes;
  gint64 container_length; /* -1: all of it */
  gint64 arrival_length;
  gint64 base;    /* 0: plain */
  GBytes *origin; /* (nullable) the base's bytes */
  gboolean origin_is_plain;
} Kept;

static void
kept_free (Kept *kept)
{
  g_bytes_unref (kept->bytes);
  g_clear_pointer (&kept->origin, g_bytes_unref);
  g_free (kept);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kept, kept_free)

static gpointer
make_kept (const ZbStatement *row)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->bytes = zb_statement_dup_bytes (row, 0);
  kept->container_length = zb_statement_int (row, 1);
  kept->arrival_length = zb_statement_int (row, 2);
  kept->base = zb_statement_int (row, 3);
  kept->origin = zb_statement_dup_bytes (row, 4);
  kept->origin_is_plain = zb_statement_is_null (row, 5);
  return kept;
}

/* (transfer full) */
static GBytes *
unpack (const Kept *kept, const char *source, GError **error)
{
  if (kept->base == 0)
    return g_bytes_ref (kept->bytes);
  if (kept->origin != NULL && kept->origin_is_plain)
    return zb_likeness_unpack (source, kept->bytes, kept->origin, MOST_ALIKE, error);
  zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0, "%s",
                  kept->origin == NULL ? "that is gone" : "that is not plain itself");
  return NULL;
}

/* (transfer full) */
static GBytes *
cut (const Kept *kept, GBytes *body, Part part, const char *source, GError **error)
{
  gint64 length = (gint64)g_bytes_get_size (body);
  gint64 container = kept->container_length < 0 ? length : kept->container_length;
  gint64 arrival = kept->arrival_length;

  if (container > length || arrival < 0 || arrival > length - container) {
    zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0, "shorter than its parts");
    return NULL;
  }
  const gint64 ends[] = {container, container + arrival, length};
  gint64 start = part == CONTAINER ? 0 : ends[part - 1];
  return g_bytes_new_from_bytes (body, (gsize)start, (gsize)(ends[part] - start));
}

/* (transfer full) */
static GBytes *
open_part (const Kept *kept, gint64 message, Part part, GError **error)
{
  g_autoptr (GString) source = g_string_new (NULL);
  g_autoptr (GBytes) body = NULL;

  g_string_printf (source, "container of message %" G_GINT64_FORMAT, message);
  if (kept->base != 0)
    g_string_append_printf (source, ", kept as it differs from that of message %" G_GINT64_FORMAT,
                            kept->base);
  body = unpack (kept, source->str, error);
  return body != NULL ? cut (kept, body, part, source->str, error) : NULL;
}

/* (transfer full) What cannot be read back is damage of the store, wherever its bytes were changed.
 */
static GBytes *
read_part (ZbStore *store, gint64 message, Part part, GError **error)
{
  g_autoptr (GError) fault = NULL;
  g_autoptr (Kept) kept = zb_reader_one (
      store,
      "SELECT b.container, coalesce (b.container_length, -1), b.arrival_length, b.base, "
      "o.container, o.base FROM message_body b LEFT JOIN message_body o ON o.message = b.base "
      "WHERE b.message = ?1",
      ZB_VALUES (zb_value_int (message)), make_kept, "no such message came", error);
  GBytes *bytes = kept != NULL ? open_part (kept, message, part, &fault) : NULL;

  if (fault == NULL)
    return bytes;
  fault->domain = ZB_STORE_ERROR;
  fault->code = ZB_STORE_ERROR_CORRUPT;
  zb_store_note_damage (store, fault);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

GBytes *
zb_store_read_container (ZbStore *store, gint64 message, GError **error)
{
  return read_part (store, message, CONTAINER, error);
}

static gpointer
make_bytes (const ZbStatement *row)
{
  return zb_statement_dup_bytes (row, 0);
}

GBytes *
zb_store_read_receipt (ZbStore *store, const ZbLeaf *leaf, GError **error)
{
  if (leaf->enclosed)
    return read_part (store, leaf->message, leaf->kind == ZB_RECEIPT_ARRIVAL ? ARRIVAL : OUTCOME,
                      error);
  return zb_reader_one (store, "SELECT bytes FROM receipt WHERE leaf = ?1",
                        ZB_VALUES (zb_value_int ((gint64)leaf->index)), make_bytes,
                        "the record of the log has no receipt", error);
}
