/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* The code lists a node knows beside those that come with its forms: areas, sizes, registration
 * types … name the groups of summaries and check the register. They lie as files in DIR/codelists.
 */
gboolean zb_code_lists_copy (const char *catalogue_dir, const char *node_dir, GError **error);
/* Adds those to @catalogue that it does not know; a node without the folder has none. */
gboolean zb_code_lists_load (const char *node_dir, ZbCatalogue *catalogue, GError **error);
