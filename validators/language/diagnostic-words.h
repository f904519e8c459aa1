/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the compiler says, in Chinese: @message as it was put together in English, found again by
 * its pattern. NULL where there is none; caller frees. */
char *zb_diagnostic_to_chinese (const char *message);
