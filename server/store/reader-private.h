/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"

/* Reads of the embedded back-end: a connection of its own for each read at work. */
typedef struct _ZbReader ZbReader;

ZbReader *zb_reader_new (ZbStore *store, GError **error);
/* Gives the connection back. */
void zb_reader_free (ZbReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReader, zb_reader_free)
/* zb_memo_age() of what this thread reads now: maybe of a moment that it holds since before. */
guint64 zb_reader_age (ZbStore *store);
/* The same of zb_standings_age(); without a moment all that is known may be told. */
guint64 zb_reader_standings_age (const ZbStore *store);
ZbDatabase *zb_reader_database (const ZbReader *reader);
/* Turns @error into one of the store; a connection that is in doubt is not used again. */
void zb_reader_fail (ZbReader *reader, GError **error);

/* A query put together from literals; every value is bound. */
typedef struct {
  GString *sql;
  GArray *values; /* ZbValue */
} ZbFilter;

void zb_filter_init (ZbFilter *filter, const char *select);
void zb_filter_clear (ZbFilter *filter);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbFilter, zb_filter_clear)
/* Appends @clause; its "?" stands for @value. */
void zb_filter_add (ZbFilter *filter, const char *clause, ZbValue value);
void
zb_filter_add_text (ZbFilter *filter, const char *clause, const char *text); /* NULL: nothing */
/* Appends @clause followed by a list of the texts in brackets; NULL: nothing. */
void zb_filter_add_list (ZbFilter *filter, const char *clause, const char *const *texts);
/* Who reviews an obligation o: its managing zone if set, else its district. */
#define ZB_FILTER_AREA " AND iif(o.zone <> '', o.zone, o.district) IN"
/* " ORDER BY order LIMIT n" with n bounded by ZB_STORE_MAX_PAGE; 0 means that. */
void zb_filter_page (ZbFilter *filter, const char *order, guint limit);

/* Makes an item from a row. */
typedef gpointer (*ZbRowFunc) (const ZbStatement *row);

/* (transfer full) All rows. */
GPtrArray *zb_reader_list (
    ZbStore *store, const ZbFilter *filter, ZbRowFunc make, GDestroyNotify free, GError **error);
/* The same; @sql is a literal. */
GPtrArray *zb_reader_list_values (ZbStore *store,
                                  const char *sql,
                                  const ZbValue *values,
                                  guint n,
                                  ZbRowFunc make,
                                  GDestroyNotify free,
                                  GError **error);
/* The same of what is committed by now, whatever moment this thread holds. */
GPtrArray *zb_reader_list_apart (ZbStore *store,
                                 const char *sql,
                                 const ZbValue *values,
                                 guint n,
                                 ZbRowFunc make,
                                 GDestroyNotify free,
                                 GError **error);
#define ZB_VALUES(...)                                                                             \
  ((const ZbValue[]){__VA_ARGS__}), G_N_ELEMENTS (((const ZbValue[]){__VA_ARGS__}))
/* The first row; NULL with NOT_FOUND "@missing" (or, with @missing NULL, without an error). @sql is
 * a literal. */
gpointer zb_reader_one (ZbStore *store,
                        const char *sql,
                        const ZbValue *values,
                        guint n,
                        ZbRowFunc make,
                        const char *missing,
                        GError **error);
