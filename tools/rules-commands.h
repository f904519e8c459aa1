/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

/* `zhibao form fmt [--check] FILE…`: rules files in their one layout. */
int zb_form_format (const ZbCallLine *line, GError **error);
/* `zhibao form import FORM FILE`: relations of other tools as rules, to standard output. */
int zb_form_import (const ZbCallLine *line, GError **error);
