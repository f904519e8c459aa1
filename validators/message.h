/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/condition-sentence.h"
#include "validators/finding.h"
#include "validators/ruleset-private.h"

/* What @finding says in both languages, from its figures, what decided, and the rule's own message:
 * a template with {placeholders} takes the place of the sentence, a plain text follows it. The
 * machine has the finding's row bound. */
ZbText zb_message_make (const ZbFinding *finding,
                        ZbMachine *machine,
                        const ZbRule *rule,
                        const ZbInstance *instance);
