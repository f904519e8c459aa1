/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/catalogue.h"

/* The catalogue of the source tree with invented editions 2026 of B204-1 and KQ-01 that add, drop,
 * rename, split and merge rows. (transfer full) Fails the test when it does not read. */
ZbCatalogue *zb_revised_catalogue_new (void);
