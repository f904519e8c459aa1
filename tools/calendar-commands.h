/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form calendar`: when each period of a form is due. */
int zb_form_calendar (const ZbCallLine *line, GError **error);
/* `zhibao period checklist`: what is to be done before a period opens. */
int zb_period_checklist (const ZbCallLine *line, GError **error);
