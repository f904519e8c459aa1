/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

extern const ZbOption zb_account_seal_options[];
/* `zhibao account seal [FILE.png]`: the seal's picture that stands on papers of what was signed. */
int zb_account_seal (const ZbCallLine *line, GError **error);
