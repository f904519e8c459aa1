/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "validators/quantity.h"
#include "validators/language/syntax.h"

/* The places of reports that the rules of one form look at, each once. Tables of plain structs:
 * programs name them by index, a check binds them to the reports at hand, and an archive may bind
 * them to its columns. Nothing here depends on one report's rows. */

/* A report: of this form or another, now or in another period. Source 0 is the report itself. */
typedef struct {
  char *form;          /* NULL for the form of the rules */
  const ZbForm *known; /* (nullable) the form as installed when the rules were compiled;
                        * kept by reference */
  ZbOffset offset;
  guint step;        /* of ys..: so many collected periods after the year's first */
  ZbOffset limit;    /* of ys..: the last period meant */
  gboolean in_range; /* one of a range of periods: left out where it is not collected */
} ZbSource;

/* One cell: of a fixed row, or of a dynamic row named by its key. */
typedef struct {
  guint source;
  char *section, *row, *column;
  int section_index, row_index, column_index; /* in the known form; row -1 where it is dynamic */
  ZbQuantity type;
} ZbSlot;

/* Rows that a variable runs over: those of one dynamic section of one report. */
typedef struct {
  guint source;
  char *section;
  int section_index;
} ZbDomain;

/* For rows of a domain, the rows with the same key in a section of another (or the same) report. */
typedef struct {
  guint domain;
  guint source;
  char *section;
  int section_index;
} ZbPair;

/* A column of the rows of a pair. */
typedef struct {
  guint pair;
  char *column;
  int column_index;
  ZbQuantity type;
} ZbRowSlot;

/* A column of a dynamic section whose row is found by a key that is computed. */
typedef struct {
  guint source;
  char *section, *column;
  int section_index, column_index;
  ZbQuantity type;
} ZbKeySlot;

/* A header field. */
typedef struct {
  guint source;
  char *id;
} ZbFieldSlot;

typedef struct {
  ZbCatalogue *catalogue; /* (nullable) the editions between one and another */
  GArray *sources;        /* ZbSource */
  GArray *slots;          /* ZbSlot */
  GArray *domains;        /* ZbDomain */
  GArray *pairs;          /* ZbPair */
  GArray *row_slots;      /* ZbRowSlot */
  GArray *key_slots;      /* ZbKeySlot */
  GArray *fields;         /* ZbFieldSlot */
  GPtrArray *names;       /* char*: texts, attributes and parameters */
  GHashTable *index;      /* description → number + 1 */
} ZbReferences;

/* @catalogue (nullable) is kept by reference. */
ZbReferences *zb_references_new (const ZbForm *form, const ZbCatalogue *catalogue);
void zb_references_free (ZbReferences *references);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReferences, zb_references_free)

/* Each finds the number of what is described, adding it if it is new; strings are copied. */
guint zb_references_source (ZbReferences *references, const ZbSource *source);
guint zb_references_slot (ZbReferences *references, const ZbSlot *slot);
guint zb_references_domain (ZbReferences *references, const ZbDomain *domain);
guint zb_references_pair (ZbReferences *references, const ZbPair *pair);
guint zb_references_row_slot (ZbReferences *references, const ZbRowSlot *row_slot);
guint zb_references_key_slot (ZbReferences *references, const ZbKeySlot *key_slot);
guint zb_references_field (ZbReferences *references, const ZbFieldSlot *field);
guint zb_references_name (ZbReferences *references, const char *name);
