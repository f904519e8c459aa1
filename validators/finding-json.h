/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "formats/json.h"
#include "validators/finding.h"

/* One finding as a JSON object (figures as decimal strings): rule, instance, revision, severity,
 * outcome, cells, operands, lhs, rhs, difference, difference_percent, relation, tolerance, measure,
 * message {zh, en}, operand_digest, explanation, waiver. */
void zb_finding_write_json (const ZbFinding *finding, ZbJsonWriter *writer, const char *key);
ZbFinding *zb_finding_read_json (const ZbJson *json, GError **error);
/* One line of text in @language, as in the design's text target. */
char *zb_finding_to_line (const ZbFinding *finding, const char *language);
