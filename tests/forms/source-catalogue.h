/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* The catalogue of the source tree, as tests look at it. */

/* The path of @below in it; caller frees. */
char *zb_source_catalogue_path (const char *below);
/* (transfer full) All of it, and one of its code lists; fail the test when they do not read. */
ZbCatalogue *zb_source_catalogue_read (void);
ZbCodeList *zb_source_code_list_read (const char *id);
/* Entries of @level. */
guint zb_source_code_list_count (const ZbCodeList *list, const char *level);
