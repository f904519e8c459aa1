/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/cell-spec.h"
#include "forms/deadline.h"
#include "forms/filing.h"
#include "forms/period.h"

/* The structure of one edition of a form, as read from form.xml (schema/form.xsd). Read only once
 * read; shared by reference. All strings belong to the form. Rows and columns count from 0 in
 * printed order. */

typedef struct {
  char *id;
  ZbText label;
  ZbCellSpec spec;
} ZbField;

typedef struct {
  char *code;
  ZbText label;
  ZbText note;
  guint indent;             /* of the printed name, in steps ("其中" rows) */
  const ZbMeasure *measure; /* (nullable) overrides the columns' */
} ZbRow;

typedef struct {
  char *code;
  ZbText label;
  guint group; /* index into the section's groups plus 1; 0 for none */
} ZbColumn;

/* A merged head above neighbouring columns. */
typedef struct {
  ZbText label;
  guint parent; /* as ZbColumn.group */
} ZbColumnGroup;

typedef struct {
  char *id;
  ZbText title;
  gboolean dynamic; /* rows are chosen from @keys, kept sorted by key */
  ZbCodeList *keys; /* dynamic only */
  char *key_level;  /* (nullable) only entries of this level may be rows */
  guint max_rows;   /* dynamic only */
  guint n_rows;     /* fixed only */
  ZbRow *rows;      /* fixed only */
  guint n_columns;
  ZbColumn *columns;
  guint n_groups;
  ZbColumnGroup *groups;
  ZbCellSpec *specs; /* fixed: n_rows × n_columns, row-major; dynamic: n_columns */
} ZbSection;

typedef struct {
  char *id;      /* B204-1 */
  char *code;    /* the printed code, an accepted alias */
  char *edition; /* "2023" */
  guint revision;
  char *system; /* the bureau system that asks, "s1" */
  ZbText title, issuer, document, note;
  ZbPeriodKind period_kind;
  ZbJanuary january;       /* months only */
  ZbPeriod valid_from;     /* first period that this edition serves */
  ZbPeriod expires;        /* "有效期至": last period; year 0 if open */
  guint deadline_days;     /* default deadline: days after the period's end … */
  guint deadline_minute;   /* … and minute of that day, bureau time; 24:00 is 1440 */
  gboolean deadline_rolls; /* on a weekend it moves to the next workday */
  guint n_cut_offs;
  ZbCutOff *cut_offs; /* of the levels that review, in order */
  char *respondents;  /* (nullable) who owes it: a condition over register attributes */
  ZbFiling filing;
  guint n_fields;
  ZbField *fields; /* header */
  guint n_signers;
  ZbField *signers; /* footer: head of unit, head of statistics, preparer, phone */
  guint n_sections;
  ZbSection *sections;
  guint n_code_lists;
  ZbCodeList **code_lists;    /* those it uses, as declared; cells borrow them */
  GStringChunk *strings;      /* (nullable) further strings that cells borrow */
  struct _ZbRevisionMap *map; /* (nullable) how it follows from the edition before */
} ZbForm;

/* A form with everything empty, for its reader to fill before anyone else sees it; strings and
 * vectors put into it are freed with g_free(). */
ZbForm *zb_form_new (void);

/* Finds a code list by id while a form is read; NULL if there is none. */
typedef ZbCodeList *(*ZbCodeListFinder) (const char *id, gpointer data);

ZbForm *zb_form_read (const char *source,
                      const void *bytes,
                      gsize length,
                      ZbCodeListFinder finder,
                      gpointer data,
                      GError **error);
ZbForm *zb_form_ref (ZbForm *form);
void zb_form_unref (ZbForm *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbForm, zb_form_unref)
