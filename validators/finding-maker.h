/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/finding-private.h"
#include "validators/machine.h"
#include "validators/ruleset-private.h"

/* Makes the findings of rules, and tells of them later. */
typedef struct {
  ZbFindingSource source;
  const ZbRuleset *ruleset;
  ZbMachine *machine;
} ZbFindingMaker;

/* @maker borrows both; it and they outlive the findings. */
void zb_finding_maker_init (ZbFindingMaker *maker, const ZbRuleset *ruleset, ZbMachine *machine);
/* The finding of an instance that failed or could not be computed; the machine's row is bound.
 * Explanations and waivers are not looked at. */
ZbFinding *zb_finding_make (const ZbFindingMaker *maker,
                            const ZbInstance *instance,
                            ZbOutcome outcome,
                            ZbSeverity severity);
/* "B204-1#7/A.01": the instance's name with the machine's row; caller frees. */
char *
zb_instance_name (const ZbRuleset *ruleset, const ZbMachine *machine, const ZbInstance *instance);
