/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/wide.h"

/* The size class of a firm by the rule of 2017 (统计上大中小微型企业划分办法): all indicators must
 * reach the lower bound, else one class down. @industry is a code of GB/T 4754-2017, @staff
 * persons,
 * @revenue yuan. "1" large, "2" medium, "3" small, "4" micro; NULL for an industry whose rule is
 * not held here. */
const char *zb_size_class (const char *industry, ZbWide staff, ZbWide revenue);
