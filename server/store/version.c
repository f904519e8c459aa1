/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/version.h"

#include "server/store/obligation-private.h"
#include "server/store/reader-private.h"

#include <string.h>

void
zb_version_free (ZbVersion *version)
{
  if (version == NULL)
    return;
  g_free (version->tenant);
  g_free (version->form);
  g_free (version->edition);
  g_free (version->package);
  g_free (version->period);
  g_free (version->code);
  g_free (version->name);
  g_free (version->district);
  g_free (version->zone);
  g_free (version->sender);
  g_free (version->message_id);
  g_free (version->digest);
  g_free (version->signer);
  g_free (version->context);
  g_free (version);
}

#define SELECT_VERSIONS                                                                            \
  "SELECT v.id, v.number, o.tenant, o.form, coalesce(v.edition, m.edition), "                      \
  "coalesce(v.package, m.package), o.period, o.unit, o.code, "                                     \
  "o.name, o.district, o.zone, coalesce(v.kind, m.kind), v.state, v.level, v.id = " ZB_HEAD ", "   \
  "v.late, v.permit, "                                                                             \
  "v.on_behalf, m.received, v.message, m.sender, m.message_id, m.digest, m.signer, v.replaces, "   \
  "v.quasi, v.soft, v.explanations, v.context, v.resubmit_by, v.body "                             \
  "FROM version v JOIN obligation o ON o.id = v.obligation JOIN message m ON m.id = v.message "    \
  "WHERE "

static gpointer
make_version (const ZbStatement *row)
{
  ZbVersion *version = g_new0 (ZbVersion, 1);

  version->id = zb_statement_int (row, 0);
  version->number = (guint)zb_statement_int (row, 1);
  version->tenant = zb_statement_dup_text (row, 2);
  version->form = zb_statement_dup_text (row, 3);
  version->edition = zb_statement_dup_text (row, 4);
  version->package = zb_statement_dup_text (row, 5);
  version->period = zb_statement_dup_text (row, 6);
  version->unit = zb_statement_int (row, 7);
  version->code = zb_statement_dup_text (row, 8);
  version->name = zb_statement_dup_text (row, 9);
  version->district = zb_statement_dup_text (row, 10);
  version->zone = zb_statement_dup_text (row, 11);
  version->kind = (ZbReportKind)zb_statement_int (row, 12);
  version->state = (ZbReviewState)zb_statement_int (row, 13);
  version->level = (guint)zb_statement_int (row, 14);
  version->head = zb_statement_int (row, 15) != 0;
  version->late = zb_statement_int (row, 16) != 0;
  version->permit = zb_statement_int (row, 17) != 0;
  version->on_behalf = zb_statement_int (row, 18) != 0;
  version->received = zb_statement_int (row, 19);
  version->message = zb_statement_int (row, 20);
  version->sender = zb_statement_dup_text (row, 21);
  version->message_id = zb_statement_dup_text (row, 22);
  version->digest = zb_statement_dup_text (row, 23);
  version->signer = zb_statement_dup_text (row, 24);
  version->replaces = zb_statement_int (row, 25);
  version->quasi = (guint)zb_statement_int (row, 26);
  version->soft = (guint)zb_statement_int (row, 27);
  version->explanations = (guint)zb_statement_int (row, 28);
  version->context = zb_statement_dup_text (row, 29);
  version->resubmit_by = zb_statement_int (row, 30);
  version->body = (guint)zb_statement_int (row, 31);
  return version;
}

ZbVersion *
zb_store_read_version (ZbStore *store, gint64 id, GError **error)
{
  g_autofree char *missing = g_strdup_printf ("there is no report %" G_GINT64_FORMAT, id);

  return zb_reader_one (store, SELECT_VERSIONS "v.id = ?1", ZB_VALUES (zb_value_int (id)),
                        make_version, missing, error);
}

GPtrArray *
zb_store_list_versions (ZbStore *store, const ZbVersionQuery *query, GError **error)
{
  g_auto (ZbFilter) filter;

  zb_filter_init (&filter, SELECT_VERSIONS);
  zb_filter_add (&filter, "v.id > ?", zb_value_int (query->after));
  zb_filter_add_text (&filter, " AND o.tenant = ?", query->tenant);
  zb_filter_add_text (&filter, " AND o.form = ?", query->form);
  zb_filter_add_text (&filter, " AND o.period = ?", query->period);
  if (query->unit != 0)
    zb_filter_add (&filter, " AND o.unit = ?", zb_value_int (query->unit));
  if (query->message != 0)
    zb_filter_add (&filter, " AND v.message = ?", zb_value_int (query->message));
  zb_filter_add_list (&filter, ZB_FILTER_AREA, query->areas);
  if (query->states != 0)
    zb_filter_add (&filter, " AND (1 << v.state) & ?", zb_value_int (query->states));
  if (query->level >= 0)
    zb_filter_add (&filter, " AND v.level = ?", zb_value_int (query->level));
  if (query->heads)
    g_string_append (filter.sql, " AND v.id = " ZB_HEAD);
  if (query->whole)
    g_string_append (filter.sql, " AND v.body = 0");
  if (query->accepted)
    g_string_append (filter.sql, " AND o.accepted = v.id");
  zb_filter_page (&filter, "v.id", query->limit);
  return zb_reader_list (store, &filter, make_version, (GDestroyNotify)zb_version_free, error);
}

