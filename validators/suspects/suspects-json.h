/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "validators/suspects/suspects.h"

/* {too_large, joint, blocks: [{outcome, rules, sets: [[item id …] …], cells: [{item, label {zh,
 * en}, value, measure, weight, owed, last {period, value}, last_year {period, value}}], offer
 * {slip, power, changes: [{item, value}]}, assumed}], helpless}; figures as decimal strings. */
void zb_suspects_write_json (const ZbSuspects *suspects, ZbJsonWriter *writer, const char *key);
/* "found", "too-many", "too-large", "contradiction". */
const char *zb_family_outcome_to_string (ZbFamilyOutcome outcome);
/* "unit", "sign", "digits", "row", "retyped". */
const char *zb_slip_kind_to_string (ZbSlipKind kind);
