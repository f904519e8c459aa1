/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* How a new edition of a form follows from the one before: the file map.xml of its package
 * (schema/map.xsd). Every section, column and row of both editions is in it once, so that drafts,
 * pre-filled figures and series find their way from one edition to the other. */

typedef enum {
  ZB_MAP_KEPT,
  ZB_MAP_RENAMED,
  ZB_MAP_MERGED, /* of several: one link each, with the same @to */
  ZB_MAP_SPLIT,  /* into several: one link each, with the same @from */
  ZB_MAP_NEW,
  ZB_MAP_DROPPED,
} ZbMapChange;

#define ZB_MAP_WHOLE 1000000

/* One row or column and what it follows from. */
typedef struct {
  ZbMapChange change;
  char *to, *from; /* codes; NULL of what was dropped, or is new */
  guint share;     /* of a split, in millionths of the whole; 0 without a key */
} ZbMapLink;

/* A section: new without @from, dropped without @to. Rows of a dynamic section that have no link
 * keep their keys. */
typedef struct {
  char *to, *from;
  GArray *columns, *rows; /* ZbMapLink */
} ZbMapSection;

typedef struct _ZbRevisionMap {
  char *form, *from, *to; /* id and editions */
  GArray *sections;       /* ZbMapSection */
} ZbRevisionMap;

ZbRevisionMap *
zb_revision_map_read (const char *source, const void *bytes, gsize length, GError **error);
/* For editions without a map: what has the same code is kept, the rest is new or dropped. (transfer
 * full) */
ZbRevisionMap *zb_revision_map_by_ids (const ZbForm *old, const ZbForm *form);
void zb_revision_map_free (ZbRevisionMap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRevisionMap, zb_revision_map_free)

/* Whether @form is the edition that the map leads to (or with @old comes from) and each of its
 * sections, columns and rows is in the map exactly once. Errors name the first that is not. */
gboolean
zb_revision_map_check (const ZbRevisionMap *map, const ZbForm *form, gboolean old, GError **error);

/* "kept", "renamed" … */
const char *zb_map_change_to_string (ZbMapChange change);
