/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json.h"

/* Prints lists of mandates as one table; each is nullable. */
void zb_mandate_print (const ZbJson *first, const ZbJson *second);
