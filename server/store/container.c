/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/container-private.h"

#include "formats/error.h"
#include "formats/likeness.h"
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
has_likes (const ZbSubmission *s)
{
  gsize length = g_bytes_get_size (s->container);

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
add_base (ZbBases *bases, const ZbSubmission *s, gint64 message)
{
  Base *base;

  if (s->refusal != NULL)
    return;
  if (g_hash_table_size (bases->of_package) >= MOST_BASES)
    zb_bases_forget (bases);
  base = g_new0 (Base, 1);
  base->message = message;
  base->likeness = zb_likeness_new (s->container);
  g_hash_table_replace (bases->of_package, g_strdup (s->package), base);
}

/* (transfer full) NULL where the container is not like the base: then it stays plain. */
static GBytes *
pack (Base *base, GBytes *container)
{
  base->used++;
  return zb_likeness_pack (base->likeness, container, g_bytes_get_size (container) / 4 * 3);
}

gboolean
zb_container_keep (ZbApply *apply, const ZbSubmission *s, GError **error)
{
  gboolean alike = has_likes (s);
  Base *base = alike ? find_base (apply->bases, s) : NULL;
  g_autoptr (GBytes) packed = base != NULL ? pack (base, s->container) : NULL;

  if (!zb_database_run (
          apply->database,
          "INSERT INTO message_body (message, container, findings, base) VALUES (?1, ?2, ?3, ?4)",
          error, zb_value_int (apply->message),
          zb_value_bytes (packed != NULL ? packed : s->container),
          zb_value_text (s->findings != NULL ? s->findings : "[]"),
          packed != NULL ? zb_value_int (base->message) : zb_value_text (NULL)))
    return FALSE;
  if (alike && base == NULL)
    add_base (apply->bases, s, apply->message);
  return TRUE;
}

/* A row as it is read; the base's columns are missing where it is plain. */
typedef struct {
  GBytes *container;
  gint64 base;    /* 0: plain */
  GBytes *origin; /* (nullable) the base's container */
  gboolean origin_is_plain;
} Kept;

static void
kept_free (Kept *kept)
{
  g_bytes_unref (kept->container);
  g_clear_pointer (&kept->origin, g_bytes_unref);
  g_free (kept);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Kept, kept_free)

static gpointer
make_kept (const ZbStatement *row)
{
  Kept *kept = g_new0 (Kept, 1);

  kept->container = zb_statement_dup_bytes (row, 0);
  kept->base = zb_statement_int (row, 1);
  kept->origin = zb_statement_dup_bytes (row, 2);
  kept->origin_is_plain = zb_statement_is_null (row, 3);
  return kept;
}

/* (transfer full) */
static GBytes *
unpack (const Kept *kept, gint64 message, GError **error)
{
  g_autofree char *source = g_strdup_printf ("container of message %" G_GINT64_FORMAT
                                             ", kept as it differs from that of message "
                                             "%" G_GINT64_FORMAT,
                                             message, kept->base);
  if (kept->origin != NULL && kept->origin_is_plain)
    return zb_likeness_unpack (source, kept->container, kept->origin, MOST_ALIKE, error);
  zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, source, 0, "%s",
                  kept->origin == NULL ? "that is gone" : "that is not plain itself");
  return NULL;
}

/* What cannot be read back is damage of the store, wherever its bytes were changed. */
static GBytes *
unpack_or_damage (ZbStore *store, const Kept *kept, gint64 message, GError **error)
{
  g_autoptr (GError) fault = NULL;
  GBytes *container = unpack (kept, message, &fault);

  if (container != NULL)
    return container;
  fault->domain = ZB_STORE_ERROR;
  fault->code = ZB_STORE_ERROR_CORRUPT;
  zb_store_note_damage (store, fault);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

GBytes *
zb_store_read_container (ZbStore *store, gint64 message, GError **error)
{
  g_autoptr (Kept) kept =
      zb_reader_one (store,
                     "SELECT b.container, b.base, o.container, o.base FROM message_body b "
                     "LEFT JOIN message_body o ON o.message = b.base WHERE b.message = ?1",
                     ZB_VALUES (zb_value_int (message)), make_kept, "no such message came", error);

  if (kept == NULL)
    return NULL;
  if (kept->base == 0)
    return g_bytes_ref (kept->container);
  return unpack_or_damage (store, kept, message, error);
}
