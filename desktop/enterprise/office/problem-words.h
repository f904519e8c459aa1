/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What a bureau's server says in a problem document, by its stable code ("no-mandate";
 * docs/api.md), as an accountant needs it: what happened and what to do. NULL for codes that only a
 * programmer could meet (static, translated). */
const char *zb_problem_words (const char *code);
