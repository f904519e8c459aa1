/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/reader-private.h"

#include "server/store/standing-private.h"
#include "storage/transaction.h"

#define READERS_AT_REST 16

struct _ZbReader {
  ZbStore *store;
  ZbDatabase *database;
  gboolean in_doubt;
};

/* What a thread holds between zb_store_begin_reading() and the end: the moment begins with the
 * first read that is not answered from memory. */
typedef struct {
  ZbStore *store;
  ZbReader *reader; /* (nullable) */
  ZbTransaction *moment;
  guint64 age, standings_age; /* before the moment */
  gboolean busy;              /* or of no use */
} Held;

static GPrivate held_key = G_PRIVATE_INIT (NULL);

static Held *
held_by_thread (const ZbStore *store)
{
  Held *held = g_private_get (&held_key);

  return held != NULL && held->store == store ? held : NULL;
}

static ZbDatabase *
take_database (ZbStore *store, GError **error)
{
  ZbDatabase *database = NULL;

  g_mutex_lock (&store->lock);
  if (store->readers->len > 0)
    database = g_ptr_array_steal_index_fast (store->readers, store->readers->len - 1);
  g_mutex_unlock (&store->lock);
  return database != NULL ? database : zb_database_open (store->place, ZB_DATABASE_READONLY, error);
}

static ZbReader *
reader_new_apart (ZbStore *store, GError **error)
{
  ZbDatabase *database = take_database (store, error);
  ZbReader *reader;

  if (database == NULL) {
    zb_store_translate (error);
    return NULL;
  }
  reader = g_new0 (ZbReader, 1);
  reader->store = store;
  reader->database = database;
  return reader;
}

static void
reader_destroy (ZbReader *reader)
{
  g_mutex_lock (&reader->store->lock);
  if (!reader->in_doubt && reader->store->readers->len < READERS_AT_REST)
    g_ptr_array_add (reader->store->readers, g_steal_pointer (&reader->database));
  g_mutex_unlock (&reader->store->lock);
  zb_database_free (reader->database);
  g_free (reader);
}

/* Without a connection or a moment each read goes for itself, and says what is wrong. */
static void
begin_moment (Held *held)
{
  held->age = zb_memo_age (held->store->memo);
  held->standings_age = zb_standings_age (held->store->standings);
  held->reader = reader_new_apart (held->store, NULL);
  if (held->reader != NULL)
    held->moment = zb_transaction_begin_read (held->reader->database, NULL);
  if (held->moment == NULL) {
    g_clear_pointer (&held->reader, reader_destroy);
    held->busy = TRUE;
  }
}

ZbReader *
zb_reader_new (ZbStore *store, GError **error)
{
  Held *held = held_by_thread (store);

  if (held != NULL && held->reader == NULL && !held->busy)
    begin_moment (held);
  if (held == NULL || held->busy || held->reader->in_doubt)
    return reader_new_apart (store, error);
  held->busy = TRUE;
  return held->reader;
}

void
zb_reader_free (ZbReader *reader)
{
  Held *held = reader != NULL ? held_by_thread (reader->store) : NULL;

  if (held != NULL && held->reader == reader)
    held->busy = FALSE;
  else if (reader != NULL)
    reader_destroy (reader);
}

void
zb_store_begin_reading (ZbStore *store)
{
  Held *held = g_new0 (Held, 1);

  held->store = store;
  g_private_set (&held_key, held);
}

/* Nothing was written: to roll back would only take longer. */
static void
end_moment (Held *held)
{
  zb_transaction_commit (held->moment, NULL);
  zb_transaction_free (held->moment);
  reader_destroy (held->reader);
}

void
zb_store_end_reading (ZbStore *store)
{
  Held *held = held_by_thread (store);

  if (held == NULL)
    return;
  g_private_set (&held_key, NULL);
  if (held->moment != NULL)
    end_moment (held);
  g_free (held);
}

guint64
zb_reader_age (ZbStore *store)
{
  const Held *held = held_by_thread (store);

  return held != NULL && held->moment != NULL ? held->age : zb_memo_age (store->memo);
}

guint64
zb_reader_standings_age (const ZbStore *store)
{
  const Held *held = held_by_thread (store);

  return held != NULL && held->moment != NULL ? held->standings_age : G_MAXUINT64;
}

ZbDatabase *
zb_reader_database (const ZbReader *reader)
{
  return reader->database;
}

void
zb_reader_fail (ZbReader *reader, GError **error)
{
  reader->in_doubt = TRUE;
  if (error != NULL)
    zb_store_note_damage (reader->store, *error);
  zb_store_translate (error);
}

