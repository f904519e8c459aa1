/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/error.h"

G_DEFINE_QUARK (zb - intake - error - quark, zb_intake_error)
