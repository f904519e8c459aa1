/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/temp-dir.h"

/* A catalogue of two forms (B203 and B204-1) with the code lists and parameters of the source tree,
 * linked into @dir: a test that sends reports need not read every form there is. Returns its path.
 * (transfer full) */
char *zb_small_catalogue_new (const ZbTempDir *dir);
