/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/text.h"

/* What differs between two editions of a form, told to those who fill it in. */

typedef enum {
  ZB_CHANGES_HEADING,
  ZB_CHANGES_DEADLINE,
  ZB_CHANGES_FIELDS,
  ZB_CHANGES_SECTIONS,
  ZB_CHANGES_ROWS,
  ZB_CHANGES_COLUMNS,
  ZB_CHANGES_MEASURES,
  ZB_CHANGES_CELLS,
  ZB_CHANGES_RULES,
  ZB_CHANGES_N_GROUPS
} ZbChangeGroup;

typedef enum {
  ZB_CHANGE_ADDED,
  ZB_CHANGE_DROPPED,
  ZB_CHANGE_RENAMED,
  ZB_CHANGE_RECODED, /* the same under another code */
  ZB_CHANGE_SPLIT,   /* into several; @after names them */
  ZB_CHANGE_MERGED,  /* of several; @before names them */
  ZB_CHANGE_MOVED,
  ZB_CHANGE_CHANGED,
} ZbChangeKind;

typedef struct {
  ZbChangeGroup group;
  ZbChangeKind kind;
  char *code;           /* of the row, column, field or rule: "A.05"; "" if it has none */
  char *name;           /* what it is: a caption, or "Validity" */
  char *before, *after; /* (nullable) */
} ZbChange;

typedef struct {
  char *language;       /* "zh" or "en" */
  char *title;          /* "B204-1 工业产销总值及主要产品产量" */
  char *before, *after; /* names of the editions: "B204-1/2023.1" */
  GArray *changes;      /* ZbChange, by group */
} ZbChangeList;

ZbChangeList *zb_change_list_new (const char *language);
void zb_change_list_free (ZbChangeList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbChangeList, zb_change_list_free)

/* Copies all texts of @change, of which any may be NULL. */
void zb_change_list_add (ZbChangeList *list, const ZbChange *change);
/* "Title" or "标题" by the list's language. */
const char *zb_change_list_say (const ZbChangeList *list, const char *chinese, const char *english)
    G_GNUC_FORMAT (2) G_GNUC_FORMAT (3);
/* Adds a change of a text that is not the same; an empty one is as good as none. */
void zb_change_list_compare (ZbChangeList *list,
                             ZbChangeGroup group,
                             const char *code,
                             const char *name,
                             const char *before,
                             const char *after);

/* "新增指标[05]企业用电量" … in one line, without before and after. Caller frees. */
char *zb_change_in_words (const ZbChangeList *list, const ZbChange *change);
const char *zb_change_group_title (ZbChangeGroup group, const char *language);
/* Stable words for programs: "rows", "added". */
const char *zb_change_group_id (ZbChangeGroup group);
const char *zb_change_kind_id (ZbChangeKind kind);
/* Caller frees. */
char *zb_change_list_to_text (const ZbChangeList *list);
char *zb_change_list_to_html (const ZbChangeList *list);
