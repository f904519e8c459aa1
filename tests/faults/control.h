/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdint.h>

/* What the shim in the server's processes and the campaign share: a file of this size, mapped by
 * both. Each member is read and written atomically. */
typedef struct {
  int64_t ahead;   /* microseconds that the processes' wall clock is before the machine's */
  int64_t error;   /* errno of a write that fails; 0: all succeed */
  int64_t lasting; /* not 0: so do all after it */
  int64_t nth;     /* which write of zhibaod fails first, from 1 */
  int64_t seen;    /* writes since it was armed */
  int64_t failed;  /* how many of them failed */
} ZbFaultControl;

/* Names the file in the processes' environment. */
#define ZB_FAULT_CONTROL "ZB_FAULT_CONTROL"
