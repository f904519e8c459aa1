/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/place.h"

/* The form a command is about, named as people name it: an id, a printed code, or the folder of a
 * package that need not be in any catalogue yet. */

/* The catalogue a package folder stands in, …/SYSTEM/FORM-ID/EDITION, for its code lists; else the
 * one of zb_place_catalogue(). (transfer full) */
ZbCatalogue *zb_form_place_around (const ZbCallLine *line, const char *path, GError **error);
/* Finds code lists in the catalogue @data; a ZbCodeListFinder. */
ZbCodeList *zb_form_place_list (const char *id, gpointer data);
/* The package of a folder, or of the form @name in @catalogue: of @edition (nullable), of the
 * edition that serves @period (nullable), else the newest. (transfer full) */
ZbPackage *zb_form_place_find (ZbCatalogue *catalogue,
                               const char *name,
                               const char *edition,
                               const char *period,
                               GError **error);
