/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/recheck/archive.h"

/* Which versions an archive holds. Lists are (transfer full) ZbVersion, by the unit's code. */

/* Each unit's latest, unless it was returned or withdrawn, of any edition of @form; by id. */
GPtrArray *zb_archive_list_all (const ZbArchiveDesk *desk,
                                const ZbForm *form,
                                ZbPeriod period,
                                GError **error);
/* Those of @form's edition, by the unit's code; *@ret_n_other tells
 * how many there are of others. */
GPtrArray *zb_archive_list_counting (const ZbArchiveDesk *desk,
                                     const ZbForm *form,
                                     ZbPeriod period,
                                     guint *ret_n_other,
                                     GError **error);
/* What zb_store_read_reference() gives for each unit, of editions that are known. */
GPtrArray *zb_archive_list_references (const ZbArchiveDesk *desk,
                                       const char *form,
                                       ZbPeriod period,
                                       GError **error);
/* NULL if it is not known. Borrowed. */
ZbForm *zb_archive_form_of (const ZbArchiveDesk *desk, const ZbVersion *version);
/* Takes those of @form's edition out of @versions. */
GPtrArray *
zb_archive_take_edition (const ZbArchiveDesk *desk, GPtrArray *versions, const ZbForm *form);
void zb_archive_sort_versions (GPtrArray *versions);
