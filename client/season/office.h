/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/season/unit.h"
#include "forms/catalogue.h"
#include "forms/parameters.h"
#include "validators/context.h"

/* What one enterprise of a season has reported so far, and what else rules ask: a context whose
 * parameters are shared between enterprises and threads. */
typedef struct _ZbSeasonOffice ZbSeasonOffice;

/* @unit and @parameters (nullable) must outlive it. */
ZbSeasonOffice *zb_season_office_new (const ZbCatalogue *catalogue,
                                      const ZbSeasonUnit *unit,
                                      const ZbParameters *parameters);
void zb_season_office_free (ZbSeasonOffice *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSeasonOffice, zb_season_office_free)

/* Keeps a reference; replaces one of its form and period. */
void zb_season_office_add (ZbSeasonOffice *office, ZbReport *report);
/* Valid while @office lives. */
ZbContext zb_season_office_context (ZbSeasonOffice *office);
