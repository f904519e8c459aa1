/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* The register: statistical units with permanent ids, dated codes and dated attributes. Days are
 * ISO dates ("2024-06-30") of bureau time; what holds from a day holds until the next change. */

typedef struct {
  const char *name;  /* "name", "area", "zone", "industry", "size", "registration", "status" … */
  const char *value; /* NULL: unknown from then on */
} ZbUnitValue;

/* ZB_ACT_UNIT. The result's id is the unit's; repeated tells that nothing was different. */
typedef struct {
  gint64 unit;          /* 0: the unit that bears @code, made if there is none */
  const char *code;     /* 统一社会信用代码 */
  const char *new_code; /* (nullable) borne from @day on */
  const char *day;      /* from when the values hold */
  const ZbUnitValue *values;
  guint n_values;
  const char *reason;
} ZbUnitChange;

typedef struct {
  guint added, changed, unchanged; /* units */
} ZbImportCounts;

/* ZB_ACT_IMPORT: many changes at once, wholly or not at all. The result's id is the import's. */
typedef struct {
  const ZbUnitChange *changes;
  guint n_changes;
  const char *day;
  const char *reason;
  ZbImportCounts counts; /* what they come to */
} ZbUnitImport;

typedef struct {
  gint64 id;
  char *code;             /* borne on the day asked */
  GHashTable *attributes; /* char* → char*, as of the day asked */
  char *lines; /* (nullable) of a unit that may be asked for again: zb_context_attribute_lines() */
  char *since, *until; /* (nullable) days of the change before and of the next one */
  int sharers;         /* how many hold it beside the first; the store's own affair */
} ZbUnit;

/* Units that were read are not changed: the store hands the same one out to several. */
ZbUnit *zb_unit_ref (ZbUnit *unit);
void zb_unit_free (ZbUnit *unit);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbUnit, zb_unit_free)
const char *zb_unit_attribute (const ZbUnit *unit, const char *name); /* NULL if unknown */
/* Whether it was, or is going to be, the same on @day as on the day that was asked for. */
gboolean zb_unit_is_as_of (const ZbUnit *unit, const char *day);

/* By any code the unit bears or has borne, as of @day. */
ZbUnit *zb_store_read_unit (ZbStore *store, const char *code, const char *day, GError **error);
ZbUnit *zb_store_read_unit_by_id (ZbStore *store, gint64 id, const char *day, GError **error);
/* The same as it was known at @known (microseconds UTC), whatever was entered since. NULL without
 * an error if nothing was known of it. */
ZbUnit *
zb_store_read_unit_known (ZbStore *store, gint64 id, const char *day, gint64 known, GError **error);
/* (transfer full) ZbUnit with an id above @after, at most @limit, by id. @text (nullable): part of
 * the code or name; @area (nullable): district or managing zone. */
GPtrArray *zb_store_list_units (ZbStore *store,
                                const char *text,
                                const char *area,
                                const char *day,
                                gint64 after,
                                guint limit,
                                GError **error);

/* What the import @id did. */
gboolean
zb_store_read_import (ZbStore *store, gint64 id, ZbImportCounts *ret_counts, GError **error);

/* One line of a unit's history: a code ("code") or attribute from a day on. */
typedef struct {
  char *name, *value; /* value NULL: ended */
  char *day;
  gint64 time; /* when it was entered … */
  char *who;   /* … by whom … */
  char *reason;
  gboolean replaced; /* … and whether a later entry for the same day took its place */
} ZbUnitHistory;

void zb_unit_history_free (ZbUnitHistory *history);

/* (transfer full) ZbUnitHistory, in the order entered. */
GPtrArray *zb_store_list_unit_history (ZbStore *store, gint64 unit, GError **error);