ZbVersion *
zb_store_read_reference (
    ZbStore *store, const char *form, const char *period, gint64 unit, GError **error)
{
  GError *fault = NULL;
  ZbVersion *version;
  guint64 age;

  if (zb_memo_lacks (store->memo, unit, form, period))
    return NULL;
  age = zb_reader_age (store);
  /* Of an obligation that was withdrawn and never accepted nothing is left to refer to. */
  version = zb_reader_one (
      store,
      SELECT_VERSIONS "o.unit = ?1 AND o.form = ?2 AND o.period = ?3 AND (v.id = o.accepted OR "
                      "(v.state NOT IN (?4, ?5) AND (SELECT state FROM version WHERE id = " ZB_HEAD
                      ") <> ?5)) "
                      "ORDER BY v.id = o.accepted DESC, v.id DESC LIMIT 1",
      ZB_VALUES (zb_value_int (unit), zb_value_text (form), zb_value_text (period),
                 zb_value_int (ZB_REVIEW_RETURNED), zb_value_int (ZB_REVIEW_WITHDRAWN)),
      make_version, NULL, &fault);
  if (fault != NULL)
    g_propagate_error (error, fault);
  else if (version == NULL)
    zb_memo_keep_lack (store->memo, unit, form, period, age);
  return version;
}

GPtrArray *
zb_store_list_bodies (ZbStore *store, gint64 message, GError **error)
{
  const ZbVersionQuery query = {.message = message, .level = -1, .limit = ZB_STORE_MAX_PAGE};

  return zb_store_list_versions (store, &query, error);
}

static ZbPackedSection *
make_section (const ZbStatement *row)
{
  ZbPackedSection *section = g_new0 (ZbPackedSection, 1);

  section->section = (guint)(zb_statement_int (row, 0) % 256);
  section->n_rows = (guint)zb_statement_int (row, 1);
  section->n_columns = (guint)zb_statement_int (row, 2);
  section->keys = zb_statement_dup_bytes (row, 3);
  section->numbers = zb_statement_dup_bytes (row, 4);
  section->states = zb_statement_dup_bytes (row, 5);
  section->texts = zb_statement_dup_bytes (row, 6);
  return section;
}

/* Of a version from before they were kept with it. */
static GPtrArray *
load_sections (ZbDatabase *database, gint64 version, GError **error)
{
  g_autoptr (GPtrArray) sections =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
  ZbStatement *row;
  gboolean more;

  if (!zb_database_query (database,
                          "SELECT id, n_rows, n_columns, keys, numbers, states, texts "
                          "FROM version_section WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
                          &row, error, zb_value_int (version * 256),
                          zb_value_int (version * 256 + 255)))
    return NULL;
  for (more = row != NULL; more;) {
    g_ptr_array_add (sections, make_section (row));
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_steal_pointer (&sections);
}

static ZbPackedReport *
load_packed (ZbDatabase *database, gint64 version, GError **error)
{
  g_autoptr (ZbPackedReport) packed = g_new0 (ZbPackedReport, 1);
  g_autoptr (GBytes) joined = NULL;
  ZbStatement *row;

  if (!zb_database_query (database, "SELECT fields, sections FROM version WHERE id = ?1", &row,
                          error, zb_value_int (version)))
    return NULL;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "there is no report %" G_GINT64_FORMAT, version);
    return NULL;
  }
  packed->fields = zb_statement_dup_bytes (row, 0);
  joined = zb_statement_dup_bytes (row, 1);
  zb_statement_reset (row);
  packed->sections = joined != NULL ? zb_packed_sections_split (joined, error)
                                    : load_sections (database, version, error);
  if (packed->sections != NULL)
    return g_steal_pointer (&packed);
  g_prefix_error (error, "report %" G_GINT64_FORMAT ": ", version);
  return NULL;
}

ZbPackedReport *
zb_store_read_packed (ZbStore *store, gint64 version, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  ZbPackedReport *packed;

  if (reader == NULL)
    return NULL;
  packed = load_packed (zb_reader_database (reader), version, error);
  if (packed == NULL)
    zb_reader_fail (reader, error);
  return packed;
}

/* Calls @each for a page of versions; *@ret_more tells whether to go on with the next. */
static gboolean
each_of_page (ZbDatabase *database,
              GPtrArray *versions,
              ZbVersionEach each,
              gpointer data,
              gboolean *ret_more,
              GError **error)
{
  *ret_more = versions->len > 0;
  for (guint i = 0; i < versions->len && *ret_more; i++) {
    const ZbVersion *version = g_ptr_array_index (versions, i);
    g_autoptr (ZbPackedReport) packed = load_packed (database, version->id, error);
    g_autoptr (GError) fault = NULL;

    if (packed == NULL)
      return FALSE;
    *ret_more = each (version, packed, data, &fault);
    if (fault != NULL) {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
zb_store_each_version (
    ZbStore *store, const ZbVersionQuery *query, ZbVersionEach each, gpointer data, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  ZbVersionQuery page = *query;
  gboolean more = TRUE;

  if (reader == NULL)
    return FALSE;
  page.limit = ZB_STORE_MAX_PAGE;
  while (more) {
    g_autoptr (GPtrArray) versions = zb_store_list_versions (store, &page, error);

    if (versions == NULL)
      return FALSE;
    if (!each_of_page (zb_reader_database (reader), versions, each, data, &more, error)) {
      zb_reader_fail (reader, error);
      return FALSE;
    }
    if (versions->len > 0)
      page.after = ((const ZbVersion *)g_ptr_array_index (versions, versions->len - 1))->id;
  }
  return TRUE;
}
