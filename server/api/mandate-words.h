/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "server/store/mandate.h"
#include "server/store/unit.h"

/* One mandate as an object; @unit is the code of who gave it. */
void zb_words_mandate (ZbJsonWriter *json, const ZbMandate *mandate, const char *unit);
/* The array "mandates": those that @unit gave, or, with @holder and @person, those of this person
 * of @holder only. FALSE with an error. */
gboolean zb_words_mandates (ZbJsonWriter *json,
                            ZbStore *store,
                            const ZbUnit *unit,
                            const char *holder,
                            const char *person,
                            GError **error);
