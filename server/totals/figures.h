/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"
#include "server/store/total.h"
#include "server/store/version.h"

/* The figures of one version by item id: what it adds to a total. */
typedef struct _ZbFigures ZbFigures;

/* The form is found in @catalogue by the version's package. */
ZbFigures *zb_figures_new (const ZbVersion *version,
                           const ZbPackedReport *packed,
                           const ZbCatalogue *catalogue,
                           GError **error);
void zb_figures_free (ZbFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFigures, zb_figures_free)
const ZbTotalsItem *zb_figures_items (const ZbFigures *figures, guint *ret_n);
