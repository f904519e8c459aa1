/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/calendar.h"
#include "server/store/waiver.h"

/* What a tenant says of the reports of one form and period, of whatever unit: asked with every one
 * of them, and kept from one to the next. */
typedef struct {
  guint grace_days;       /* from the deadline to the close, where the calendar says nothing */
  ZbCalendarEntry *hours; /* (nullable) */
  GPtrArray *waivers;     /* ZbWaiver in force */
  int sharers;            /* how many hold it beside the first; the store's own affair */
} ZbTerms;

void zb_terms_free (ZbTerms *terms);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTerms, zb_terms_free)

/* Not to be changed: the store hands the same ones out to several. NOT_FOUND without the tenant. */
ZbTerms *zb_store_read_terms (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error);
