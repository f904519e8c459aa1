/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/measure.h"
#include "forms/text.h"

/* A versioned list of codes: areas, industries, products, size classes … (schema/codelist.xsd). */
typedef struct _ZbCodeList ZbCodeList;

typedef struct {
  const char *code;
  const char *parent; /* (nullable) */
  const char *level;  /* (nullable) "class", "district", "zone" … */
  ZbText name;
  const ZbMeasure *measure; /* (nullable) for lists whose rows carry their own measure */
  int scale;                /* decimals; -1 if the list does not say */
} ZbCode;

ZbCodeList *zb_code_list_read (const char *source, const void *bytes, gsize length, GError **error);
ZbCodeList *zb_code_list_read_file (const char *path, GError **error);
ZbCodeList *zb_code_list_ref (ZbCodeList *list);
void zb_code_list_unref (ZbCodeList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbCodeList, zb_code_list_unref)

const char *zb_code_list_id (const ZbCodeList *list);      /* "industry" */
const char *zb_code_list_version (const ZbCodeList *list); /* "2017" */
const ZbText *zb_code_list_title (const ZbCodeList *list);
const char *zb_code_list_digest (const ZbCodeList *list); /* SHA-256 of the file's bytes, hex */
GBytes *zb_code_list_bytes (const ZbCodeList *list);      /* borrowed: the file as read */
guint zb_code_list_length (const ZbCodeList *list);
const ZbCode *zb_code_list_at (const ZbCodeList *list, guint index); /* in printed order */
const ZbCode *zb_code_list_find (const ZbCodeList *list, const char *code);
guint zb_code_list_index (const ZbCodeList *list, const ZbCode *code); /* printed order */
/* A further attribute of an entry ("coefficient", "class" …), or NULL. */
const char *zb_code_list_attribute (const ZbCodeList *list, const ZbCode *code, const char *name);
/* Whether no entry has this one as its parent. */
gboolean zb_code_list_is_leaf (const ZbCodeList *list, const ZbCode *code);
/* Entries matched by code prefix, or by part of a name in either language: (transfer container) of
 * ZbCode. */
GPtrArray *
zb_code_list_search (const ZbCodeList *list, const char *text, const char *level, guint limit);
