/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-spec.h"
#include "forms/period.h"

/* A form that is being made: what a wizard asked or a table in a spreadsheet told, to be written as
 * form.xml. It may say what no form can; reading what was written tells. */

typedef struct {
  ZbText label;
  guint parent; /* index into the groups plus 1; 0 for none */
} ZbDraftGroup;

typedef struct {
  char *code;
  ZbText label;
  guint group; /* as ZbDraftGroup.parent; columns of one group follow one another */
} ZbDraftColumn;

typedef struct {
  char *code;
  ZbText label;
  guint indent;
  const ZbMeasure *measure; /* (nullable) other than the section's */
  int scale;                /* -1: the section's */
  guint64 blocked;          /* bit n: nothing belongs into the section's column n */
} ZbDraftRow;

typedef struct {
  char *id;
  ZbText title;             /* may be empty */
  char *keys, *key_level;   /* (nullable) the list that rows are chosen from */
  const ZbMeasure *measure; /* (nullable) of the figures */
  guint scale;
  GArray *groups;  /* ZbDraftGroup, outer before inner */
  GArray *columns; /* ZbDraftColumn */
  GArray *rows;    /* ZbDraftRow; empty where they are chosen */
} ZbDraftSection;

typedef struct {
  char *id;
  ZbText label;
  ZbCellType type;  /* text or date */
  guint max_length; /* of a text */
} ZbDraftField;

typedef struct {
  char *id, *code, *edition, *system;
  ZbText title, issuer, document, note;
  ZbPeriodKind period_kind;
  ZbPeriod valid_from, expires; /* year 0: open */
  guint deadline_days, deadline_minute;
  GPtrArray *code_lists; /* char*: ids */
  GArray *fields;        /* ZbDraftField: header */
  GArray *signers;       /* ZbDraftField */
  GPtrArray *sections;   /* ZbDraftSection */
} ZbFormDraft;

ZbFormDraft *zb_form_draft_new (void);
void zb_form_draft_free (ZbFormDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFormDraft, zb_form_draft_free)

/* An empty one behind the others, which belongs to the draft; "A", "B" … */
ZbDraftSection *zb_form_draft_add_section (ZbFormDraft *draft);
/* Names @id among the code lists, once. */
void zb_form_draft_use (ZbFormDraft *draft, const char *id);
/* The four that sign every form: heads of unit and statistics, preparer, telephone; and the day. */
void zb_form_draft_add_signers (ZbFormDraft *draft);
/* (transfer full) form.xml. An empty English text is given as the Chinese one and the other way
 * round, so that what lacks is seen in the form. */
GBytes *zb_form_draft_write (const ZbFormDraft *draft);
