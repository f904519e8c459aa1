/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* The catalogue of the source tree, as tests look at it. */

/* The path of @below in it; caller frees. */
char *zb_source_catalogue_path (const char *below);
/* (transfer full) Fails the test when it does not read. */
ZbCatalogue *zb_source_catalogue_read (void);
