/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/node.h"

/* Microseconds of processor time that the receiver and those who hold its keys have taken. */
double zb_bench_receiver_time (const ZbTestNode *node);
