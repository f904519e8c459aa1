/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form concepts [CONCEPT]`: what several forms ask for, and who asks it in which measure.
 */
int zb_form_concepts (const ZbCallLine *line, GError **error);
