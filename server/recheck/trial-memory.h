/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/recheck/trial-source.h"
#include "server/recheck/trial.h"

/* Runs @check, taking from @memory (nullable) what it knows of the same rules. Returns how many
 * blocks lanes have judged. */
guint zb_trial_memory_run (ZbTrialMemory *memory,
                           ZbColumnCheck *check,
                           ZbTrialSource *source,
                           ZbRuleset *ruleset,
                           guint threads);
/* Takes *@check and what it was made from, if there is a memory. */
void zb_trial_memory_keep (ZbTrialMemory *memory,
                           ZbRuleset *ruleset,
                           ZbColumnCheck **check,
                           ZbTrialSource **source);
