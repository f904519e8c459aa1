/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/answer.h"

/* What one person of the bureau asks for somebody else, and another approves; its numbers are
 * written M12. */

/* Whether @answer (nullable) says that another has to approve it first, which is then printed. */
gboolean zb_motion_print_waiting (const ZbJson *answer);
gboolean zb_motion_is_number (const char *word);

int zb_motion_list (const ZbCallLine *line, GError **error);
/* The one that the first word names; an invitation that comes of it is written to --output. */
int zb_motion_approve (const ZbCallLine *line, GError **error);
int zb_motion_reject (const ZbCallLine *line, GError **error);
