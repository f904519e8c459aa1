/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "forms/report.h"
#include "forms/revision-carry.h"

/* A report of one edition as another edition of its form may look at it: rules that compare with
 * last year when the form has changed since. Nothing is guessed: what nobody reported in these
 * terms (a new row, one that was part of another, a share by a key) is withheld, so that a rule
 * which needs it is not evaluable. */
typedef struct {
  ZbReport *report; /* of the edition that looks */
  guint8 *rows;     /* ZbRevisionRows by section */
} ZbRevisionView;

/* @report, of another edition, in the terms of @form, through the editions between that @catalogue
 * (nullable) has (zb_revision_path()); where no maps lead there, what has the same item id is the
 * same. (transfer full) */
ZbRevisionView *
zb_revision_view_new (const ZbCatalogue *catalogue, const ZbReport *report, ZbForm *form);
void zb_revision_view_free (ZbRevisionView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRevisionView, zb_revision_view_free)
