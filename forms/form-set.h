/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* Sets: forms that are reported together in one signed container. The form that names the others
 * (forms/filing.h) is the set's head; the set bears its id. */

/* The head of the set that @form is in for @period, @form itself if it is one; NULL if it is
 * reported alone. Borrowed. */
ZbPackage *zb_form_set_head (const ZbCatalogue *catalogue, const char *form, ZbPeriod period);
/* Whether @form is in a set and not its head: it is never reported for itself. */
gboolean zb_form_set_has_member (const ZbCatalogue *catalogue, const char *form, ZbPeriod period);
/* The packages of the forms of the set @head for @period, the head first; members that no edition
 * serves are left out. (transfer full) borrowed ZbPackage. */
GPtrArray *zb_form_set_packages (const ZbCatalogue *catalogue, ZbPackage *head, ZbPeriod period);
