/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/machine.h"
#include "validators/ruleset-private.h"

/* The finding of an instance that failed or could not be computed; the machine's row is bound.
 * Explanations and waivers are not looked at. */
ZbFinding *zb_finding_make (const ZbRuleset *ruleset,
                            ZbMachine *machine,
                            const ZbInstance *instance,
                            ZbOutcome outcome,
                            ZbSeverity severity);
/* "B204-1#7/A.01": the instance's name with the machine's row; caller frees. */
char *
zb_instance_name (const ZbRuleset *ruleset, const ZbMachine *machine, const ZbInstance *instance);
