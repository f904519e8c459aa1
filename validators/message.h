/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/condition-sentence.h"
#include "validators/finding.h"
#include "validators/ruleset-private.h"

/* Sets @finding->message in both languages, from its figures, what decided, and the rule's own
 * message: a template with {placeholders} takes the place of the sentence, a plain text follows
 * it. */
void zb_message_for_rule (ZbFinding *finding,
                          ZbMachine *machine,
                          const ZbRule *rule,
                          const ZbInstance *instance,
                          const ZbDecision *decision);
void zb_message_for_calc (ZbFinding *finding,
                          ZbMachine *machine,
                          const ZbRule *rule,
                          const ZbInstance *instance);
