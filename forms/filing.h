/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/xml-tree.h"
#include "forms/signing-role.h"

/* How a form is filed: what travels with it, who signs it, what may still be corrected, and what it
 * stands for. */

#define ZB_FILING_MAX_MEMBERS 24 /* with the head they fit one container */
#define ZB_FILING_MAX_CONDITION 1000

/* A form that travels with the head of its set in one signed container. */
typedef struct {
  char *form; /* FORM-ID */
  gboolean optional;
  char *when; /* (nullable) of an optional one: needed where this condition over the head holds */
} ZbSetMember;

/* What becomes of a correction when the bureau has accepted the report. */
typedef enum {
  ZB_CORRECTION_FREE,   /* it may be sent until the period closes */
  ZB_CORRECTION_PERMIT, /* the bureau grants it on request, once and for some days */
  ZB_CORRECTION_NOTE,   /* none: the next cumulative report carries the difference and a note */
} ZbCorrection;

typedef struct {
  ZbText set_title; /* of the set as one thing */
  guint n_members;  /* 0: the form is head of no set */
  ZbSetMember *members;
  guint roles; /* ZbSigningRole bits: in each of them somebody signs, one person in several if he
                  holds them; 0: one signature will do, whatever its role */
  ZbCorrection correction;
  guint correction_days; /* how long a permit holds if the bureau says nothing else */
  ZbText disclaimer; /* what a report of it is not, unless the authority stands behind the node */
} ZbFiling;

void zb_filing_clear (ZbFiling *filing);
/* From the children <set>, <signatures>, <corrections> and <disclaimer> of @root, the form's; @form
 * is its id. */
gboolean zb_filing_read (ZbFiling *filing, const ZbXmlNode *root, const char *form, GError **error);
/* The member @form, or NULL. */
const ZbSetMember *zb_filing_member (const ZbFiling *filing, const char *form);
gboolean zb_filing_is_same_set (const ZbFiling *a, const ZbFiling *b);
/* "free", "permit", "note": stable. */
const char *zb_correction_to_string (ZbCorrection correction);
