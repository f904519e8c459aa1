/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/error.h"

G_DEFINE_QUARK (zb - forward - error - quark, zb_forward_error)
