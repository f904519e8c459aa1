/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/references.h"

static void
source_clear (gpointer data)
{
  ZbSource *source = data;

  g_free (source->form);
  if (source->known != NULL)
    zb_form_unref ((ZbForm *)source->known);
}

static void
slot_clear (gpointer data)
{
  ZbSlot *slot = data;

  g_free (slot->section);
  g_free (slot->row);
  g_free (slot->column);
}

static void
domain_clear (gpointer data)
{
  g_free (((ZbDomain *)data)->section);
}

static void
pair_clear (gpointer data)
{
  g_free (((ZbPair *)data)->section);
}

static void
row_slot_clear (gpointer data)
{
  g_free (((ZbRowSlot *)data)->column);
}

static void
key_slot_clear (gpointer data)
{
  ZbKeySlot *slot = data;

  g_free (slot->section);
  g_free (slot->column);
}

static void
field_clear (gpointer data)
{
  g_free (((ZbFieldSlot *)data)->id);
}

static GArray *
table_new (gsize size, GDestroyNotify clear)
{
  GArray *table = g_array_new (FALSE, TRUE, (guint)size);

  g_array_set_clear_func (table, clear);
  return table;
}

ZbReferences *
zb_references_new (const ZbForm *form, const ZbCatalogue *catalogue)
{
  ZbReferences *references = g_new0 (ZbReferences, 1);
  ZbSource own = {.known = form};

  if (catalogue != NULL)
    references->catalogue = zb_catalogue_ref ((ZbCatalogue *)catalogue);
  references->sources = table_new (sizeof (ZbSource), source_clear);
  references->slots = table_new (sizeof (ZbSlot), slot_clear);
  references->domains = table_new (sizeof (ZbDomain), domain_clear);
  references->pairs = table_new (sizeof (ZbPair), pair_clear);
  references->row_slots = table_new (sizeof (ZbRowSlot), row_slot_clear);
  references->key_slots = table_new (sizeof (ZbKeySlot), key_slot_clear);
  references->fields = table_new (sizeof (ZbFieldSlot), field_clear);
  references->names = g_ptr_array_new_with_free_func (g_free);
  references->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  zb_references_source (references, &own);
  return references;
}

void
zb_references_free (ZbReferences *references)
{
  if (references == NULL)
    return;
  g_clear_pointer (&references->catalogue, zb_catalogue_unref);
  g_array_unref (references->sources);
  g_array_unref (references->slots);
  g_array_unref (references->domains);
  g_array_unref (references->pairs);
  g_array_unref (references->row_slots);
  g_array_unref (references->key_slots);
  g_array_unref (references->fields);
  g_ptr_array_unref (references->names);
  g_hash_table_unref (references->index);
  g_free (references);
}

/* The number of the entry that @key describes, or of a new one that @entry is copied to; takes
 * @key. @ret_new tells which. */
static guint
intern (ZbReferences *references, GArray *table, char *key, gconstpointer entry, gboolean *ret_new)
{
  gpointer found = g_hash_table_lookup (references->index, key);

  *ret_new = found == NULL;
  if (found != NULL) {
    g_free (key);
    return GPOINTER_TO_UINT (found) - 1;
  }
  g_array_append_vals (table, entry, 1);
  g_hash_table_insert (references->index, key, GUINT_TO_POINTER (table->len));
  return table->len - 1;
}

/* The report itself, which nearly every cell is of. */
static gboolean
is_own (const ZbSource *source)
{
  return source->form == NULL && source->offset.kind == ZB_OFFSET_NONE && source->step == 0 &&
         source->limit.kind == ZB_OFFSET_NONE && !source->in_range;
}