void
zb_filter_init (ZbFilter *filter, const char *select)
{
  filter->sql = g_string_new (select);
  filter->values = g_array_new (FALSE, FALSE, sizeof (ZbValue));
}

void
zb_filter_clear (ZbFilter *filter)
{
  g_string_free (filter->sql, TRUE);
  g_array_unref (filter->values);
}

void
zb_filter_add (ZbFilter *filter, const char *clause, ZbValue value)
{
  g_string_append (filter->sql, clause);
  g_array_append_val (filter->values, value);
}

void
zb_filter_add_text (ZbFilter *filter, const char *clause, const char *text)
{
  if (text != NULL)
    zb_filter_add (filter, clause, zb_value_text (text));
}

void
zb_filter_add_list (ZbFilter *filter, const char *clause, const char *const *texts)
{
  if (texts == NULL)
    return;
  g_string_append (filter->sql, clause);
  g_string_append (filter->sql, " (");
  for (guint i = 0; texts[i] != NULL; i++)
    zb_filter_add (filter, i > 0 ? ", ?" : "?", zb_value_text (texts[i]));
  g_string_append (filter->sql, ")");
}

void
zb_filter_page (ZbFilter *filter, const char *order, guint limit)
{
  guint bounded = limit == 0 || limit > ZB_STORE_MAX_PAGE ? ZB_STORE_MAX_PAGE : limit;

  g_string_append_printf (filter->sql, " ORDER BY %s", order);
  zb_filter_add (filter, " LIMIT ?", zb_value_int (bounded));
}

/* The rows of a statement with its values bound. */
static gboolean
collect (ZbStatement *statement, ZbRowFunc make, GPtrArray *items, GError **error)
{
  gboolean row;

  if (!zb_statement_step (statement, &row, error))
    return FALSE;
  while (row) {
    g_ptr_array_add (items, make (statement));
    if (!zb_statement_step (statement, &row, error))
      return FALSE;
  }
  return TRUE;
}

/* All rows of @statement, a statement of @reader's connection. */
static GPtrArray *
list_rows (ZbReader *reader,
           ZbStatement *statement,
           const ZbValue *values,
           guint n,
           ZbRowFunc make,
           GDestroyNotify free,
           GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (free);

  if (statement != NULL && zb_statement_bind_values (statement, values, n, error) &&
      collect (statement, make, items, error))
    return g_steal_pointer (&items);
  zb_reader_fail (reader, error);
  return NULL;
}

static GPtrArray *
list_values (ZbReader *reader,
             const char *sql,
             const ZbValue *values,
             guint n,
             ZbRowFunc make,
             GDestroyNotify free,
             GError **error)
{
  return list_rows (reader, zb_database_prepare (reader->database, sql, error), values, n, make,
                    free, error);
}

GPtrArray *
zb_reader_list_values (ZbStore *store,
                       const char *sql,
                       const ZbValue *values,
                       guint n,
                       ZbRowFunc make,
                       GDestroyNotify free,
                       GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);

  return reader != NULL ? list_values (reader, sql, values, n, make, free, error) : NULL;
}

GPtrArray *
zb_reader_list (
    ZbStore *store, const ZbFilter *filter, ZbRowFunc make, GDestroyNotify free, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  g_autoptr (ZbStatement) statement = NULL;

  if (reader == NULL)
    return NULL;
  statement = zb_statement_new (reader->database, filter->sql->str, error);
  return list_rows (reader, statement, (const ZbValue *)filter->values->data, filter->values->len,
                    make, free, error);
}

GPtrArray *
zb_reader_list_apart (ZbStore *store,
                      const char *sql,
                      const ZbValue *values,
                      guint n,
                      ZbRowFunc make,
                      GDestroyNotify free,
                      GError **error)
{
  g_autoptr (ZbReader) reader = reader_new_apart (store, error);

  return reader != NULL ? list_values (reader, sql, values, n, make, free, error) : NULL;
}

gpointer
zb_reader_one (ZbStore *store,
               const char *sql,
               const ZbValue *values,
               guint n,
               ZbRowFunc make,
               const char *missing,
               GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  ZbStatement *row;
  gpointer item;

  if (reader == NULL)
    return NULL;
  if (!zb_database_query_values (reader->database, sql, &row, values, n, error)) {
    zb_reader_fail (reader, error);
    return NULL;
  }
  if (row == NULL) {
    if (missing != NULL)
      g_set_error_literal (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND, missing);
    return NULL;
  }
  item = make (row);
  zb_statement_reset (row);
  return item;
}
