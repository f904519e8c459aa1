/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tools/command.h"

extern const ZbCommand zb_season_commands[];