guint
zb_references_source (ZbReferences *references, const ZbSource *source)
{
  gboolean is_new;
  char *key;
  guint number;

  if (references->sources->len > 0 && is_own (source))
    return 0;
  key = g_strdup_printf (
      "source %s/%s %d %d %c %u %d %d %c %d", source->form == NULL ? "" : source->form,
      source->form == NULL || source->known == NULL ? "" : source->known->edition,
      source->offset.kind, source->offset.steps, source->offset.unit ? source->offset.unit : '-',
      source->step, source->limit.kind, source->limit.steps,
      source->limit.unit ? source->limit.unit : '-', source->in_range);
  number = intern (references, references->sources, key, source, &is_new);
  if (is_new) {
    ZbSource *added = &g_array_index (references->sources, ZbSource, number);

    added->form = g_strdup (source->form);
    if (source->known != NULL)
      zb_form_ref ((ZbForm *)source->known);
  }
  return number;
}

guint
zb_references_slot (ZbReferences *references, const ZbSlot *slot)
{
  gboolean is_new;
  /* Those of the report itself are many, and printing takes its time. */
  char *key = slot->source == 0
                  ? g_strconcat ("=", slot->section, ".", slot->row, ".", slot->column, NULL)
                  : g_strdup_printf ("slot %u %s.%s.%s", slot->source, slot->section, slot->row,
                                     slot->column);
  guint number = intern (references, references->slots, key, slot, &is_new);

  if (is_new) {
    ZbSlot *added = &g_array_index (references->slots, ZbSlot, number);

    added->section = g_strdup (slot->section);
    added->row = g_strdup (slot->row);
    added->column = g_strdup (slot->column);
  }
  return number;
}

guint
zb_references_domain (ZbReferences *references, const ZbDomain *domain)
{
  gboolean is_new;
  char *key = g_strdup_printf ("domain %u %s", domain->source, domain->section);
  guint number = intern (references, references->domains, key, domain, &is_new);

  if (is_new)
    g_array_index (references->domains, ZbDomain, number).section = g_strdup (domain->section);
  return number;
}

guint
zb_references_pair (ZbReferences *references, const ZbPair *pair)
{
  gboolean is_new;
  char *key = g_strdup_printf ("pair %u %u %s", pair->domain, pair->source, pair->section);
  guint number = intern (references, references->pairs, key, pair, &is_new);

  if (is_new)
    g_array_index (references->pairs, ZbPair, number).section = g_strdup (pair->section);
  return number;
}

guint
zb_references_row_slot (ZbReferences *references, const ZbRowSlot *row_slot)
{
  gboolean is_new;
  char *key = g_strdup_printf ("row slot %u %s", row_slot->pair, row_slot->column);
  guint number = intern (references, references->row_slots, key, row_slot, &is_new);

  if (is_new)
    g_array_index (references->row_slots, ZbRowSlot, number).column = g_strdup (row_slot->column);
  return number;
}

guint
zb_references_key_slot (ZbReferences *references, const ZbKeySlot *key_slot)
{
  gboolean is_new;
  char *key =
      g_strdup_printf ("key slot %u %s.%s", key_slot->source, key_slot->section, key_slot->column);
  guint number = intern (references, references->key_slots, key, key_slot, &is_new);

  if (is_new) {
    ZbKeySlot *added = &g_array_index (references->key_slots, ZbKeySlot, number);

    added->section = g_strdup (key_slot->section);
    added->column = g_strdup (key_slot->column);
  }
  return number;
}

guint
zb_references_field (ZbReferences *references, const ZbFieldSlot *field)
{
  gboolean is_new;
  char *key = g_strdup_printf ("field %u %s", field->source, field->id);
  guint number = intern (references, references->fields, key, field, &is_new);

  if (is_new)
    g_array_index (references->fields, ZbFieldSlot, number).id = g_strdup (field->id);
  return number;
}

guint
zb_references_name (ZbReferences *references, const char *name)
{
  g_autofree char *key = g_strdup_printf ("name %s", name);
  gpointer found = g_hash_table_lookup (references->index, key);

  if (found != NULL)
    return GPOINTER_TO_UINT (found) - 1;
  g_ptr_array_add (references->names, g_strdup (name));
  g_hash_table_insert (references->index, g_steal_pointer (&key),
                       GUINT_TO_POINTER (references->names->len));
  return references->names->len - 1;
}
